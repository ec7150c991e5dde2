"""How much of a graph fits: the level of detail, and the bands that its cards stand in.

Both follow from names and sizes alone, so a picture keeps its place while its numbers become known. A graph too wide
for its room goes on in a second or third band below; what comes over from a band above is repeated by name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise, product

from rich.cells import cell_len

from tutor.graph.boxes import Box, BoxDrawing, Spacing
from tutor.graph.card import NAMES, ROWS, SHORT, TABLES, Attached, Card, Detail, size_of
from tutor.graph.drawing import plan
from tutor.graph.layout import Layout, topological
from tutor.graph.network_graph import WEIGHT, NetworkGraph
from tutor.graph.picture import Edge, Shown
from tutor.lazy import cached_property
from tutor.record import Record


class Level(Record):
    """One level of detail: what a card shows, whether given arrays lie on the card that uses them, blank rows.

    Lines that are ``loose`` are longer than they need to be.
    """

    detail: Detail
    attach: bool
    gap: int
    loose: bool


_DETAILS = (
    (Detail(TABLES, 25), False, 1),
    (Detail(TABLES, 19), False, 1),
    (Detail(ROWS, 25), False, 1),
    (Detail(ROWS, 19), False, 1),
    (Detail(ROWS, 12), False, 1),
    (Detail(ROWS, 12), True, 1),
    (Detail(ROWS, 12), True, 0),
    (Detail(SHORT, 12), True, 0),
    (Detail(NAMES, 12), True, 0),
)
MOST_BANDS = 3
MOST_CROSSINGS = 12
"""A picture in which more lines cross is harder to read than a list."""
STEP, BAND, TIGHT = 2.0, 3.5, 0.5
"""What a level less of detail costs, another band, and short lines."""


class Band(Record):
    """Cards that stand in one band: their nodes, those that are repeated from bands above, and their sizes."""

    nodes: tuple[int, ...]
    repeated: tuple[int, ...]
    boxes: tuple[Box, ...]

    @property
    def numbers(self) -> dict[int, int]:
        """The number of each node in the drawing of the band."""
        return {node: at for at, node in enumerate((*self.repeated, *self.nodes))}

    def drawing(self, graph: NetworkGraph, spacing: Spacing, ascii_only: bool = False) -> BoxDrawing:
        """The boxes of the band on a canvas."""
        layout, channels = plan(tuple(map(str, self.numbers)), self._pairs(graph))
        return BoxDrawing(layout, channels, self.boxes, spacing, ascii_only)

    def least(self, graph: NetworkGraph) -> tuple[int, int]:
        """The cells and rows that its boxes take without lines: placing lines takes a hundred times as long."""
        layers = layers_of(range(len(self.boxes)), self._pairs(graph))
        cells = sum(max(self.boxes[node].cells for node in layer) + 2 for layer in layers) - 2
        return cells, max(sum(self.boxes[node].rows for node in layer) for layer in layers)

    def _pairs(self, graph: NetworkGraph) -> tuple[tuple[int, int], ...]:
        numbers, own = self.numbers, set(self.nodes)
        return tuple(sorted((numbers[a], numbers[b]) for a, b in graph.edges if a in numbers and b in own))


class Chosen(Record):
    """The level and the bands that fit."""

    level: Level
    attached: Mapping[int, int]
    bands: tuple[Band, ...]


def _ladder() -> Iterator[tuple[float, Level, int]]:
    for (number, (detail, attach, gap)), bands in product(enumerate(_DETAILS), range(1, MOST_BANDS + 1)):
        for loose in (True, False):
            cost = STEP * number + BAND * (bands - 1) + TIGHT * (not loose)
            yield cost, Level(detail, attach, gap, loose), bands


_LADDER = sorted(_ladder(), key=lambda one: one[0])


class Candidate:
    """The bands at one level, measured when first asked for."""

    def __init__(self, graph: NetworkGraph, chosen: Chosen) -> None:
        self.graph, self.chosen = graph, chosen

    def fits(self, cells: int, rows: int) -> bool:
        """Whether the bands have the room."""
        return _within(self.least, cells, rows) and _within(self.size, cells, rows)

    @cached_property
    def least(self) -> tuple[int, int]:
        """The cells and rows of the boxes alone."""
        return self._around([band.least(self.graph) for band in self.chosen.bands])

    @cached_property
    def size(self) -> tuple[int, int]:
        """The cells and rows with all lines; without end where so many cross that none can be followed."""
        spacing = Spacing(self.chosen.level.gap, self.chosen.level.loose)
        drawings = [band.drawing(self.graph, spacing) for band in self.chosen.bands]
        if sum(channel.crossings for drawing in drawings for channel in drawing.channels) > MOST_CROSSINGS:
            return sys.maxsize, sys.maxsize
        return self._around([(drawing.width, drawing.height) for drawing in drawings])

    def _around(self, sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """The size of bands one below the other, a blank row between."""
        return max(wide for wide, _ in sizes), sum(high + 1 for _, high in sizes) - 1


def _within(size: tuple[int, int], cells: int, rows: int) -> bool:
    return size[0] <= cells and size[1] <= rows


@lru_cache(maxsize=64)
def fitting_of(graph: NetworkGraph, nodes: tuple[int, ...], labels: tuple[str, ...], *, ascii_only: bool) -> Fitting:
    """The levels of a graph; what was measured for one room is known for all others."""
    return Fitting(graph, nodes, labels, 3 if ascii_only else 2)  # `dL`, not `∂`, and a blank


class Fitting:
    """The bands of one graph at every level. Nothing known is looked at."""

    def __init__(self, graph: NetworkGraph, nodes: tuple[int, ...], labels: tuple[str, ...], indent: int) -> None:
        self.graph, self.nodes, self.labels, self.indent = graph, nodes, labels, indent
        self._found: dict[int, Candidate | None] = {}
        self._boxes: dict[tuple[Detail, bool], dict[int, Box]] = {}

    def first(self, cells: int, rows: int) -> Chosen | None:
        """The level and the number of bands that cost least of those that fit."""
        return next((one.chosen for one in self._candidates() if one.fits(cells, rows)), None)

    def measure(self, cells: int, rows: int) -> None:
        """Measure all that could fit into so much room, so that choosing takes no time later."""
        for one in self._candidates():
            one.fits(cells, rows)

    def _candidates(self) -> Iterator[Candidate]:
        for at, (_, level, bands) in enumerate(_LADDER):
            if at not in self._found:
                chosen = self.at(level.replace(detail=level.detail.replace(indent=self.indent)), bands)
                self._found[at] = Candidate(self.graph, chosen) if chosen is not None else None
            found = self._found[at]
            if found is not None:
                yield found

    def at(self, level: Level, bands: int) -> Chosen | None:
        """The bands at a level; None where there are fewer layers than bands."""
        attached = _attached(self.graph, self.nodes) if level.attach else {}
        cards = tuple(node for node in self.nodes if node not in attached)
        boxes = self._boxes_at(level, cards, attached)
        if bands == 1:
            return Chosen(level, attached, (Band(cards, (), tuple(boxes.values())),))
        layers = layers_of(cards, self.graph.edges)
        if len(layers) < bands:
            return None
        wide = [max(boxes[node].cells for node in layer) + 4 for layer in layers]
        cuts = min(combinations(range(1, len(layers)), bands - 1), key=lambda cut: _widest(wide, cut))
        band_of = {
            node: band
            for band, (start, end) in enumerate(pairwise((0, *cuts, len(layers))))
            for layer in layers[start:end]
            for node in layer
        }
        for node in band_of:  # what is given stands where it is first used
            if self.graph.nodes[node].given:
                band_of[node] = min((band_of[user] for user in self.graph.uses[node] if user in band_of), default=0)
        found = []
        for band in range(bands):
            inside = tuple(sorted(node for node, own in band_of.items() if own == band))
            if not inside:
                return None
            before = {node for node, own in band_of.items() if own < band}
            repeated = tuple(sorted({a for a, b in self.graph.edges if a in before and b in inside}))
            own = tuple(Box(2 + cell_len(self.labels[node])) for node in repeated)
            found.append(Band(inside, repeated, (*own, *(boxes[node] for node in inside))))
        return Chosen(level, attached, tuple(found))

    def _boxes_at(self, level: Level, cards: Sequence[int], attached: Mapping[int, int]) -> dict[int, Box]:
        """The box of each card, which is the same whatever the number of bands."""
        key = (level.detail, level.attach)
        if key not in self._boxes:
            sizes = {node: size_of(card_of(self.graph, self.labels, node, attached), level.detail) for node in cards}
            self._boxes[key] = {node: Box(size.cells + 1, size.rows) for node, size in sizes.items()}
        return self._boxes[key]


def layers_of(nodes: Iterable[int], edges: Iterable[Edge]) -> list[list[int]]:
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


def _attached(graph: NetworkGraph, nodes: Sequence[int]) -> dict[int, int]:
    """The given nodes that one value alone uses, and that value."""
    inside = set(nodes)
    users = {node: graph.uses[node] for node in nodes if graph.nodes[node].given}
    alone = {node: using[0] for node, using in users.items() if len(using) == 1 and using[0] in inside}
    # A value that is made of given arrays alone would stand there with nothing that leads to it.
    bare = {user for user in alone.values() if all(source in alone for source in graph.sources[user])}
    kept = {
        next(node for node, user in alone.items() if user == bare_user and _is_input(graph, node, alone, bare_user))
        for bare_user in bare
    }
    return {node: user for node, user in alone.items() if node not in kept}


def _is_input(graph: NetworkGraph, node: int, alone: Mapping[int, int], user: int) -> bool:
    """Whether a node is what should lead to a value: its input, or else the first that it is made of."""
    own = [one for one, using in alone.items() if using == user]
    inputs = [one for one in own if graph.nodes[one].role != WEIGHT]
    return node == (inputs or own)[0]


def card_of(graph: NetworkGraph, labels: Sequence[str], node: int, attached: Mapping[int, int]) -> Card:
    """The card of a node, empty."""
    own = tuple(Attached(graph.nodes[one], labels[one], Shown()) for one, user in attached.items() if user == node)
    return Card(graph.nodes[node], labels[node], Shown(), own)
