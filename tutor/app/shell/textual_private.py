"""What is needed of Textual that it does not promise to keep, in this one place, each guarded."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache


def bound_style_cache() -> None:
    """Let the rows that a widget drew go with the widget.

    Textual 8 remembers mixed colours under a key that holds the cache of the widget which asked first, with all
    its rows: those of the last thousand widgets, gone or not. A page is 11,000 objects; ten pages later a search
    for rubbish took 150 ms. Where a later version has no such cache, there is nothing to do.
    """
    with suppress(ImportError, AttributeError):
        from textual._styles_cache import StylesCache

        mixed = StylesCache.get_inner_outer.__wrapped__
        StylesCache.get_inner_outer = classmethod(lru_cache(256)(mixed))  # type: ignore
