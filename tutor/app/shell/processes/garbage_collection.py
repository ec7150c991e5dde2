"""Keeps the heap small: while Python searches it for rubbish nothing else runs, and a key waits.

A search takes 0.5 µs an object and more. What lasts is put out of its reach, and what a page leaves behind is
cleared away when Home has come back.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from weakref import WeakSet

YOUNG = 5_000
"""Objects that are made before the youngest are searched: up to 4 ms.

At Python's own 700 most of what is made to draw a page is alive when it is searched, and is then kept until all is.
"""

MIDDLE = 2
"""Searches of the youngest before one of what they have left, where Python has 10: 15,000 objects take 10 ms."""
SELDOM = 300
"""Such searches before one of all, where Python has 10: that takes 40 ms and belongs to Home.

What a page leaves while it is open is found by the searches of the younger; 300 are a bound and not a time.
"""


@contextmanager
def gc_paused() -> Iterator[None]:
    """No search meanwhile: imports make 90,000 objects that all stay, and would be searched three times (70 ms)."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def defer_gc() -> None:
    """No search in what is left of this turn of the event loop: the first drawing of a page takes 30 ms without one.

    What has been made meanwhile is searched in the next turn, and a key that has come may be dealt with in between.
    """
    if gc.isenabled():
        gc.disable()
        asyncio.get_running_loop().call_soon(gc.enable)


def freeze_heap() -> None:
    """Never search again what there is now: no page but Home, whose widgets would otherwise stay for good."""
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, SELDOM)


def give_back_memory() -> None:
    """Give the system what the C library keeps of memory that is free: 70 of 380 MB after 300 questions, in 5 ms.

    The tables of mistakes are made in threads, each of which has memory of its own.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # other C libraries have no such call
            ctypes.CDLL(None).malloc_trim(0)


class ClosedPages:
    """The pages that were left and are still in the heap."""

    def __init__(self) -> None:
        self._there: WeakSet[object] = WeakSet()
        self._cleared = True

    def add(self, page: object) -> None:
        """A page was left."""
        self._there.add(page)
        self._cleared = False

    def clear(self) -> bool:
        """Clear away what they have left, and keep the rest; False where one of them is still held.

        A timer that a page had, even a cancelled one, holds it until its time has come. Frozen then, it would stay.
        """
        if not self._cleared:
            gc.collect()
            if self._there:
                return False
            freeze_heap()
            give_back_memory()
            self._cleared = True
        return True
