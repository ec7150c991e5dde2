"""Cards that are put on a canvas where a picture wants them, and what is told of them then."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.graph.card import Attached, Card, CardSize, Detail, shows_all, size_of
from tutor.graph.card_rows import Look, card_rows
from tutor.graph.cards import CardPicture, Place, View, labels_of, places_on_card
from tutor.graph.line_canvas import Canvas
from tutor.graph.picture import Picture


class PlacedCards:
    """The cards of a picture at one level of detail; `attached` are nodes that lie on the card of another."""

    def __init__(self, picture: Picture, view: View, detail: Detail, attached: Iterable[tuple[int, int]]) -> None:
        self.picture, self.view, self.detail = picture, view, detail
        self.graph = picture.graph
        self.labels = labels_of(self.graph, view.ascii_only)
        self.lit = picture.lit if view.lit else frozenset()
        self.places: dict[int, Place] = {}
        self._sizes: dict[int, CardSize] = {}
        self._attached: dict[int, list[int]] = {}
        for one, user in attached:
            self._attached.setdefault(user, []).append(one)

    def size(self, number: int) -> CardSize:
        """How large the card of a node is."""
        if number not in self._sizes:
            self._sizes[number] = size_of(self._card(number), self.detail)
        return self._sizes[number]

    def _card(self, number: int) -> Card:
        own = self._attached.get(number, ())
        attached = tuple(Attached(self.graph.nodes[one], self.labels[one], self.picture.shown[one]) for one in own)
        return Card(self.graph.nodes[number], self.labels[number], self.picture.shown[number], attached)

    def put(self, canvas: Canvas, number: int, row: int, column: int, cells: int) -> None:
        """Put the card of a node, so many cells wide with its bar, at a row and a cell."""
        size = CardSize(cells - 1, self.size(number).rows)
        own = self._attached.get(number, [])
        attached = frozenset(self.graph.nodes[one].name for one in own if one in self.lit)
        focused = self.graph.nodes[self.view.focused].name if self.view.focused in (number, *own) else ""
        partial = self.graph.partial(ascii_only=self.view.ascii_only)
        look = Look(number in self.lit, attached, focused, partial, self.view.ascii_only)
        for at, spans in enumerate(card_rows(self._card(number), self.detail, size, look)):
            canvas.put_row(row + at, column, spans)
        self.places |= places_on_card(number, own, (row, column, size.rows, cells))

    def picture_on(self, canvas: Canvas, cells: int) -> CardPicture:
        """The picture, so wide, when all cards are on it."""
        in_full = frozenset(node for node in self.places if shows_all(self._card(node), self.detail))
        return CardPicture(canvas.rows(self.view.ascii_only), self.places, cells, in_full, self.detail.kind)
