"""What it takes to place the nodes of a graph: a layer from left to right and a row from top to bottom.

A layer is the longest way from an input; an input sits one layer before its first use. An edge over several
layers becomes a *lane*: its source stays present in the layers between, on a row that is kept free for it,
and all edges of one source share one lane.
"""

from __future__ import annotations

from collections.abc import Sequence

Steps = tuple[int, ...]


class Layout:
    """Nodes are numbers in display order. `rows` and `lanes` (of a node and of its lane) may be negative."""

    def __init__(self, targets: Sequence[Sequence[int]], order: Sequence[int]) -> None:
        self.targets = targets
        self.sources: list[list[int]] = [[] for _ in targets]
        self.layer = [0] * len(targets)
        for node in order:
            for end in targets[node]:
                self.sources[end].append(node)
                self.layer[end] = max(self.layer[end], self.layer[node] + 1)
        for node, ends in enumerate(targets):
            if ends and not self.sources[node]:
                self.layer[node] = min(self.layer[end] for end in ends) - 1
        # The layer of the furthest target; the own layer where there is none.
        self.last = [
            max((self.layer[end] for end in ends), default=at) for ends, at in zip(targets, self.layer, strict=True)
        ]
        self.depth = max(self.layer, default=-1) + 1
        self.rows = [0] * len(targets)
        self.lanes = [0] * len(targets)
        # For each layer, the nodes whose line leaves it to the right, and where that line goes:
        # nodes of the next layer, and `~node` for the lane.
        self.steps: list[dict[int, Steps]] = [{} for _ in range(self.depth)]
        for node, ends in enumerate(targets):
            for layer in range(self.layer[node], self.last[node]):
                steps = [end for end in ends if self.layer[end] == layer + 1]
                self.steps[layer][node] = (*steps, ~node) if self.last[node] > layer + 1 else tuple(steps)

    def row(self, node: int, layer: int) -> int:
        """The row on which the line of `node` leaves `layer`."""
        return self.rows[node] if self.layer[node] == layer else self.lanes[node]

    def end_row(self, end: int) -> int:
        """The row of one of the `steps`."""
        return self.rows[end] if end >= 0 else self.lanes[~end]


def spread(layout: Layout, order: Sequence[int]) -> None:
    """A row of its own for every node and its lane: not beautiful, but any graph can be drawn on it."""
    for row, node in enumerate(order):
        layout.rows[node] = layout.lanes[node] = row


def topological(targets: Sequence[Sequence[int]], names: Sequence[str]) -> list[int]:
    """All nodes, each after its sources. ValueError, naming a cycle, if there is one."""
    waiting = [0] * len(targets)
    for ends in targets:
        for end in ends:
            waiting[end] += 1
    order = [node for node, count in enumerate(waiting) if not count]
    for node in order:
        for end in targets[node]:
            waiting[end] -= 1
            if not waiting[end]:
                order.append(end)
    if len(order) < len(targets):
        raise ValueError(f"the graph has a cycle: {' -> '.join(_cycle(targets, waiting, names))}")
    return order


def _cycle(targets: Sequence[Sequence[int]], waiting: Sequence[int], names: Sequence[str]) -> list[str]:
    # Every node still waiting has a source that is waiting too: walking backwards must come round.
    source = {end: node for node, ends in enumerate(targets) if waiting[node] for end in ends if waiting[end]}
    node = next(iter(source))
    walk: list[int] = []
    while node not in walk:
        walk.append(node)
        node = source[node]
    ring = walk[walk.index(node) :][::-1]
    first = ring.index(min(ring))
    return [names[node] for node in [*ring[first:], *ring[: first + 1]]]
