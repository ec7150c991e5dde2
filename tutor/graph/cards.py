"""A graph as cards with lines between them, at the finest level of detail that fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from tutor.graph.bands import Band
from tutor.graph.boxes import Box, BoxDrawing, Spacing
from tutor.graph.card import Card, CardSize, shows_all
from tutor.graph.card_fitting import SLOPE, Chosen, Fitting, card_of, fitting_of
from tutor.graph.card_rows import Look, card_rows
from tutor.graph.network_graph import NetworkGraph
from tutor.graph.picture import EdgeSlope, Picture
from tutor.record import Record
from tutor.styled_rows import Row

WIDEST, ROOMY = 14, 24
"""A channel is not made wider than this to fill the room, or than this in a picture that has a page to itself."""
MORE_ROWS = 3
"""The blank rows that are put between cards where so many are left, beside those of the level."""


Place = tuple[int, int, int, int]
"""The row and the cell where something begins, its height and its width."""


class CardPicture(Record):
    """The rows of a picture, and where each node stands: on its card, or in a row of the one that it is attached to.

    It takes so many ``cells``, whatever is known. ``in_full`` are the nodes of whose value all digits are seen.
    ``kind`` says how much its cards show.
    """

    rows: list[Row]
    places: dict[int, Place]
    cells: int
    in_full: frozenset[int]
    kind: str

    def moved(self, down: int, right: int) -> CardPicture:
        """The same picture further down and further right."""
        margin = [(" " * right, "plain")] if right else []
        rows = [*([[]] * down), *([*margin, *row] for row in self.rows)]
        places = {node: (row + down, column + right, *size) for node, (row, column, *size) in self.places.items()}
        return self.replace(rows=rows, places=places, cells=self.cells + right)


def places_on_card(node: int, attached: Sequence[int], card: Place) -> dict[int, Place]:
    """Where a node and what is attached to it stand, given where the card does."""
    row, column, high, wide = card
    own = high - len(attached)
    rows = {one: (row + own + at, column, 1, wide) for at, one in enumerate(attached)}
    return {node: (row, column, own, wide), **rows}


class View(Record):
    """What of a picture is drawn: its ``nodes``, whether the way is ``lit``, the node that is ``focused``.

    A ``roomy`` one fills more of its room: with air on its cards, with blank rows between them, with longer lines.
    """

    nodes: frozenset[int]
    lit: bool = False
    focused: int = -1
    ascii_only: bool = False
    roomy: bool = False


def whole(
    picture: Picture, *, lit: bool = False, focused: int = -1, ascii_only: bool = False, roomy: bool = False
) -> View:
    """All of a picture."""
    return View(frozenset(range(len(picture.graph.nodes))), lit, focused, ascii_only, roomy)


def path(picture: Picture, *, ascii_only: bool = False) -> View:
    """What lies between what is asked and the loss, and is lit."""
    return View(picture.lit, True, -1, ascii_only)


def draw_cards(picture: Picture, view: View, cells: int, rows: int) -> CardPicture | None:
    """The cards of a picture in so many cells and rows; None where not even the least of them fits."""
    if not view.nodes:
        return None
    chosen = _fitting(picture, view).first(cells, rows, airy=view.roomy)
    return _Painter(picture, view, chosen, (cells, rows)).painted() if chosen else None


def draw_scrolled(picture: Picture, view: View, cells: int) -> CardPicture | None:
    """The cards of a picture in so many cells, however high it is; None where it is wider all the same."""
    chosen = _fitting(picture, view).scrolled(cells) if view.nodes else None
    return _Painter(picture, view, chosen, (cells, 0)).painted() if chosen else None


def measure_cards(picture: Picture, view: View, cells: int, rows: int) -> None:
    """Measure what could be drawn in so much room. It takes a large graph longer than a key may."""
    if view.nodes:
        _fitting(picture, view).measure(cells, rows, airy=view.roomy)


def _fitting(picture: Picture, view: View) -> Fitting:
    labels = labels_of(picture.graph, view.ascii_only)
    return fitting_of(picture.graph, tuple(sorted(view.nodes)), labels, ascii_only=view.ascii_only)


def labels_of(graph: NetworkGraph, ascii_only: bool) -> tuple[str, ...]:
    """The names of all nodes in the signs there are."""
    return tuple(node.typed if ascii_only else node.label for node in graph.nodes)


class _Painter:
    """A picture at the level that was chosen."""

    def __init__(self, picture: Picture, view: View, chosen: Chosen, size: tuple[int, int]) -> None:
        self.picture, self.view, self.chosen = picture, view, chosen
        self.cells, rows = size
        self.graph = picture.graph
        self.gap = chosen.level.gap + self._more_rows(rows)
        self.widest = 0
        self.labels = labels_of(self.graph, view.ascii_only)
        self.lit = picture.lit if view.lit else frozenset()
        self.lit_edges = picture.lit_edges if view.lit else frozenset()

    def painted(self) -> CardPicture:
        rows: list[Row] = []
        places: dict[int, Place] = {}
        for band in self.chosen.bands:
            if rows:
                rows.append([])
            drawn = self._band(band, places, len(rows))
            rows += drawn
        cards = [node for band in self.chosen.bands for node in band.nodes]
        in_full = frozenset(node for node in cards if shows_all(self._filled(node), self.chosen.level.detail))
        return CardPicture(rows, places, self.widest, in_full, self.chosen.level.detail.kind)

    def _more_rows(self, rows: int) -> int:
        """The blank rows more between cards that there is room for."""
        level = self.chosen.level
        for more in range(MORE_ROWS, 0, -1) if self.view.roomy and level.gap else ():
            drawings = [band.drawing(self.graph, Spacing(level.gap + more, level.loose)) for band in self.chosen.bands]
            if sum(drawing.height + 1 for drawing in drawings) - 1 <= rows:
                return more
        return 0

    def _band(self, band: Band, places: dict[int, Place], top: int) -> list[Row]:
        drawing = band.drawing(self.graph, self._stretched(band), self.view.ascii_only)
        self.widest = max(self.widest, drawing.width)
        numbers = band.numbers
        drawing.paint([(numbers[a], numbers[b]) for a, b in sorted(self.lit_edges) if a in numbers and b in numbers])
        for at, group in enumerate(band.repeated):
            sign = ">" if self.view.ascii_only else "↳"
            names = [(f" {self.labels[node]}", "lit" if node in self.lit else "muted") for node in group]
            drawing.put(at, [[(sign, "lit" if self.lit.intersection(group) else "muted"), *names]])
        for node in band.nodes:
            at = numbers[node]
            drawing.put(at, self._card(node, band.boxes[at]))
            row, column = drawing.place(at)
            own = [one for one, user in self.chosen.attached.items() if user == node]
            box = band.boxes[at]
            places |= places_on_card(node, own, (top + row, column, box.rows, box.cells))
        self._write_slopes(drawing, numbers)
        return drawing.canvas.rows(self.view.ascii_only)

    def _stretched(self, band: Band) -> Spacing:
        """The room that is left, given to channels in which a slope can be seen and then to all."""
        level = self.chosen.level
        drawing = band.drawing(self.graph, Spacing(self.gap, level.loose))
        channels = drawing.layout.depth - 1
        left = self.cells - drawing.width
        wider = [0] * channels
        for layer, wanted in self._wanted(band, drawing):
            if wanted <= left:
                left -= wanted - wider[layer]
                wider[layer] = wanted
        share = left // channels if channels else 0
        widest = ROOMY if self.view.roomy else WIDEST
        wider = [own + max(0, min(share, widest - own)) for own in wider]
        return Spacing(self.gap, level.loose, tuple(wider))

    def _wanted(self, band: Band, drawing: BoxDrawing) -> list[tuple[int, int]]:
        """The channels with room for a slope beside a line, and the cells more that it takes; more slopes first."""
        count: Counter[int] = Counter()
        more: dict[int, int] = {}
        for start, end in self.picture.sloped:
            if start in band.nodes and end in band.nodes and len(self.graph.uses[start]) == 1:
                at = band.numbers[start]
                layer = drawing.layout.layer[at]
                count[layer] += 1
                more[layer] = max(more.get(layer, 0), SLOPE - drawing.beside(at)[2])
        return [(layer, more[layer]) for layer, _ in sorted(count.items(), key=lambda one: (-one[1], one[0]))]

    def _filled(self, node: int) -> Card:
        """The card of a node with what is known of it and of what is attached to it."""
        empty, shown = card_of(self.graph, self.labels, node, self.chosen.attached), self.picture.shown
        own = [one for one, user in self.chosen.attached.items() if user == node]
        attached = tuple(one.replace(shown=shown[at]) for one, at in zip(empty.attached, own, strict=True))
        return empty.replace(shown=shown[node], attached=attached)

    def _card(self, node: int, box: Box) -> list[Row]:
        view = self.view
        own = [one for one, user in self.chosen.attached.items() if user == node]
        focused = self.graph.nodes[view.focused].name if view.focused in (node, *own) else ""
        lit_attached = frozenset(self.graph.nodes[one].name for one in own if one in self.lit)
        partial = self.graph.partial(ascii_only=view.ascii_only)
        look = Look(node in self.lit, lit_attached, focused, partial, view.ascii_only)
        return card_rows(self._filled(node), self.chosen.level.detail, CardSize(box.cells - 1, box.rows), look)

    def _write_slopes(self, drawing: BoxDrawing, numbers: Mapping[int, int]) -> None:
        for (start, end), slope in self.picture.slopes.items():
            if start not in numbers or end not in numbers:
                continue
            source, value = numbers[start], numbers[end]
            layers = drawing.layout.layer
            if layers[value] != layers[source] + 1:
                continue
            if len(drawing.layout.targets[source]) == 1:
                row, column, cells = drawing.beside(source)
            elif len(drawing.layout.sources[value]) == 1:
                row, column, cells = drawing.before(value)
            else:
                continue
            for line in self._slope_lines(slope, cells):
                drawing.canvas.put_row(row, column, [(line, "muted")])
                row += 1

    def _slope_lines(self, slope: EdgeSlope, cells: int) -> list[str]:
        """The number and the formula of a slope, what fits of them."""
        formula, number = (one(ascii_only=self.view.ascii_only) for one in (slope.formula, slope.times))
        said_twice = number.strip("x×") == formula
        return [line for line in (number, "" if said_twice else formula) if line and cell_len(line) <= cells]
