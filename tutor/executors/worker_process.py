"""A process that works on batches, and what is done in it."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from tutor.errors import named

GRACE = 1.0
"""Seconds that a process has to end what it is at when the run is told to end."""


class Failed(NamedTuple):
    """What the work raised, instead of a result."""

    error: BaseException


class Worker:
    """One process with a pipe of its own: nobody else writes to that, so its end is seen whenever the process ends."""

    def __init__(self, work: Callable[[list[Any]], Any]) -> None:
        # Not fork: the threads in which plugins are tried may hold locks that a copy of this process would wait for.
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, work))
        self._process.start()
        theirs.close()

    def give(self, batch: list[Any]) -> bool:
        """Send a batch; False where the process has ended before."""
        try:
            self.pipe.send(batch)
        except OSError:
            return False
        return True

    def result(self) -> Any:
        """What came of the batch that it was given, or a `Failed`. Raises EOFError where the process has ended."""
        try:
            return self.pipe.recv()
        except OSError:  # reset, or ended in the middle of a result
            raise EOFError from None

    def let_go(self) -> None:
        """Have it end when it next looks for a batch."""
        self.pipe.close()

    def end(self, grace: float | None = 0.0) -> None:
        """Wait so long for its end (None: without a bound), and then end it."""
        self.pipe.close()
        self._process.join(grace)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()
        self._process.close()


def _serve(pipe: Connection, work: Callable[[list[Any]], Any]) -> None:
    """Work on batch after batch until nobody sends more.

    An interrupt from the keyboard reaches all processes; the first one ends the others, however it ends itself.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    while True:
        try:
            batch = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            found = work(batch)
        except BaseException as error:
            found = Failed(_picklable(error))
        with suppress(OSError):  # nobody waits for it any more
            pipe.send(found)


def _picklable(error: BaseException) -> BaseException:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(named(error))
    return error


def _end_with(parent: BaseProcess) -> None:
    # At work it does not look at its pipe.
    parent.join()
    os._exit(1)
