"""The computation graph as rows of text, the path from a quantity to the loss lit.

Drawn with box characters: thin muted lines, heavy lit ones, `▸` at each target; one line across another is
broken, so every edge can be followed with a finger. The quantity asked about stands in brackets.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len

from tutor.graph.boxes import Box, BoxDrawing, Spacing
from tutor.graph.edge_routing import Channel, route
from tutor.graph.layout import Layout, spread, topological
from tutor.graph.row_assignment import place
from tutor.styled_rows import Row
from tutor.terminal_text import printable_line

Edge = tuple[str, str]


class LitPath(NamedTuple):
    """The part of a graph that is lit."""

    nodes: frozenset[str]
    edges: frozenset[Edge]


UNLIT = LitPath(frozenset(), frozenset())


def lit_path(edges: Iterable[Edge], source: str, sink: str) -> LitPath:
    """All nodes and edges on any way from `source` to `sink`; nothing at all if there is none."""
    edges = list(edges)
    both = _reached(edges, source) & _reached([(end, start) for start, end in edges], sink)
    return LitPath(frozenset(both), frozenset(edge for edge in edges if both.issuperset(edge)))


def _reached(edges: list[Edge], start: str) -> set[str]:
    onward: dict[str, list[str]] = {}
    for node, end in edges:
        onward.setdefault(node, []).append(end)
    found, todo = {start}, [start]
    while todo:
        for end in onward.get(todo.pop(), ()):
            if end not in found:
                found.add(end)
                todo.append(end)
    return found


def draw(
    nodes: Sequence[str],
    edges: Iterable[Edge],
    labels: Mapping[str, str] | None = None,
    *,
    lit: LitPath = UNLIT,
    target: str = "",
    width: int | None = None,
    ascii_only: bool = False,
) -> list[Row]:
    """Rows of spans: plain, muted (thin lines), lit (heavy lines and names on the path) and target.

    `nodes` stand in display order, and are drawn with the edges among them. A node's label is its name
    unless `labels` has another. A drawing wider than `width` cells is made narrower by shorter lines,
    which may not be enough. ValueError if the edges run in a circle.
    """
    names = tuple(dict.fromkeys(nodes))
    number = {name: at for at, name in enumerate(names)}
    pairs = {(number[start], number[end]) for start, end in edges if start in number and end in number}
    layout, channels = plan(names, tuple(sorted(pairs)))
    texts = [_clean((labels or {}).get(name, name)) for name in names]
    boxes = [Box(cell_len(text) + 2) for text in texts]  # a cell on either side, blank or a bracket
    drawing = BoxDrawing(layout, channels, boxes, Spacing(), ascii_only)
    # The last cell is blank but for the bracket of a target.
    at_edge = target in number and layout.layer[number[target]] == layout.depth - 1
    if width is not None and drawing.width - (not at_edge) > width:
        drawing = BoxDrawing(layout, channels, boxes, Spacing(loose=False), ascii_only)
    paths = [(number[a], number[b]) for a, b in lit.edges if a in number and b in number]
    drawing.paint([pair for pair in paths if pair in pairs])
    for name, node in number.items():
        bracketed = name == target
        role = "lit" if name in lit.nodes else "plain"
        label: Row = [(f"[{texts[node]}]", "target")] if bracketed else [(" ", "plain"), (texts[node], role)]
        drawing.put(node, [label])
    return drawing.canvas.rows(ascii_only)


def _clean(label: str) -> str:
    """One row of text in composed form: accents that have no composed letter stay and take no cell."""
    text = printable_line(" ".join(unicodedata.normalize("NFC", label).split()))
    return text if cell_len(text) else "?"


@lru_cache(maxsize=256)
def plan(names: tuple[str, ...], pairs: tuple[tuple[int, int], ...]) -> tuple[Layout, list[Channel]]:
    """Where nodes stand and how lines run between them. ValueError if the edges run in a circle."""
    targets: list[list[int]] = [[] for _ in names]
    for start, end in pairs:
        targets[start].append(end)
    order = topological(targets, names)
    layout = Layout(targets, order)
    place(layout)
    channels = _channels(layout, shared=True) or _channels(layout, shared=False)
    if channels is None:
        spread(layout, order)
        channels = _channels(layout, shared=False) or []
    return layout, channels


def _channels(layout: Layout, *, shared: bool) -> list[Channel] | None:
    channels = []
    for left in range(layout.depth - 1):
        channel = route(layout, left, shared)
        if channel is None:
            return None
        channels.append(channel)
    return channels
