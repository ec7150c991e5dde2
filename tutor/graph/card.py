"""A node of a graph as a card, and how large it is: its name and sizes, its value, and below it the gradient.

A card is as large as its sizes and its level of detail make it, whatever is known. What enters nothing else may be
attached to it: a weight with its gradient, a given number.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from rich.cells import cell_len

from tutor.graph.array_cells import MATRIX, MOST_ROWS, NUMBER, Room, is_cut, is_whole, room_for
from tutor.graph.network_graph import WEIGHT, Node
from tutor.graph.picture import Shown
from tutor.record import Record

TABLES, ROWS, SHORT, LINE, NAMES = "tables", "rows", "short", "line", "names"
"""Arrays as tables; a value and a gradient of one row each; both in two rows with the name, or in one; the name and
the gradient alone."""


class Detail(Record):
    """How much of a node a card shows: its ``kind`` and how many cells there are for numbers.

    ``indent`` are the cells before them: `∂` and a blank, or blanks. ``air`` are the blank cells at both sides of an
    airy card, which has a blank row below the name and below the numbers; with two, also one above the gradient.
    """

    kind: str
    body: int
    indent: int = 2
    air: int = 0

    @property
    def blank_rows(self) -> int:
        """The blank rows of a card."""
        return self.air + 1 if self.air else 0


class Attached(Record):
    """A given array that is written on the card of the one value that uses it."""

    node: Node
    label: str
    shown: Shown


class Card(Record):
    """A node to be drawn as a card."""

    node: Node
    label: str
    shown: Shown
    attached: tuple[Attached, ...] = ()


class CardSize(Record):
    """The cells and rows of a card, its bar not counted."""

    cells: int
    rows: int


def shape_of(sizes: Sequence[int], *, ascii_only: bool = False) -> str:
    """The sizes of an array in the head of its card: `4×3`, `[4]`; nothing for a single number."""
    if prod(sizes) == 1:
        return ""
    if len(sizes) == 1:
        return f"[{sizes[0]}]"
    return ("x" if ascii_only else "×").join(map(str, sizes))


def size_of(card: Card, detail: Detail) -> CardSize:
    """How large a card is."""
    bare = _size_without_air(card, detail)
    return CardSize(bare.cells + 2 * detail.air, bare.rows + detail.blank_rows)


def _size_without_air(card: Card, detail: Detail) -> CardSize:
    room = room_of(card.node, detail)
    shape = shape_of(card.node.sizes)
    head = cell_len(card.label) + (3 + len(shape) if shape else 1)
    attached = max((attached_cells(one, detail) for one in card.attached), default=0)
    if detail.kind == NAMES:
        return CardSize(max(cell_len(card.label) + 2 + detail.indent + room.cells, attached), 1 + len(card.attached))
    if detail.kind == LINE:
        own = cell_len(card.label) + 1 + line_cells(room, detail)
        return CardSize(max(own, attached), 1 + len(card.attached))
    cells = max(head, detail.indent + room.cells + MARK, attached)
    if detail.kind == SHORT:
        return CardSize(max(cells, short_indent(card, detail) + room.cells + MARK), 2 + len(card.attached))
    return CardSize(cells, 1 + room.rows + _gradient_rows(room) + len(card.attached))


def short_indent(card: Card, detail: Detail) -> int:
    """The cells before a value that stands beside its name, and before the gradient below it."""
    return max(detail.indent, cell_len(card.label) + 1)


def line_cells(room: Room, detail: Detail) -> int:
    """The cells of a value and a gradient beside each other, and of the sign behind."""
    return room.cells + 1 + detail.indent + room.cells + MARK


MARK = 2
"""Cells for the sign of how it was answered, and a blank before it."""
_MOST_ATTACHED = 15
"""Cells for the numbers or signs of what is attached to a card, which has its name before them."""


def room_of(node: Node, detail: Detail) -> Room:
    if detail.kind != TABLES:
        return room_for(node.sizes, detail.body, 1)
    return room_for(node.sizes, detail.body if len(node.sizes) == 1 else MATRIX, MOST_ROWS)


def shows_all(card: Card, detail: Detail) -> bool:
    """Whether the value of a node is seen on its card with all its digits."""
    seen = card.shown.forward
    return detail.kind != NAMES and seen is not None and is_whole(seen, room_of(card.node, detail))


def cuts(card: Card, detail: Detail) -> bool:
    """Whether there is an array on a card of which not every row is seen, nor a sign for every entry."""
    attached = any(is_cut(one.node.sizes, attached_room(one.node, detail)) for one in card.attached)
    return attached or is_cut(card.node.sizes, room_of(card.node, detail))


def _gradient_rows(room: Room) -> int:
    """Rows of the gradient: a table has its heading above, unless it is one row."""
    return room.rows + (room.rows > 1)


def attached_cells(one: Attached, detail: Detail) -> int:
    """The cells of the value of what is attached, or of the sign that its gradient is asked for.

    Of a weight they are those of the gradient, which stands in the place of the value.
    """
    room, gradient = attached_room(one.node, detail), 1 + detail.indent
    own = gradient + room.cells + MARK if one.node.role == WEIGHT else max(room.cells, gradient + MARK)
    return cell_len(one.label) + 1 + own


def attached_room(node: Node, detail: Detail) -> Room:
    return room_for(node.sizes, min(detail.body - 1, _MOST_ATTACHED) if node.sizes else NUMBER, 1)
