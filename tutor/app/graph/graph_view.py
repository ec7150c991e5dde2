"""The computation graph of a problem by names alone, fitted into the room there is: what it is about, at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tutor.app.drawing.role_styles import paint
from tutor.app.drawing.symbols import spell
from tutor.graph.drawing import draw
from tutor.graph.name_bands import draw_in_bands
from tutor.graph.names_only import NameGraph
from tutor.styled_rows import Row, width

HIGH = 5
"""A graph of more rows than this is drawn without its weights where there is no room for more."""
MOST_BANDS = 3


def graph_rows(graph: NameGraph, cells: int, *, ascii_only: bool, high: int = HIGH) -> list[Content]:
    """The graph as rows; without its weights where these would make it more than so ``high``, or wide.

    What is too wide even so stands in bands; where these are too wide as well, its rows are cut.
    """
    labels = {name: spell(label) for name, label in graph.labels.items()} if ascii_only else graph.labels
    drawn = draw(tuple(labels), graph.edges, labels, width=cells, ascii_only=ascii_only)
    if len(drawn) > high or _wide(drawn) > cells:
        names = [name for name in labels if name not in graph.weights]
        drawn = draw(names, graph.edges, labels, width=cells, ascii_only=ascii_only)
        for bands in range(2, MOST_BANDS + 1):
            if _wide(drawn) <= cells:
                break
            banded = draw_in_bands(names, graph.edges, labels, bands, width=cells, ascii_only=ascii_only)
            drawn = banded or drawn
    return [row.truncate(cells, ellipsis=True) for row in paint(drawn)]


def _wide(rows: Sequence[Row]) -> int:
    return max(map(width, rows), default=0)
