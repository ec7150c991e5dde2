"""The rows of a card on its ground, with the bar at its left: what is known, what is asked, and how it was answered."""

from __future__ import annotations

from rich.cells import cell_len

from tutor.graph.array_cells import Room, is_rounded, written
from tutor.graph.card import (
    LINE,
    NAMES,
    ROWS,
    SHORT,
    TABLES,
    Attached,
    Card,
    CardSize,
    Detail,
    attached_cells,
    attached_room,
    line_cells,
    room_of,
    shape_of,
    short_indent,
)
from tutor.graph.network_graph import LOSS, WEIGHT
from tutor.record import Record
from tutor.styled_rows import Row, joined, width


class Look(Record):
    """What a card looks like where it stands: ``lit`` on the path, ``focused``, and the signs there are.

    ``partial`` is what stands before a gradient.
    """

    lit: bool = False
    lit_attached: frozenset[str] = frozenset()
    focused: str = ""
    partial: str = "∂"
    ascii_only: bool = False


def card_rows(card: Card, detail: Detail, size: CardSize, look: Look) -> list[Row]:
    """The rows of a card, each as wide as its size and its bar."""
    drawn = _Drawn(card, detail, size, look)
    return drawn.rows()


class _Drawn:
    def __init__(self, card: Card, detail: Detail, size: CardSize, look: Look) -> None:
        self.card, self.detail, self.look = card, detail, look
        self.whole = size
        self.size = CardSize(size.cells - 2 * detail.air, size.rows - detail.blank_rows)
        self.room = room_of(card.node, detail)
        self.partial = look.partial.ljust(detail.indent)
        self.name = "lit" if look.lit else ("muted" if card.node.given else "title")

    def rows(self) -> list[Row]:
        kinds = {TABLES: self._full, ROWS: self._full, SHORT: self._short, LINE: self._line, NAMES: self._named}
        body = kinds[self.detail.kind]()
        given = self.card.node.given
        body = self._aired(body[: self.size.rows - len(self.card.attached)])
        rows = [self._barred(row, self.card.node.name, self.look.lit, given=given) for row in body]
        for one in self.card.attached:
            lit = one.node.name in self.look.lit_attached
            rows.append(self._barred(self._attached(one, lit), one.node.name, lit or self.look.lit, given=True))
        return rows

    def _aired(self, body: list[Row]) -> list[Row]:
        """The rows with blank ones between, on an airy card."""
        air = self.detail.air
        if not air:
            return body
        above = 1 + self.room.rows
        parts = [body[:1], body[1:above], body[above:]] if air > 1 else [body[:1], body[1:]]
        return [row for part in parts for row in [*part, []]]

    # -- what stands on it ---------------------------------------------------------------------------------------

    def _full(self) -> list[Row]:
        card, room = self.card, self.room
        shape = shape_of(card.node.sizes, ascii_only=self.look.ascii_only)
        rounded = "~ " if self.look.ascii_only else "≈ "
        blank = self.size.cells - cell_len(card.label) - len(shape) - 1
        if shape and self._is_rounded and blank > len(rounded):
            shape, blank = rounded + shape, blank - len(rounded)
        rows: list[Row] = [[(card.label, self.name), (" " * blank, "plain"), (shape, "muted")]]
        rows += self._forward()
        return rows + self._gradient(room)

    def _forward(self) -> list[Row]:
        shown, room = self.card.shown, self.room
        if shown.forward is None:
            first: Row = [(" " * self.detail.indent, "plain"), (" ?", "asked")] if shown.asked == "forward" else []
            return [first, *[[]] * (room.rows - 1)]
        lines, _ = written(shown.forward, room, headed=False, ascii_only=self.look.ascii_only)
        lines += [[]] * (room.rows - len(lines))
        marked = shown.mark if shown.gradient is None and shown.asked != "gradient" else ""
        indented = [[(" " * self.detail.indent, "plain"), *line] for line in lines]
        indented[0] = self._marked(indented[0], marked)
        return indented

    def _gradient(self, room: Room, further: tuple[str, str] = ("", "plain")) -> list[Row]:
        """The rows of the gradient, its numbers `further` from the sign before them."""
        shown = self.card.shown
        if shown.gradient is None:
            asked: Row = [(" ?", "asked")] if shown.asked == "gradient" else []
            first: Row = [(self.partial, "muted"), further, *asked] if self._has_gradient else []
            return [first, *[[]] * (room.rows - 1 + (room.rows > 1))]
        headed = room.rows > 1
        lines, power = written(shown.gradient, room, headed=headed, ascii_only=self.look.ascii_only)
        if not headed:
            return [self._marked([(self.partial, "muted"), further, *lines[0]], shown.mark)]
        head = self._marked([(self.partial, "muted"), (power, "muted")], shown.mark)
        rows = [[(" " * self.detail.indent, "plain"), *line] for line in lines]
        return [head, *rows, *[[]] * (room.rows - len(rows))]

    @property
    def _is_rounded(self) -> bool:
        """Whether some of its numbers are seen with fewer digits than in a table."""
        shown, headed = self.card.shown, self.room.rows > 1
        value = shown.forward is not None and is_rounded(shown.forward, self.room)
        return value or (shown.gradient is not None and is_rounded(shown.gradient, self.room, headed=headed))

    @property
    def _has_gradient(self) -> bool:
        return self.card.node.role != LOSS or self.card.shown.gradient is not None

    def _short(self) -> list[Row]:
        """The name and the value in one row, the gradient below the value."""
        indent = short_indent(self.card, self.detail)
        blank = (" " * (indent - cell_len(self.card.label)), "plain")
        gradient = self._gradient(self.room, (" " * (indent - self.detail.indent), "plain"))[0]
        return [[(self.card.label, self.name), blank, *self._value()], gradient]

    def _line(self) -> list[Row]:
        """The name, the value and the gradient in one row, each where it stands on the cards above and below."""
        value, room = self._value(), self.room
        blank = self.size.cells - cell_len(self.card.label) - line_cells(room, self.detail)
        row: Row = [(self.card.label, self.name), (" " * blank, "plain"), *value]
        return [[*row, (" " * (room.cells - width(value) + 1), "plain"), *self._gradient(room)[0]]]

    def _value(self) -> Row:
        """The value in one row, if it is known; else a sign where it is asked for."""
        shown = self.card.shown
        if shown.forward is None:
            return [(" ?", "asked")] if shown.asked == "forward" else []
        return written(shown.forward, self.room, headed=False, ascii_only=self.look.ascii_only)[0][0]

    def _named(self) -> list[Row]:
        """The name and the gradient."""
        shown = self.card.shown
        gradient: Row = [(" ?", "asked")] if shown.asked else []
        if shown.gradient is not None:
            gradient = written(shown.gradient, self.room, headed=False, ascii_only=self.look.ascii_only)[0][0]
        partial = [(self.partial, "muted")] if gradient else []
        return [[(self.card.label, self.name), ("  ", "plain"), *partial, *gradient]]

    def _attached(self, one: Attached, lit: bool) -> Row:
        shown, ascii_only = one.shown, self.look.ascii_only
        row: Row = [(one.label, "lit" if lit else "muted"), (" ", "plain")]
        room = attached_room(one.node, self.detail)
        asks = shown.asked == "gradient" and shown.gradient is None
        gradient = shown.gradient if one.node.role == WEIGHT else None
        if self.detail.kind == NAMES:
            pass
        elif not asks and shown.forward is not None and (gradient is None or self._roomy(one)):
            row += written(shown.forward, room, headed=False, ascii_only=ascii_only)[0][0]
        if asks or gradient is not None:
            row += [(" ", "plain"), (self.partial, "muted")]
            row += [(" ?", "asked")] if asks else written(gradient, room, headed=False, ascii_only=ascii_only)[0][0]
        return self._marked(row, shown.mark)

    def _roomy(self, one: Attached) -> bool:
        """Whether there is room for the value of a weight beside its gradient."""
        return attached_cells(one, self.detail) + attached_room(one.node, self.detail).cells <= self.size.cells

    # -- its ground ------------------------------------------------------------------------------------------------

    def _marked(self, row: Row, mark: str) -> Row:
        """A row with a sign at its end, if there is one."""
        if not mark or width(row) + 1 > self.size.cells:
            return row
        return [*row, (" " * (self.size.cells - width(row) - cell_len(mark)), "plain"), (mark, f"mark {mark}")]

    def _barred(self, row: Row, name: str, lit: bool, *, given: bool) -> Row:
        """A row of the card on its ground, with the bar at its left and blanks to its end."""
        on = "given" if given else "card"
        focused = name == self.look.focused
        if self.look.ascii_only:
            bar = ">" if focused else "#" if lit else "|"
        else:
            bar = "█" if focused else "▌" if lit else "▎"
        before = " " * self.detail.air
        blank = " " * max(0, self.whole.cells - width(row) - len(before))
        spans = [(text, f"{on} {role}") for text, role in [(before, "plain"), *row, (blank, "plain")]]
        return joined([(bar, "lit" if lit or focused else "muted"), *spans])
