"""The computation graph of a problem by names alone, fitted into the room there is: what it is about, at a glance."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from tutor.app.drawing.role_styles import paint
from tutor.app.drawing.symbols import spell
from tutor.app.graph.formula_figure import from_formulas
from tutor.graph.drawing import draw
from tutor.problems.contract.target import update_id
from tutor.styled_rows import Row, width

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

# A graph of more rows than this is drawn without its weights.
HIGH = 5


class Graph(NamedTuple):
    """A figure as plain data, so that it can be drawn again at any size without the problem."""

    edges: tuple[tuple[str, str], ...]
    labels: dict[str, str]
    parameters: Collection[str]


def graph_of(problem: Problem) -> Graph | None:
    """The figure of a problem, its own or that of its formulas; None if it declares steps and no figure."""
    named, figure = (problem, problem.figure) if problem.figure or problem.declares("steps") else from_formulas(problem)
    if figure is None:
        return None
    weights = {name for name in figure.nodes if named.roles.get(name) == "weight" or update_id(named, name)}
    edges = tuple((start, end) for start, end in figure.edges)
    return Graph(edges, {name: named.display(name) for name in figure.nodes}, frozenset(weights))


def graph_rows(graph: Graph, cells: int, *, ascii_only: bool) -> list[Content]:
    """The graph as rows; without its weights where they would make it high or wide."""
    drawn = _draw(graph, graph.labels, cells, ascii_only)
    if len(drawn) > HIGH or max(map(width, drawn), default=0) > cells:
        drawn = _draw(graph, [name for name in graph.labels if name not in graph.parameters], cells, ascii_only)
    return [row.truncate(cells, ellipsis=True) for row in paint(drawn)]


def _draw(graph: Graph, nodes: Collection[str], cells: int, ascii_only: bool) -> list[Row]:
    labels = {name: spell(label) for name, label in graph.labels.items()} if ascii_only else graph.labels
    return draw(tuple(nodes), graph.edges, labels, width=cells, ascii_only=ascii_only)
