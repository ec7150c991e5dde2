"""The picture of a graph that a place has room for: the grid or the table of a recurrent network, or cards."""

from __future__ import annotations

from tutor.graph.card import LINE, NAMES
from tutor.graph.cards import CardPicture, View, draw_cards, draw_scrolled, measure_cards, path, whole
from tutor.graph.picture import Picture
from tutor.graph.time_grid import draw_grid
from tutor.graph.time_table import draw_table

LARGEST = (200, 60)
"""Cells and rows of the largest screen that pictures are made ready for."""


def measured(picture: Picture) -> Picture:
    """The same picture, its cards measured for any screen: belongs in a thread, so that drawing is quick later."""
    for view in (whole(picture, roomy=True), path(picture)):
        measure_cards(picture, view, *LARGEST)
    return picture


def centred(drawn: CardPicture, cells: int, rows: int) -> CardPicture:
    """A picture in the middle of so much room; it stays there whatever becomes known."""
    return drawn.moved(max(0, rows - len(drawn.rows)) // 2, max(0, cells - drawn.cells) // 2)


def filled(picture: Picture, view: View, cells: int, rows: int) -> CardPicture | None:
    """What fits into its room, in the middle of it; else what fits into its cells, to be scrolled."""
    drawn = fitted(picture, view, cells, rows) or draw_scrolled(picture, view, cells)
    return centred(drawn, cells, rows) if drawn is not None else None


def fitted(picture: Picture, view: View, cells: int, rows: int) -> CardPicture | None:
    """The grid if the network is a chain in time and all of it is shown, else cards; None where neither fits.

    Where cards would say less than a value and a gradient in a row each, it is the table if there is one.
    """
    whole_graph = len(view.nodes) == len(picture.graph.nodes)
    grid = draw_grid(picture, view, cells, rows) if whole_graph else None
    if grid is not None:
        return grid
    drawn = draw_cards(picture, view, cells, rows)
    less = drawn is None or drawn.kind in (LINE, NAMES)
    table = draw_table(picture, view, cells, rows) if whole_graph and less else None
    return table or drawn
