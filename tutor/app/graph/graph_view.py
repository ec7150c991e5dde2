"""The computation graph of a problem by names alone, fitted into the room there is: what it is about, at a glance."""

from __future__ import annotations

from collections.abc import Collection

from textual.content import Content

from tutor.app.drawing.role_styles import paint
from tutor.app.drawing.symbols import spell
from tutor.graph.drawing import draw
from tutor.graph.names_only import NameGraph
from tutor.styled_rows import Row, width

HIGH = 5
"""A graph of more rows than this is drawn without its weights where there is no room for more."""


def graph_rows(graph: NameGraph, cells: int, *, ascii_only: bool, high: int = HIGH) -> list[Content]:
    """The graph as rows; without its weights where these would make it more than so ``high``, or wide."""
    drawn = _draw(graph, graph.labels, cells, ascii_only)
    if len(drawn) > high or max(map(width, drawn), default=0) > cells:
        drawn = _draw(graph, [name for name in graph.labels if name not in graph.weights], cells, ascii_only)
    return [row.truncate(cells, ellipsis=True) for row in paint(drawn)]


def _draw(graph: NameGraph, nodes: Collection[str], cells: int, ascii_only: bool) -> list[Row]:
    labels = {name: spell(label) for name, label in graph.labels.items()} if ascii_only else graph.labels
    return draw(tuple(nodes), graph.edges, labels, width=cells, ascii_only=ascii_only)
