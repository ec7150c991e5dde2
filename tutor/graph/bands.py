"""A graph cut into bands, one below the other: between its layers, or a band for each time.

What comes over to a band from those above it is repeated there by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from rich.cells import cell_len

from tutor.graph.boxes import Box, BoxDrawing, Spacing
from tutor.graph.drawing import plan
from tutor.graph.layout import Layout, topological
from tutor.graph.network_graph import NetworkGraph
from tutor.graph.picture import Edge
from tutor.record import Record


class Band(Record):
    """Cards that stand in one band: their nodes, those that are repeated from bands above, and their sizes.

    Of the repeated ones those that enter the same values stand together.
    """

    nodes: tuple[int, ...]
    repeated: tuple[tuple[int, ...], ...]
    boxes: tuple[Box, ...]

    @property
    def numbers(self) -> dict[int, int]:
        """The number of the box of each node in the drawing of the band."""
        own = {node: at for at, node in enumerate(self.nodes, len(self.repeated))}
        return {node: at for at, group in enumerate(self.repeated) for node in group} | own

    def drawing(self, graph: NetworkGraph, spacing: Spacing, ascii_only: bool = False) -> BoxDrawing:
        """The boxes of the band on a canvas."""
        layout, channels = plan(tuple(map(str, range(len(self.boxes)))), self._pairs(graph))
        return BoxDrawing(layout, channels, self.boxes, spacing, ascii_only)

    def least(self, graph: NetworkGraph) -> tuple[int, int]:
        """The cells and rows that its boxes take without lines: placing lines takes a hundred times as long."""
        layers = _layers_of(range(len(self.boxes)), self._pairs(graph))
        cells = sum(max(self.boxes[node].cells for node in layer) + 2 for layer in layers) - 2
        return cells, max(sum(self.boxes[node].rows for node in layer) for layer in layers)

    def _pairs(self, graph: NetworkGraph) -> tuple[tuple[int, int], ...]:
        numbers, own = self.numbers, set(self.nodes)
        return tuple(sorted({(numbers[a], numbers[b]) for a, b in graph.edges if a in numbers and b in own}))


def cut_by_width(edges: Iterable[Edge], boxes: Mapping[int, Box], bands: int) -> dict[int, int]:
    """The band of each box, cut between layers so that the widest is as narrow as can be; nothing for few layers."""
    layers = _layers_of(boxes, edges)
    if len(layers) < bands:
        return {}
    wide = [max(boxes[node].cells for node in layer) + 4 for layer in layers]
    cuts = min(combinations(range(1, len(layers)), bands - 1), key=lambda cut: _widest(wide, cut))
    return {
        node: band
        for band, (start, end) in enumerate(pairwise((0, *cuts, len(layers))))
        for layer in layers[start:end]
        for node in layer
    }


def cut_by_time(graph: NetworkGraph, cards: Sequence[int]) -> dict[int, int]:
    """The band of each card: that of its time, or one after all of them for what is made of several times."""
    nodes = graph.nodes
    times = sorted({nodes[node].time for node in cards if nodes[node].time and not nodes[node].given})
    found: dict[int, int] = {}
    for node in cards:
        made_of = {found[source] for source in graph.sources[node] if source in found and nodes[source].time}
        if nodes[node].time in times:
            found[node] = times.index(nodes[node].time)
        else:
            found[node] = len(times) if len(made_of) > 1 else max(made_of, default=0)
    return found


def banded(
    graph: NetworkGraph, labels: Sequence[str], boxes: Mapping[int, Box], cut: Mapping[int, int]
) -> Iterator[Band]:
    """The bands of cards, given the number of the band of each; what is given stands where it is first used."""
    band_of = dict(cut)
    for node in cut:
        if graph.nodes[node].given:
            band_of[node] = min((band_of[user] for user in graph.uses[node] if user in band_of), default=0)
    for band in range(max(band_of.values()) + 1):
        inside = tuple(sorted(node for node, own in band_of.items() if own == band))
        repeated = _repeated(graph, [node for node, own in band_of.items() if own < band], inside)
        own = tuple(Box(2 + sum(cell_len(labels[node]) + 1 for node in group)) for group in repeated)
        yield Band(inside, repeated, (*own, *(boxes[node] for node in inside)))


def _repeated(graph: NetworkGraph, before: Sequence[int], inside: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """What of the nodes in bands before enters those inside of one, together what enters the same ones."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for node in sorted(before):
        users = tuple(user for user in graph.uses[node] if user in inside)
        if users:
            groups.setdefault(users, []).append(node)
    return tuple(map(tuple, groups.values()))


def _layers_of(nodes: Iterable[int], edges: Iterable[Edge]) -> list[list[int]]:
    """Nodes by their layers, given their numbers and the edges between any."""
    names = tuple(nodes)
    numbers = {node: at for at, node in enumerate(names)}
    targets: list[list[int]] = [[] for _ in names]
    for start, end in edges:
        if start in numbers and end in numbers:
            targets[numbers[start]].append(numbers[end])
    layout = Layout(targets, topological(targets, tuple(map(str, names))))
    return [[node for node in names if layout.layer[numbers[node]] == layer] for layer in range(layout.depth)]


def _widest(wide: Sequence[int], cuts: Sequence[int]) -> int:
    edges = (0, *cuts, len(wide))
    return max(sum(wide[start:end]) for start, end in pairwise(edges))
