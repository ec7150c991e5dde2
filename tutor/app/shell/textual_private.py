"""What is needed of Textual that it does not promise to keep, in this one place, each guarded."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import Any

from textual.screen import Screen
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


def forget_rows(screen: Screen[Any]) -> None:
    """Let go of the rows that the widgets of a screen drew, which would otherwise stay until a search for rubbish.

    They are most of what a page leaves in the heap: eight objects a row, and each row in several pieces.
    """
    with suppress(AttributeError):
        for node in screen.walk_children(Widget, with_self=True):
            node._styles_cache.clear()
