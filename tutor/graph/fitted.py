"""The picture of a graph that a place has room for: the grid of a recurrent network, or cards."""

from __future__ import annotations

from tutor.graph.cards import CardPicture, View, draw_cards
from tutor.graph.picture import Picture
from tutor.graph.time_grid import draw_grid


def fitted(picture: Picture, view: View, cells: int, rows: int) -> CardPicture | None:
    """The grid if the network is a chain in time and all of it is shown, else cards; None where neither fits."""
    if len(view.nodes) == len(picture.graph.nodes):
        grid = draw_grid(picture, view, cells, rows)
        if grid is not None:
            return grid
    return draw_cards(picture, view, cells, rows)
