"""What is known of one node of a graph: what it is made of and enters, its numbers, and what arrives there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len

from tutor.app.graph.heat_table import heat
from tutor.graph.card import shape_of
from tutor.graph.cards import Place, labels_of
from tutor.graph.network_graph import LOSS
from tutor.graph.picture import Picture
from tutor.notation.write.number_text import show
from tutor.styled_rows import Row, beside, joined, width

GAP = 3
SHORT = 3
"""Rows of an inspector that has no room for tables."""


class Inspector:
    """The text on one node of a picture."""

    def __init__(self, picture: Picture, number: int, *, lit: bool = False, ascii_only: bool = False) -> None:
        self.picture, self.number, self.lit, self.ascii_only = picture, number, lit, ascii_only
        self.graph = picture.graph
        self.labels = labels_of(self.graph, ascii_only)
        self.node, self.shown = self.graph.nodes[number], picture.shown[number]
        self.partial = self.graph.gradient_by(self.labels[number], ascii_only=ascii_only)

    def rows(self, cells: int, rows: int) -> list[Row]:
        """As many rows as there is room for, the whole arrays if that is more than a few."""
        head = self._head(cells)
        if rows <= SHORT:
            return [head, self._numbers(cells), self._way(cells)][:rows]
        tables = beside(self._tables(cells), cells, gap=4)
        if len(tables) + 2 > rows or max(map(width, tables), default=0) > cells:
            return [head, [], self._numbers(cells), *self._ways(cells)][:rows]
        return [head, [], *tables][:rows]

    def _head(self, cells: int) -> Row:
        row: Row = [(self.labels[self.number], "title")]
        shape = shape_of(self.node.sizes, ascii_only=self.ascii_only)
        row += [(f"  {shape}", "muted")] if shape else []
        for word, others in (("from", self.graph.sources), ("into", self.graph.uses)):
            names = " ".join(self.labels[one] for one in others[self.number])
            if names:
                row += [(f"   {word} ", "muted"), (names, "plain")]
        return cut(row, cells)

    # -- numbers on a line ---------------------------------------------------------------------------------------

    def _numbers(self, cells: int) -> Row:
        room = max(12, (cells - 24) // 2)
        row: Row = [("forward  ", "muted"), self._value(self.shown.forward, "forward", room)]
        if self.node.role == LOSS and self.shown.forward is None:
            return row
        row += [(f"   {self.partial}  ", "muted"), self._value(self.shown.gradient, "gradient", room)]
        return cut(row, cells)

    def _value(self, array: Any, what: str, room: int) -> tuple[str, str]:
        if array is not None:
            return show(array, room=room, ascii_only=self.ascii_only), "plain"
        return ("?", "asked") if self.shown.asked == what else ("not known yet", "muted")

    def _way(self, cells: int) -> Row:
        ways = self._ways(cells)
        if ways:
            return ways[0]
        if self.lit and self.number in self.picture.asked:
            return [("the question: the way from here to the loss is lit", "muted")]
        return []

    def _ways(self, cells: int) -> list[Row]:
        """What arrives through each value that this one enters, where its slope can be seen."""
        found = []
        for user in self.graph.uses[self.number]:
            slope = self.picture.slopes.get((self.number, user))
            label = self.labels[user]
            row: Row = [("through ", "muted"), (label, "plain")]
            if slope is None:
                continue
            formula = slope.formula(ascii_only=self.ascii_only)
            partial = "d" if self.ascii_only else "∂"
            local = f"{partial}{label}/{partial}{self.labels[self.number]}"
            row.append((f"   {local} = {formula}", "plain"))
            arriving, own = self.picture.shown[user].gradient, self.shown.gradient
            if slope.number is not None and arriving is not None and own is not None:
                times, dot = ("*", "-") if self.ascii_only else ("×", "−")
                number = slope.times(ascii_only=self.ascii_only)[1:]
                product = f"{show(arriving, ascii_only=self.ascii_only)} {times} {number}"
                row.append((f"   {product} = {show(own, ascii_only=self.ascii_only)}".replace("--", dot), "plain"))
            found.append(cut(row, cells))
        return found

    # -- tables ----------------------------------------------------------------------------------------------------

    def _tables(self, cells: int) -> list[list[Row]]:
        blocks = []
        for name, array, what in (
            ("forward", self.shown.forward, "forward"),
            (self.partial, self.shown.gradient, "gradient"),
        ):
            if array is not None:
                blocks.append(heat(name, array))
            elif what == "forward" or self.node.role != LOSS:
                blocks.append([[(name, "title")], [self._value(None, what, 0)]])
        ways = self._ways(cells)
        if ways:
            blocks.append([[("what arrives", "title")], *ways])
        return blocks


def cut(row: Row, cells: int) -> Row:
    """A row in so many cells; what is left out is said by a sign at its end."""
    if width(row) <= cells:
        return joined(row)
    found: Row = []
    room = cells - 1
    for text, role in row:
        taken = ""
        for char in text:
            if cell_len(char) > room:
                return joined([*found, (f"{taken}…", role)])
            taken += char
            room -= cell_len(char)
        found.append((taken, role))
    return joined(found)


def spatially(places: Mapping[int, Place], start: int, downwards: bool) -> int:
    """The node whose card lies nearest above or below another; the same one where there is none."""
    row, column, high, wide = places[start]

    def apart(number: int) -> tuple[int, int]:
        other, at, _, width_of = places[number]
        aside = max(0, at - (column + wide), column - (at + width_of))
        return 2 * aside + abs(other - row), abs(other - row)

    beyond = [number for number, (other, *_) in places.items() if (other >= row + high if downwards else other < row)]
    return min(beyond, key=apart, default=start)


def clicked(places: Mapping[int, Place], row: int, column: int) -> int | None:
    """The node that stands at a row and a cell; None where there is none."""
    inside = (
        number
        for number, (top, left, high, wide) in places.items()
        if top <= row < top + high and left <= column < left + wide
    )
    return next(inside, None)


def along(picture: Picture, places: Mapping[int, Place], number: int, onward: bool) -> int:
    """The node that an edge leads to from here, or back: one that is lit before others, then the nearest.

    What is given leads back to what stands at its left and enters the same value; to itself where nothing does.
    """
    others: Sequence[int] = (picture.graph.uses if onward else picture.graph.sources)[number]
    if number not in places:
        return min(others, key=lambda one: one not in picture.lit, default=number)
    row, column, _, _ = places[number]

    def apart(one: int) -> tuple[bool, bool, int]:
        other, at, *_ = places[one]
        return one not in picture.lit, at == column, abs(other - row) + abs(at - column)

    sources, users = picture.graph.sources, () if onward or others else picture.graph.uses[number]
    others = others or [one for user in users for one in sources[user] if places[one][1] < column]
    return min(others, key=apart, default=number)
