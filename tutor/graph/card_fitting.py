"""How much of a graph fits: the level of detail, and the bands that its cards stand in.

Both follow from names and sizes alone, so a picture keeps its place while its numbers become known. A graph too wide
for its room goes on in a second or third band below, or each time has a band of its own; what comes over from a band
above is repeated by name. Where all of that is too high as well, it may go on in more bands, to be scrolled.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product

from tutor.graph.bands import Band, banded, cut_by_time, cut_by_width
from tutor.graph.boxes import Box, Spacing
from tutor.graph.card import LINE, NAMES, ROWS, SHORT, TABLES, Attached, Card, Detail, cuts, size_of
from tutor.graph.network_graph import WEIGHT, NetworkGraph
from tutor.graph.picture import Shown
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
    (Detail(ROWS, 15), False, 1),
    (Detail(ROWS, 19), True, 1),
    (Detail(ROWS, 12), True, 1),
    (Detail(SHORT, 19), True, 1),
    (Detail(SHORT, 12), True, 1),
    (Detail(ROWS, 12), True, 0),
    (Detail(SHORT, 12), True, 0),
    (Detail(LINE, 12), True, 0),
    (Detail(NAMES, 12), True, 0),
)
_HIGH = tuple((Detail(kind, 12), True, 1) for kind in (SHORT, LINE, NAMES))
"""Levels for what may be higher than its room, in which no card touches another."""
MOST_BANDS = 3
LEAST = (75, 15)
"""Cells and rows of the least room in which pictures are chosen without a moment to wait."""
MOST_SCROLLED = 7
"""Of a picture that may be higher than its room."""
BY_TIME = 0
"""In the place of a number of bands: one for each time."""
MOST_CROSSINGS = 12
"""A picture in which more lines cross is harder to read than a list."""
SLOPE = 9
"""Cells for a slope beside a line: a sign, `×`, four decimals and a blank."""
AIR, MORE_AIR = 1, 2
"""The air of an airy card, and of one that has much room, where a value and its gradient have rows of their own."""
STEP, BAND, TIGHT, CUT = 2.0, 3.5, 0.5, 4.0
"""What a level less of detail costs, another band, short lines, and an array of which not every row is seen."""


class Chosen(Record):
    """The level and the bands that fit."""

    level: Level
    attached: Mapping[int, int]
    bands: tuple[Band, ...]


_Rung = tuple[float, Level, int]
"""What a level with a number of bands costs."""


def _ladder(details: Sequence[tuple[Detail, bool, int]], most: int) -> list[_Rung]:
    """Levels with numbers of bands up to the `most`, the cheapest first."""
    found: list[_Rung] = []
    for (number, (detail, attach, gap)), bands in product(enumerate(details), range(most + 1)):
        for loose in (True, False):
            more = 1 if bands == BY_TIME else bands - 1
            cost = STEP * number + BAND * more + TIGHT * (not loose)
            found.append((cost, Level(detail, attach, gap, loose), bands))
    return sorted(found, key=lambda one: one[0])


_FITTING = _ladder(_DETAILS, MOST_BANDS)
_SCROLLED = [rung for rung in _ladder(_HIGH, MOST_SCROLLED) if not rung[1].loose]


class Candidate:
    """So many bands at one level, measured when first asked for. It is ``cut`` if not all of an array is seen."""

    def __init__(self, graph: NetworkGraph, chosen: Chosen, bands: int, *, cut: bool) -> None:
        self.graph, self.chosen, self.bands, self.cut = graph, chosen, bands, cut

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

    @property
    def channels(self) -> int:
        """The gaps between cards in the longest band."""
        return max(band.drawing(self.graph, Spacing()).layout.depth - 1 for band in self.chosen.bands)

    def _around(self, sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """The size of bands one below the other, a blank row between."""
        return max(wide for wide, _ in sizes), sum(high + 1 for _, high in sizes) - 1


def _within(size: tuple[int, int], cells: int, rows: int) -> bool:
    return size[0] <= cells and size[1] <= rows


@lru_cache(maxsize=8)
def fitting_of(graph: NetworkGraph, nodes: tuple[int, ...], labels: tuple[str, ...], *, ascii_only: bool) -> Fitting:
    """The levels of a graph; what was measured for one room is known for all others.

    Each of these is up to 2,500 objects, half a megabyte: those of the page and of the pages below it are kept.
    """
    return Fitting(graph, nodes, labels, 3 if ascii_only else 2)  # `dL`, not `∂`, and a blank


class Fitting:
    """The bands of one graph at every level. Nothing known is looked at."""

    def __init__(self, graph: NetworkGraph, nodes: tuple[int, ...], labels: tuple[str, ...], indent: int) -> None:
        self.graph, self.nodes, self.labels, self.indent = graph, nodes, labels, indent
        self._found: dict[tuple[Level, int], Candidate | None] = {}
        self._boxes: dict[tuple[Detail, frozenset[int]], dict[int, Box]] = {}

    def first(self, cells: int, rows: int, *, airy: bool = False) -> Chosen | None:
        """The level and the number of bands that cost least of those that fit.

        Its cards are `airy` where they leave room for slopes between them.
        """
        one = self._cheapest(cells, rows)
        for with_air in self._with_air(one) if one is not None and airy else ():
            if with_air.fits(cells - SLOPE * with_air.channels, rows):
                return with_air.chosen
        return one.chosen if one is not None else None

    def _cheapest(self, cells: int, rows: int) -> Candidate | None:
        """The first that fits, unless arrays are cut there and none is where it costs little more."""
        found, most = None, float(sys.maxsize)
        for cost, one in self._candidates(_FITTING):
            if cost > most:
                break
            if one.fits(cells, rows):
                if not one.cut:
                    return one
                if found is None:
                    found, most = one, cost + CUT
        return found

    def scrolled(self, cells: int) -> Chosen | None:
        """What costs least of all that is as wide as that, however high; None in less than the least of rooms."""
        if cells < LEAST[0]:
            return None
        return next((one.chosen for _, one in self._candidates(_SCROLLED) if one.fits(cells, sys.maxsize)), None)

    def measure(self, cells: int, rows: int, *, airy: bool = False) -> None:
        """Measure all that could fit into so much room, so that choosing takes no time later.

        What is higher is measured if a screen may be too small for all else.
        """
        for _, one in self._candidates(_FITTING):
            for with_air in self._with_air(one) if one.fits(cells, rows) and airy else ():
                with_air.fits(cells, rows)
        if self.first(*LEAST) is None:
            for _, one in self._candidates(_SCROLLED):
                one.fits(cells, sys.maxsize)

    def _candidates(self, ladder: Sequence[_Rung]) -> Iterator[tuple[float, Candidate]]:
        for cost, level, bands in ladder:
            found = self._candidate(level.replace(detail=level.detail.replace(indent=self.indent)), bands)
            if found is not None:
                yield cost, found

    def _with_air(self, one: Candidate) -> Iterator[Candidate]:
        """The same with airy cards, those with the most air first; none where cards are less than three rows high."""
        level = one.chosen.level
        for air in (MORE_AIR, AIR) if level.detail.kind in (TABLES, ROWS) else ():
            found = self._candidate(level.replace(detail=level.detail.replace(air=air)), one.bands)
            if found is not None:
                yield found

    def _candidate(self, level: Level, bands: int) -> Candidate | None:
        if (level, bands) not in self._found:
            chosen = self.at(level, bands)
            self._found[level, bands] = self._judged(chosen, bands) if chosen is not None else None
        return self._found[level, bands]

    def _judged(self, chosen: Chosen, bands: int) -> Candidate:
        detail = chosen.level.detail
        cards = (node for node in self.nodes if node not in chosen.attached)
        cut = any(cuts(card_of(self.graph, self.labels, node, chosen.attached), detail) for node in cards)
        return Candidate(self.graph, chosen, bands, cut=cut)

    def at(self, level: Level, bands: int) -> Chosen | None:
        """The bands at a level; None where there are fewer layers or times than bands."""
        attached = _attached(self.graph, self.nodes, at_all_times=bands == BY_TIME) if level.attach else {}
        cards = tuple(node for node in self.nodes if node not in attached)
        boxes = self._boxes_at(level, cards, attached)
        if bands == 1:
            return Chosen(level, attached, (Band(cards, (), tuple(boxes.values())),))
        cut = cut_by_time(self.graph, cards) if bands == BY_TIME else cut_by_width(self.graph.edges, boxes, bands)
        found = tuple(banded(self.graph, self.labels, boxes, cut)) if cut else ()
        return Chosen(level, attached, found) if len(found) > 1 and all(band.nodes for band in found) else None

    def _boxes_at(self, level: Level, cards: Sequence[int], attached: Mapping[int, int]) -> dict[int, Box]:
        """The box of each card, which is the same whatever the number of bands."""
        key = (level.detail, frozenset(attached))
        if key not in self._boxes:
            sizes = {node: size_of(card_of(self.graph, self.labels, node, attached), level.detail) for node in cards}
            self._boxes[key] = {node: Box(size.cells + 1, size.rows) for node, size in sizes.items()}
        return self._boxes[key]


def _attached(graph: NetworkGraph, nodes: Sequence[int], *, at_all_times: bool) -> dict[int, int]:
    """The given nodes that one value alone uses, and that value; one that is used `at_all_times` lies on the first."""
    inside = set(nodes)
    users = {node: graph.uses[node] for node in nodes if graph.nodes[node].given}
    alone = {
        node: using[0]
        for node, using in users.items()
        if using and using[0] in inside and (len(using) == 1 or (at_all_times and _is_one_value(graph, using)))
    }
    # A value that is made of given arrays alone would stand there with nothing that leads to it.
    bare = {user for user in alone.values() if all(source in alone for source in graph.sources[user])}
    kept = {
        next(node for node, user in alone.items() if user == bare_user and _is_input(graph, node, alone, bare_user))
        for bare_user in bare
    }
    return {node: user for node, user in alone.items() if node not in kept}


def _is_one_value(graph: NetworkGraph, numbers: Sequence[int]) -> bool:
    """Whether nodes are one value at several times."""
    return len({graph.nodes[number].name for number in numbers}) == 1


def _is_input(graph: NetworkGraph, node: int, alone: Mapping[int, int], user: int) -> bool:
    """Whether a node is what should lead to a value: its input, or else the first that it is made of."""
    own = [one for one, using in alone.items() if using == user]
    inputs = [one for one in own if graph.nodes[one].role != WEIGHT]
    return node == (inputs or own)[0]


def card_of(graph: NetworkGraph, labels: Sequence[str], node: int, attached: Mapping[int, int]) -> Card:
    """The card of a node, empty."""
    own = tuple(Attached(graph.nodes[one], labels[one], Shown()) for one, user in attached.items() if user == node)
    return Card(graph.nodes[node], labels[node], Shown(), own)
