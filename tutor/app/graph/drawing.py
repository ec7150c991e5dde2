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

from tutor.app.drawing.styled_rows import Row
from tutor.app.graph.edge_routing import Channel, Trunk, route
from tutor.app.graph.layout import Layout, spread, topological
from tutor.app.graph.line_canvas import LEFT, Canvas
from tutor.app.graph.row_assignment import place
from tutor.terminal_text import printable_line

Edge = tuple[str, str]
_ASCII = {"▸": ">", "▾": "v", "▴": "^"}


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
    layout, channels = _plan(names, tuple(sorted(pairs)))
    texts = [_clean((labels or {}).get(name, name)) for name in names]
    drawing = _Drawing(layout, channels, texts, ascii_only)
    # The last cell is blank but for the bracket of a target.
    at_edge = target in number and layout.layer[number[target]] == layout.depth - 1
    if width is not None and drawing.width - (not at_edge) > width:
        drawing = _Drawing(layout, channels, texts, ascii_only, loose=False)
    paths = [(number[a], number[b]) for a, b in lit.edges if a in number and b in number]
    drawing.paint([pair for pair in paths if pair in pairs])
    drawing.write({number[name] for name in lit.nodes if name in number}, number.get(target))
    return drawing.canvas.rows(ascii_only)


def _clean(label: str) -> str:
    """One row of text in composed form: accents that have no composed letter stay and take no cell."""
    text = printable_line(" ".join(unicodedata.normalize("NFC", label).split()))
    return text if cell_len(text) else "?"


@lru_cache(maxsize=64)
def _plan(names: tuple[str, ...], pairs: tuple[tuple[int, int], ...]) -> tuple[Layout, list[Channel]]:
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


class _Drawing:
    """A layout on a canvas. A label has a cell on either side, blank or a bracket; then the lines begin."""

    def __init__(
        self, layout: Layout, channels: list[Channel], labels: list[str], ascii_only: bool, loose: bool = True
    ) -> None:
        self.layout, self.channels, self.labels, self.ascii_only = layout, channels, labels, ascii_only
        self.cells = [cell_len(label) for label in labels]
        self.left: list[int] = []  # of each layer, the cell before its labels
        self.begin: list[int] = []  # of each layer, the cell where its lines begin
        self.trunk: list[int] = []  # of each layer, the cell of the first trunk on its right
        column = 0
        for layer in range(layout.depth):
            nodes = [node for node, at in enumerate(layout.layer) if at == layer]
            self.left.append(column)
            column += 2 + max(self.cells[node] for node in nodes)
            self.begin.append(column)
            if layer < len(channels):
                column += loose or self._touched(nodes, channels[layer])
                self.trunk.append(column)
                column += 2 * max(1, channels[layer].columns) + loose
        self.width = column
        self.top = min(layout.rows + layout.lanes, default=0)
        height = max(layout.rows + layout.lanes, default=-1) - self.top + 1
        self.canvas = Canvas(height, column)

    def _touched(self, nodes: list[int], channel: Channel) -> bool:
        """Whether a trunk right at the labels would touch one that it does not begin at."""
        widest = max(self.cells[node] for node in nodes)
        rows = [self.layout.rows[node] for node in nodes if self.cells[node] == widest]
        first = [trunk for trunk in channel.trunks if trunk.column == 0]
        return any(trunk.top <= row <= trunk.bottom and row not in trunk.starts for row in rows for trunk in first)

    def paint(self, lit: list[tuple[int, int]]) -> None:
        """All lines, those of the lit edges heavy."""
        heavy = set()
        for node, end in lit:
            first, last = self.layout.layer[node], self.layout.layer[end]
            heavy |= {(layer, node, ~node) for layer in range(first, last - 1)} | {(last - 1, node, end)}
        for layer, channel in enumerate(self.channels):
            lines = [((layer, node, end) in heavy, node, end, trunk) for node, end, trunk in channel.lines()]
            # Lit lines last: where they share an arrowhead it is theirs.
            for is_lit, node, end, trunk in sorted(lines, key=lambda line: line[0]):
                self._line(layer, node, end, trunk, is_lit)
            for trunk in channel.trunks:
                for row in range(trunk.top + 1, trunk.bottom):
                    if trunk.crosses(row):
                        self.canvas.crossing(row - self.top, self.trunk[layer] + 2 * trunk.column)

    def _line(self, layer: int, node: int, end: int, trunk: Trunk | None, is_lit: bool) -> None:
        """From a node or lane to the trunk, along it, and to the arrow before a node or on into a lane."""
        start, stop = self.layout.row(node, layer) - self.top, self.layout.end_row(end) - self.top
        is_lane = self.layout.layer[node] < layer
        begin = self.begin[layer] if is_lane else self.left[layer] + self.cells[node] + 2
        finish = self.begin[layer + 1] if end < 0 else self.left[layer + 1] - 1
        if trunk is None:
            self.canvas.across(start, begin, finish, is_lit)
        else:
            at = self.trunk[layer] + 2 * trunk.column
            self.canvas.across(start, begin, at, is_lit)
            self.canvas.touch(start, at, LEFT, is_lit)
            self.canvas.along(at, min(start, stop), max(start, stop), is_lit)
            self.canvas.across(stop, at, finish, is_lit)
            if stop + self.top in trunk.joins:
                self._head(stop, at, trunk.joins[stop + self.top], is_lit)
        if end >= 0:
            self._head(stop, finish, "▸", is_lit)

    def _head(self, row: int, column: int, head: str, is_lit: bool) -> None:
        head = _ASCII[head] if self.ascii_only else head
        self.canvas.put(row, column, head, 1, "lit" if is_lit else "muted")

    def write(self, lit: set[int], target: int | None) -> None:
        """The labels, over the lines."""
        for node, label in enumerate(self.labels):
            row, column = self.layout.rows[node] - self.top, self.left[self.layout.layer[node]]
            if node == target:
                self.canvas.put(row, column, f"[{label}]", self.cells[node] + 2, "target")
            else:
                self.canvas.put(row, column + 1, label, self.cells[node], "lit" if node in lit else "plain")
