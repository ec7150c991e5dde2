"""Boxes of text with lines between them on a canvas: what a laid out graph looks like, whatever stands in the boxes.

A line leaves a box at its right in its first row, and ends with an arrowhead in the cell before the box it leads to. A
row of the layout is as high as its highest box.
"""

from __future__ import annotations

from collections.abc import Sequence

from tutor.graph.edge_routing import Channel, Trunk
from tutor.graph.layout import Layout
from tutor.graph.line_canvas import LEFT, Canvas
from tutor.lazy import cached_property
from tutor.record import Record
from tutor.styled_rows import Row


class Box(Record):
    """The cells and rows that a node takes."""

    cells: int
    rows: int = 1


class Spacing(Record):
    """The room between boxes: blank rows, a blank before and after trunks, and cells more in each channel."""

    rows: int = 0
    loose: bool = True
    wider: tuple[int, ...] = ()

    def extra(self, channel: int) -> int:
        """The cells that a channel has more, before its trunks."""
        return self.wider[channel] if channel < len(self.wider) else 0


class BoxDrawing:
    """A layout on a canvas, lines drawn by ``paint`` and boxes filled by ``put``."""

    def __init__(
        self, layout: Layout, channels: Sequence[Channel], boxes: Sequence[Box], spacing: Spacing, ascii_only: bool
    ) -> None:
        self.layout, self.channels, self.boxes = layout, channels, boxes
        self.spacing, self.ascii_only = spacing, ascii_only
        self.left: list[int] = []  # of each layer, the cell where its boxes begin
        self.begin: list[int] = []  # of each layer, the cell where its lanes begin
        self.trunk: list[int] = []  # of each layer, the cell of the first trunk on its right
        column = 0
        for layer in range(layout.depth):
            nodes = [node for node, at in enumerate(layout.layer) if at == layer]
            self.left.append(column)
            column += max(boxes[node].cells for node in nodes)
            self.begin.append(column)
            if layer < len(channels):
                column += (spacing.loose or self._touched(nodes, channels[layer])) + spacing.extra(layer)
                self.trunk.append(column)
                column += 2 * max(1, channels[layer].columns) + spacing.loose
        self.width = column
        self._top = self._tops()
        self.height = max(
            (self._top[row] + self._rows_of[row] for row in self._top),
            default=0,
        )

    @cached_property
    def canvas(self) -> Canvas:
        """What is drawn on; made when first drawn on, for most drawings are only measured."""
        return Canvas(self.height, self.width)

    def _tops(self) -> dict[int, int]:
        """The first row of each row of the layout on the canvas."""
        layout = self.layout
        rows = [*layout.rows, *(row for node, row in enumerate(layout.lanes) if layout.last[node] > layout.layer[node])]
        self._rows_of = dict.fromkeys(range(min(rows, default=0), max(rows, default=-1) + 1), 1)
        for node, row in enumerate(layout.rows):
            self._rows_of[row] = max(self._rows_of[row], self.boxes[node].rows)
        found, top = {}, 0
        for row, high in self._rows_of.items():
            found[row] = top
            top += high + (self.spacing.rows if high > 1 else 0)
        return found

    def _touched(self, nodes: list[int], channel: Channel) -> bool:
        """Whether a trunk right at the boxes would touch one that it does not begin at."""
        widest = max(self.boxes[node].cells for node in nodes)
        rows = [self.layout.rows[node] for node in nodes if self.boxes[node].cells == widest]
        first = [trunk for trunk in channel.trunks if trunk.column == 0]
        return any(trunk.top <= row <= trunk.bottom and row not in trunk.starts for row in rows for trunk in first)

    def place(self, node: int) -> tuple[int, int]:
        """The row and the cell where a box begins."""
        return self._top[self.layout.rows[node]], self.left[self.layout.layer[node]]

    # -- lines -----------------------------------------------------------------------------------------------------

    def paint(self, lit: Sequence[tuple[int, int]]) -> None:
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
                    if row in self._top and trunk.crosses(row):
                        self.canvas.crossing(self._top[row], self.trunk[layer] + 2 * trunk.column)

    def _line(self, layer: int, node: int, end: int, trunk: Trunk | None, is_lit: bool) -> None:
        """From a box or lane to the trunk, along it, and to the arrow before a box or on into a lane."""
        start, stop = self._top[self.layout.row(node, layer)], self._top[self.layout.end_row(end)]
        is_lane = self.layout.layer[node] < layer
        begin = self.begin[layer] if is_lane else self.left[layer] + self.boxes[node].cells
        finish = self.begin[layer + 1] if end < 0 else self.left[layer + 1] - 1
        if trunk is None:
            self.canvas.across(start, begin, finish, is_lit)
        else:
            at = self.trunk[layer] + 2 * trunk.column
            self.canvas.across(start, begin, at, is_lit)
            self.canvas.touch(start, at, LEFT, is_lit)
            self.canvas.along(at, min(start, stop), max(start, stop), is_lit)
            self.canvas.across(stop, at, finish, is_lit)
            if self.layout.end_row(end) in trunk.joins:
                self._head(stop, at, trunk.joins[self.layout.end_row(end)], is_lit)
        if end >= 0:
            self._head(stop, finish, "▸", is_lit)

    def _head(self, row: int, column: int, head: str, is_lit: bool) -> None:
        self.canvas.head(row, column, head, lit=is_lit, ascii_only=self.ascii_only)

    # -- boxes -----------------------------------------------------------------------------------------------------

    def put(self, node: int, rows: Sequence[Row]) -> None:
        """What stands in a box, over the lines."""
        top, left = self.place(node)
        for at, row in enumerate(rows):
            self.canvas.put_row(top + at, left, row)

    def beside(self, node: int) -> tuple[int, int, int]:
        """The row below the line that leaves a box, the cell there, and the cells up to where lines go on."""
        top, left = self.place(node)
        layer = self.layout.layer[node]
        begin = left + self.boxes[node].cells
        channel = self.channels[layer]
        ends = self.trunk[layer] if channel.trunks else self.left[layer + 1] - 1
        return top + 1, begin + 1, ends - begin - 1

    def before(self, node: int) -> tuple[int, int, int]:
        """The row below the line that leads to a box, the cell there, and the cells from where lines come."""
        top, left = self.place(node)
        layer = self.layout.layer[node] - 1
        channel = self.channels[layer]
        begin = self.trunk[layer] + 2 * max(0, channel.columns - 1) if channel.trunks else self.begin[layer]
        return top + 1, begin + 1, left - 1 - begin - 1
