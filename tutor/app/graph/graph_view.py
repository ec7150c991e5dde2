"""The computation graph of a problem with the way of one step lit, fitted into the room there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from tutor.app.drawing.role_styles import paint
from tutor.app.drawing.styled_rows import Row, width
from tutor.app.drawing.symbols import spell
from tutor.app.graph.drawing import UNLIT, LitPath, draw, lit_path
from tutor.app.graph.formula_figure import from_formulas
from tutor.problems.contract.target import UPDATE, VALUE, update_id

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.target import Target

# A graph of more rows than this shows the weights only that are asked about.
HIGH = 5


class Graph(NamedTuple):
    """A figure as plain data, so that it can be drawn again at any size without the problem."""

    nodes: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    labels: dict[str, str]
    parameters: frozenset[str]
    target: str
    path: LitPath


def graph_of(problem: Problem, step_id: str = "") -> Graph | None:
    """The figure of a problem, with what a step asks about as its target; None if there is no figure."""
    named, figure = (problem, problem.figure) if problem.figure or problem.declares("steps") else from_formulas(problem)
    if figure is None:
        return None
    edges = tuple((a, b) for a, b in figure.edges)
    ends = tuple(problem.upstream) or (problem.loss,)
    target, path = _way(problem.targets[step_id], ends, set(figure.nodes), edges) if step_id else ("", UNLIT)
    return Graph(
        tuple(figure.nodes),
        edges,
        {name: named.display(name) for name in figure.nodes},
        frozenset(name for name in figure.nodes if named.roles.get(name) == "weight" or update_id(named, name)),
        target,
        path,
    )


def graph_rows(graph: Graph, cells: int, *, lit: bool, ascii_only: bool, whole: bool = False) -> list[Content]:
    """The graph as rows.

    Weights that are not asked about are left out where they would make it high or wide, unless the `whole` is
    wanted.
    """
    drawn = _draw(graph, graph.nodes, cells, lit, ascii_only)
    if not whole and (len(drawn) > HIGH or max(map(width, drawn), default=0) > cells):
        fewer = [name for name in graph.nodes if name == graph.target or name not in graph.parameters]
        drawn = _draw(graph, tuple(fewer), cells, lit, ascii_only)
    return [row.truncate(cells, ellipsis=True) for row in paint(drawn)]


def _draw(graph: Graph, nodes: tuple[str, ...], cells: int, lit: bool, ascii_only: bool) -> list[Row]:
    return draw(
        nodes,
        graph.edges,
        {name: spell(label) for name, label in graph.labels.items()} if ascii_only else graph.labels,
        lit=graph.path if lit else UNLIT,
        target=graph.target,
        width=cells,
        ascii_only=ascii_only,
    )


def _way(
    target: Target, ends: tuple[str, ...], nodes: set[str], edges: tuple[tuple[str, str], ...]
) -> tuple[str, LitPath]:
    """What a step is about, and the part of the graph between it and what it is differentiated from.

    ``ends`` are the loss or, where that is not on the page, the values that a gradient arrives at.
    """
    bottom = target.of if target.kind == UPDATE else target.by or target.of
    tops = ends if target.kind == UPDATE or target.of not in nodes else (target.of,)
    if bottom not in nodes:
        return "", UNLIT
    if target.kind == VALUE:
        into = frozenset(edge for edge in edges if edge[1] == bottom)
        return bottom, LitPath(frozenset({bottom, *(a for a, _ in into)}), into)
    ways = [lit_path(edges, bottom, top) for top in tops if top in nodes]
    if not ways:
        return bottom, UNLIT
    return bottom, LitPath(
        frozenset().union(*(way.nodes for way in ways)), frozenset().union(*(way.edges for way in ways))
    )
