"""Leaving a process as it was, whatever a plugin does to it while its code runs."""

from __future__ import annotations

import os
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress


@contextmanager
def kept_as_it_was() -> Iterator[None]:
    """What is printed goes to stderr; the working folder, warning filters, recursion limit and
    hooks for exceptions are put back.

    stdout belongs to the results of the command that happens to need the plugin.
    """
    folder, filters, depth = _folder(), warnings.filters[:], sys.getrecursionlimit()
    streams, hooks = (sys.stdin, sys.stdout, sys.stderr), (sys.excepthook, threading.excepthook)
    with redirect_stdout(sys.stderr), _stdout_elsewhere():
        yield
    sys.stdin, sys.stdout, sys.stderr = streams
    sys.excepthook, threading.excepthook = hooks
    warnings.filters[:] = filters  # type: ignore[index]
    sys.setrecursionlimit(depth)
    if folder is not None and _folder() != folder:
        os.chdir(folder)


def _folder() -> str | None:
    try:
        return os.getcwd()
    except OSError:  # it was deleted under us
        return None


@contextmanager
def _stdout_elsewhere() -> Iterator[None]:
    """What is written past Python, by a subprocess or an extension, goes to stderr too.

    Not where other threads run: in the app and its server stdout may be what the screen is drawn on.
    """
    if threading.active_count() > 1:
        yield
        return
    try:
        sys.__stdout__.flush()  # type: ignore[union-attr]
        kept = os.dup(1)
    except (OSError, ValueError, AttributeError):  # closed, or there is none
        yield
        return
    errors = None
    with suppress(OSError):  # stderr is closed
        errors = os.dup(2)
        os.dup2(2, 1)
    try:
        yield
    finally:
        # A plugin may close both: the next file that is opened would be what is printed to.
        for number, held in ((1, kept), (2, errors)):
            if held is not None:
                os.dup2(held, number)
                os.close(held)
