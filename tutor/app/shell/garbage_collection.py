"""Keeps the heap small: while Python searches it for rubbish nothing else runs, and a key waits.

A search takes 0.5 µs an object and more. What lasts is put out of its reach, and what a page leaves behind is
cleared away when Home has come back.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 10_000
"""Objects that are made before the youngest are searched.

A row that Textual draws is fifteen objects in a circle, dead at the next drawing. At Python's own 700 most of them are
alive when they are searched, and are then kept until all is: 30 ms every few seconds while somebody types.
"""


@contextmanager
def gc_paused() -> Iterator[None]:
    """No search meanwhile: imports make 90,000 objects that all stay, and would be searched three times (70 ms)."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def freeze_heap() -> None:
    """Never search again what there is now: no page but Home, whose widgets would otherwise stay for good."""
    gc.freeze()
    gc.set_threshold(YOUNG)


def collect_and_freeze() -> None:
    """Clear away what a closed page has left, and keep the rest."""
    gc.collect()
    freeze_heap()
