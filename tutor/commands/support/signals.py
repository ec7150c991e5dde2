"""Signals that end a program, as exceptions: files are closed, parts removed and processes ended on the way out."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
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
    before = {number: signal.getsignal(number) for number in ENDING}
    chosen = [number for number, handler in before.items() if handler == signal.SIG_DFL]
    for number in chosen:
        signal.signal(number, _raise)
    try:
        yield
    finally:
        for number in chosen:
            signal.signal(number, before[number])


def _raise(number: int, frame: FrameType | None) -> NoReturn:
    # The same once more ends the program where it is: tidying up may be what hangs.
    signal.signal(number, signal.SIG_DFL)
    raise Ended(number)
