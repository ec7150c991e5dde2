"""Rows for the nodes of a graph, as few and with lines as straight as a greedy choice makes them.

The longest path lies on row 0. The other nodes follow, those whose lines reach least far first, so that
they come to lie next to it; each takes the free row that costs least.
"""

from __future__ import annotations

from typing import NamedTuple

from tutor.graph.layout import Layout, Steps

# What a place costs, in rows of vertical line.
_CROSSING = 3.0  # two lines that have nothing to do with each other cross
_CLASH = 30.0  # the end of one line in the way of the start of another: often it cannot be drawn
_JOIN = 1.5  # another trunk, which has further targets, runs into a straight line
_SIDE = 2.5  # above the longest path where below is expected, or the other way round

_NODE, _LANE, _INPUT = range(3)


def place(layout: Layout) -> None:
    """Give every node and lane of the layout its row."""
    if layout.depth:
        _Placing(layout).run()


class _Unplaced(NamedTuple):
    """A node or lane without a row: its first and last layer, and its lines to what is placed (see `_verticals`)."""

    node: int
    kind: int
    first: int
    last: int
    ends: list[tuple[int, int, Steps]]


class _Placing:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        depth = layout.depth
        self.main = self._longest_path()
        self.placed: set[int] = set()  # nodes, and ~node for its lane
        self.taken: list[set[int]] = [set() for _ in range(depth)]  # rows of each layer
        # For each layer, of the lines to the next one: where they begin (row -> steps), where they end (row
        # -> end), and from which row to which row those with the same steps reach.
        self.begins: list[dict[int, Steps]] = [{} for _ in range(depth)]
        self.ends: list[dict[int, int]] = [{} for _ in range(depth)]
        self.reach: list[dict[Steps, tuple[int, int]]] = [{} for _ in range(depth)]

    def run(self) -> None:
        layout = self.layout
        for node in self.main:
            self._settle(node, 0, _NODE)
        main = set(self.main)
        waiting: list[tuple[int, int, int]] = []
        for node, (last, first) in enumerate(zip(layout.last, layout.layer, strict=True)):
            if node not in main:
                # Inputs wait until their targets have a place.
                far = last - first if layout.sources[node] else layout.depth
                waiting.append((far, _NODE if layout.sources[node] else _INPUT, node))
            elif last > first + 1:
                waiting.append((last - first, _LANE, node))
        for _, kind, node in sorted(waiting):
            self._settle(node, self._best_row(node, kind), kind)

    def _longest_path(self) -> list[int]:
        """The node of each layer that lies on row 0."""
        layout = self.layout
        node = layout.layer.index(layout.depth - 1)
        path = [node]
        for layer in range(layout.depth - 2, -1, -1):
            # An input is on the path only where it begins: elsewhere it was moved there, to its first use.
            before = [n for n in layout.sources[node] if layout.layer[n] == layer and (layout.sources[n] or not layer)]
            node = self._forerunner(before, layer)
            path.append(node)
        return path[::-1]

    def _forerunner(self, nodes: list[int], layer: int) -> int:
        """Of the nodes one layer before, the one with most targets there; of several equal ones the first.

        Inputs that share several targets are the exception: the last of them lies on the path, so that the
        others rise beside the targets that lie above it.
        """
        steps = self.layout.steps[layer]
        uses = {node: sum(end >= 0 for end in steps[node]) for node in nodes}
        most = max(uses.values())
        best = min(node for node in nodes if uses[node] == most)
        return max(node for node in nodes if steps[node] == steps[best]) if most > 1 else best

    def _best_row(self, node: int, kind: int) -> int:
        first, last = self._extent(node, kind)
        ends = self._verticals(node, first, kind)
        unplaced = _Unplaced(node, kind, first, last, ends)
        expected = self._expected_side(node, kind)
        # Above and below all its ends, each row costs one more for each end.
        low, high = min([0, *(row for _, row, _ in ends)]), max([0, *(row for _, row, _ in ends)])
        best_row, best_cost, further = 0, float("inf"), 0
        rows = sorted(range(low, high + 1), key=lambda row: (abs(row), -row * expected))
        while rows:
            for row in rows:
                if any(row in self.taken[layer] for layer in range(first, last + 1)):
                    continue
                side = _SIDE if row * expected < 0 and kind != _LANE else 0.0
                cost = side + self._cost(unplaced, row, best_cost - side)
                if cost < best_cost:
                    best_row, best_cost = row, cost
            further += 1
            rows = [high + further, low - further] if further < best_cost else []
            if expected < 0:
                rows.reverse()
        return best_row

    def _extent(self, node: int, kind: int) -> tuple[int, int]:
        """The first and the last layer in which the node, its lane included, or the lane alone is present."""
        first = self.layout.layer[node]
        return first + (kind == _LANE), max(self.layout.last[node] - 1, first)

    def _expected_side(self, node: int, kind: int) -> int:
        """Above for lanes; for nodes below, unless they come before the node of their kind on the path."""
        main = self.main[self.layout.layer[node]]
        if kind == _LANE:
            return -1
        alike = bool(self.layout.sources[node]) == bool(self.layout.sources[main])
        return -1 if alike and node < main else 1

    def _verticals(self, node: int, first: int, kind: int) -> list[tuple[int, int, Steps]]:
        """(layer on the left, row of the other end, steps of the line) for each way to a placed node."""
        layout = self.layout
        joined: list[tuple[int, int, Steps]] = []
        if kind == _LANE:
            joined.append((first - 1, layout.rows[node], layout.steps[first - 1][node]))
        for source in layout.sources[node] if kind == _NODE else ():
            if (source if layout.layer[source] == first - 1 else ~source) in self.placed:
                joined.append((first - 1, layout.row(source, first - 1), layout.steps[first - 1][source]))
        for left in range(first, layout.last[node]):
            steps = layout.steps[left][node]
            joined += [(left, layout.rows[end], steps) for end in steps if end in self.placed]
        return joined

    def _cost(self, unplaced: _Unplaced, row: int, limit: float) -> float:
        """What a row costs; or something above the limit if it costs more than that."""
        layout = self.layout
        node, kind, first, last, ends = unplaced
        cost = float(sum(abs(row - other) for _, other, _ in ends) if ends else abs(row))
        if cost >= limit:
            return cost  # in a large graph most rows are dismissed here, by their distance alone
        for left, other, steps in ends:
            begins, stops = self.begins[left], self.ends[left]
            for between in range(min(row, other) + 1, max(row, other)):
                if begins.get(between, steps) != steps or stops.get(between, steps[0]) not in steps:
                    cost += _CROSSING
        me = ~node if kind == _LANE else node
        if kind != _INPUT and first and me not in self.begins[first - 1].get(row, (me,)):
            cost += _CLASH
        for left in range(first - (kind != _INPUT and first > 0), layout.last[node]):
            own = layout.steps[left].get(node, ())
            for steps, (top, bottom) in self.reach[left].items():
                if top < row < bottom and steps != own and me not in steps:
                    cost += _CROSSING
        if layout.last[node] > first:
            cost += self._at_end(row, last, layout.steps[last][node])
        return cost

    def _at_end(self, row: int, left: int, own: Steps) -> float:
        """What it costs to leave a layer on the row on which another line comes to its end."""
        end = self.ends[left].get(row)
        if end is None:
            return 0.0
        if end not in own:
            return _CLASH
        others = [
            reach for steps, reach in self.reach[left].items() if end in steps and steps != own and len(steps) > 1
        ]
        if any(top < row < bottom for top, bottom in others):
            return _CLASH
        return _JOIN if others else 0.0

    def _settle(self, node: int, row: int, kind: int) -> None:
        layout = self.layout
        first, last = self._extent(node, kind)
        if kind != _LANE:
            layout.rows[node] = row
            self.placed.add(node)
            if layout.sources[node]:
                self.ends[first - 1][row] = node
        if kind == _LANE or node not in self.main:
            layout.lanes[node] = row
            self.placed.add(~node)
        else:
            last = first
        for layer in range(first, last + 1):
            self.taken[layer].add(row)
            if layer > layout.layer[node]:
                self.ends[layer - 1][row] = ~node
            if node in layout.steps[layer]:
                self.begins[layer][row] = layout.steps[layer][node]
                self._stretch(node, layer)
        if kind == _LANE:
            self._stretch(node, first - 1)
        for source in layout.sources[node] if kind != _LANE else ():
            if (source if layout.layer[source] == first - 1 else ~source) in self.placed:
                self._stretch(source, first - 1)

    def _stretch(self, node: int, left: int) -> None:
        """Note how far the vertical line of a node reaches now."""
        steps = self.layout.steps[left][node]
        rows = [
            self.layout.row(node, left),
            *(self.layout.end_row(end) for end in steps if end in self.placed),
        ]
        rows += self.reach[left].get(steps, ())
        self.reach[left][steps] = (min(rows), max(rows))
