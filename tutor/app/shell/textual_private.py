"""What is needed of Textual that it does not promise to keep, in this one place, each guarded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache, wraps
from inspect import unwrap
from typing import Any

from textual import strip
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget


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


def light_rows() -> None:
    """Let a row that was drawn be small, and let it go at once, without a search for rubbish.

    Textual 8 gives each row seven caches, which are objects to a search where empty dictionaries are none. In them is
    what was cut from the row, and where nothing is cut off that is the row itself: a circle. Rows are most of what a
    page has in the heap; where rubbish was out of reach of a search, they stayed for good.
    """
    rows: Any = Strip
    with suppress(AttributeError):
        crop_extend, divide = unwrap(rows.crop_extend), unwrap(rows.divide)

        @wraps(crop_extend)
        def crop_extend_another(row: Strip, start: int, end: int, style: Any) -> Strip:
            return row if start <= 0 and row.cell_length == end else crop_extend(row, start, end, style)

        @wraps(divide)
        def divide_another(row: Strip, cuts: Iterable[int]) -> Sequence[Strip]:
            cuts = list(cuts)
            whole = [cut for cut in cuts if cut <= row.cell_length] == [row.cell_length]
            return [row] if whole else divide(row, cuts)

        rows.crop_extend, rows.divide = crop_extend_another, divide_another
        if hasattr(strip, "FIFOCache"):
            strip.FIFOCache = lambda _most: {}


def forget_rows(screen: Screen[Any]) -> None:
    """Let go of the rows that the widgets of a screen drew, which would otherwise stay until a search for rubbish.

    They are most of what a page leaves in the heap: eight objects a row, and each row in several pieces.
    """
    with suppress(AttributeError):
        for node in screen.walk_children(Widget, with_self=True):
            node._styles_cache.clear()
