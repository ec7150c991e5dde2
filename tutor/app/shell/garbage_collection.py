"""Keeps the heap small: while Python searches it for rubbish nothing else runs, and a key waits.

A search takes 0.5 µs an object and more. What lasts is put out of its reach, and what a page leaves behind is
cleared away when Home has come back.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache


@contextmanager
def undisturbed() -> Iterator[None]:
    """No search meanwhile: imports make 90,000 objects that all stay, and would be searched three times (70 ms)."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def keep() -> None:
    """Never search again what there is now: no page but Home, whose widgets would otherwise stay for good."""
    gc.freeze()


def tidy() -> None:
    """Clear away what a closed page has left, and keep the rest."""
    gc.collect()
    keep()


def let_rows_go() -> None:
    """Let the rows that a widget drew go with the widget.

    Textual 8 remembers mixed colours under a key that holds the cache of the widget which asked first, with all
    its rows: those of the last thousand widgets, gone or not. A page is 11,000 objects; ten pages later a search
    took 150 ms.
    """
    with suppress(ImportError, AttributeError):  # it is none of Textual's promises
        from textual._styles_cache import StylesCache

        mixed = StylesCache.get_inner_outer.__wrapped__
        StylesCache.get_inner_outer = classmethod(lru_cache(256)(mixed))  # type: ignore
