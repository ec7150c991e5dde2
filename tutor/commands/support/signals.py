"""Signals that end a program, as exceptions: files are closed, parts removed and processes ended on the way out."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Sent by `kill`, by the machine when it stops, and by a terminal whose window was closed."""


class Ended(BaseException):
    """The program is to end by a signal, like an interrupt from the keyboard; `code` is what shells use for it."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.code = 128 + number


@contextmanager
def raised() -> Iterator[None]:
    """Raise Ended for such a signal meanwhile; one that is ignored, as under nohup, stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may choose
        return
    _told.clear()
    before_hook, sys.unraisablehook = sys.unraisablehook, _once_more(sys.unraisablehook)
    before = {number: signal.getsignal(number) for number in ENDING}
    chosen = [number for number, handler in before.items() if handler == signal.SIG_DFL]
    for number in chosen:
        signal.signal(number, _raise)
    try:
        yield
    finally:
        sys.unraisablehook = before_hook
        for number in chosen:
            signal.signal(number, before[number])


def check() -> None:
    """Raise Ended if the program was told to end: code of others may have made another error of the first one."""
    if _told:
        raise Ended(_told[0])


_told: list[int] = []
"""The signal that the program was told to end by, if it was."""


def _raise(number: int, frame: FrameType | None) -> NoReturn:
    # The same once more ends the program where it is: tidying up may be what hangs.
    signal.signal(number, signal.SIG_DFL)
    _told[:] = [number]
    raise Ended(number)


_Hook = Callable[["sys.UnraisableHookArgs"], object]


def _once_more(otherwise: _Hook) -> _Hook:
    """A hook for what is raised where nobody can catch it, in a finalizer or a callback of Python's own.

    Python prints that and goes on; where it was a signal that came just then, it is sent once more.
    """

    def hook(raised: sys.UnraisableHookArgs) -> None:
        if isinstance(raised.exc_value, Ended):
            number = raised.exc_value.code - 128
            signal.signal(number, _raise)
        elif isinstance(raised.exc_value, KeyboardInterrupt):
            number = signal.SIGINT
        else:
            otherwise(raised)
            return
        again = threading.Timer(_SOON, os.kill, (os.getpid(), number))  # not from here: nobody can catch it here
        again.daemon = True
        again.start()

    return hook


_SOON = 0.01
