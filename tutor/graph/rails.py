"""Rails between rows, as in a log of commits: one leads down from each row to the last that uses what stands there.

Where a value is computed, the rails of what it is made of are joined in its row. What is given is a ring, what is
computed a dot.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from tutor.graph.line_canvas import Canvas
from tutor.graph.network_graph import NetworkGraph
from tutor.graph.picture import Edge
from tutor.styled_rows import Row


def rail_cells(graph: NetworkGraph) -> int:
    """The cells that the rails of a graph take."""
    return 2 * _places(graph)[1] - 1


def draw_rails(
    graph: NetworkGraph,
    tops: Sequence[int],
    height: int,
    *,
    lit: Collection[int] = (),
    lit_edges: Collection[Edge] = (),
    ascii_only: bool = False,
) -> list[Row]:
    """So many rows of rails, in which a node stands in the row that `tops` has for it; lit ones are heavy."""
    columns, most = _places(graph)
    canvas = Canvas(height, 2 * most - 1)
    for edge in sorted(graph.edges, key=lambda edge: edge in lit_edges):
        start, end = edge
        at, to = 2 * columns[start], 2 * columns[end]
        canvas.along(at, tops[start], tops[end], edge in lit_edges)
        canvas.across(tops[end], min(at, to), max(at, to), edge in lit_edges)
    for node, sources in enumerate(graph.sources):
        joined_here = {columns[source] for source in sources} | {columns[node]}
        for other, column in enumerate(columns[:node]):
            passes = any(end > node for end in graph.uses[other])
            if passes and column not in joined_here and min(joined_here) < column < max(joined_here):
                canvas.crossing(tops[node], 2 * column)
        given = graph.nodes[node].given
        sign = ("o" if given else "*") if ascii_only else ("○" if given else "●")
        canvas.put(tops[node], 2 * columns[node], sign, 1, "lit" if node in lit else "muted")
    return canvas.rows(ascii_only)


@lru_cache(maxsize=64)
def _places(graph: NetworkGraph) -> tuple[tuple[int, ...], int]:
    """The column of each node, and how many columns there are.

    A value takes the column of the first of its sources that are not used again; any other node the first free one.
    """
    last = [max(using, default=node) for node, using in enumerate(graph.uses)]
    columns: list[int] = []
    taken: dict[int, int] = {}
    most = 0
    for node, sources in enumerate(graph.sources):
        ended = sorted(columns[source] for source in sources if last[source] == node)
        for column in ended:
            del taken[column]
        own = ended[0] if ended else next(column for column in range(len(taken) + 1) if column not in taken)
        columns.append(own)
        if last[node] > node:
            taken[own] = node
        most = max(most, own + 1)
    return tuple(columns), most
