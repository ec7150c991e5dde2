"""A canvas of characters on which lines meet: each cell remembers in which directions a line leaves it.

A cell holds four bits for thin and four for heavy lines. Drawing only ORs bits in, so junctions make
themselves, and the character for a set of bits is looked up in a table read from the names of the box
drawing characters.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from tutor.styled_rows import Row, joined, width

UP, RIGHT, DOWN, LEFT = 1, 2, 4, 8
ACROSS, ALONG = LEFT | RIGHT, UP | DOWN
_ASCII_HEADS = {"▸": ">", "▾": "v", "▴": "^"}
_HEAVY = 4  # a heavy line's bits stand this far above the thin ones
_DIRECTIONS = {"UP": UP, "RIGHT": RIGHT, "DOWN": DOWN, "LEFT": LEFT, "HORIZONTAL": ACROSS, "VERTICAL": ALONG}


@cache
def box_characters() -> dict[int, str]:
    """Every set of direction bits (heavy ones shifted up by four) and its character in U+2500 to U+257B.

    The character's own name says what it looks like: `BOX DRAWINGS DOWN LIGHT AND RIGHT HEAVY`. Thin
    corners are the round ones, which come later in the block and so replace the square ones.
    """
    table = {0: " "}
    for code in range(0x2500, 0x2580):
        words = unicodedata.name(chr(code)).split()[2:]
        if {"DASH", "DOUBLE", "SINGLE", "DIAGONAL"}.isdisjoint(words):
            table[_bits(words)] = chr(code)
    return table


def _bits(words: list[str]) -> int:
    bits, shift = 0, 0
    for part in " ".join(words).split(" AND "):
        if "HEAVY" in part or "LIGHT" in part:
            shift = _HEAVY * ("HEAVY" in part)
        for word in part.split():
            bits |= _DIRECTIONS.get(word, 0) << shift
    return bits


def ascii_character(bits: int) -> str:
    """The nearest of `- | + = #` to a set of direction bits; heavy lines are `=` and `#`."""
    heavy, both = bits >> _HEAVY, bits & 15 | bits >> _HEAVY
    if not both:
        return " "
    if not both & ALONG:
        return "=" if heavy else "-"
    if not both & ACROSS:
        return "#" if heavy else "|"
    return "#" if heavy else "+"


class Canvas:
    """A grid of `height` rows and `width` cells. Lines OR into it; text lies on top of them."""

    def __init__(self, height: int, width: int) -> None:
        self.height, self.width = height, width
        self._cells = [[0] * width for _ in range(height)]
        self._texts: dict[tuple[int, int], tuple[str, int, str]] = {}
        self._crossings: set[tuple[int, int]] = set()

    def across(self, row: int, start: int, stop: int, heavy: bool = False) -> None:
        """A horizontal line from cell `start` to cell `stop`; its ends are half cells facing each other."""
        self._line([(row, column) for column in range(start, stop + 1)], RIGHT, LEFT, heavy)

    def along(self, column: int, top: int, bottom: int, heavy: bool = False) -> None:
        """A vertical line from row `top` to row `bottom`."""
        self._line([(row, column) for row in range(top, bottom + 1)], DOWN, UP, heavy)

    def _line(self, places: list[tuple[int, int]], onward: int, back: int, heavy: bool) -> None:
        shift = _HEAVY if heavy else 0
        for row, column in places[:-1]:
            self._cells[row][column] |= onward << shift
        for row, column in places[1:]:
            self._cells[row][column] |= back << shift

    def touch(self, row: int, column: int, direction: int, heavy: bool = False) -> None:
        """Half a cell of line in one direction."""
        self._cells[row][column] |= direction << (_HEAVY if heavy else 0)

    def crossing(self, row: int, column: int) -> None:
        """Declare that lines which meet here have nothing to do with each other: one passes behind."""
        self._crossings.add((row, column))

    def put(self, row: int, column: int, text: str, cells: int, role: str) -> None:
        """Text that takes `cells` cells from here on."""
        self._texts[row, column] = (text, cells, role)

    def put_row(self, row: int, column: int, spans: Row) -> None:
        """A row of text from a cell on."""
        for text, role in spans:
            cells = width([(text, role)])
            self.put(row, column, text, cells, role)
            column += cells

    def head(self, row: int, column: int, head: str, *, lit: bool, ascii_only: bool) -> None:
        """An arrowhead: one of `▸ ▾ ▴`."""
        self.put(row, column, _ASCII_HEADS[head] if ascii_only else head, 1, "lit" if lit else "muted")

    def rows(self, ascii_only: bool = False) -> list[Row]:
        """What was drawn, without blanks at the end of a row."""
        return [self._row(number, ascii_only) for number in range(self.height)]

    def _row(self, number: int, ascii_only: bool) -> Row:
        table = box_characters()
        spans: Row = []
        column, cells = 0, self._cells[number]
        last = max((at for at in range(self.width) if cells[at] or (number, at) in self._texts), default=-1)
        while column <= last:
            if (number, column) in self._texts:
                text, wide, role = self._texts[number, column]
                spans.append((text, role))
                column += wide
                continue
            bits = cells[column]
            if bits and (number, column) in self._crossings:
                bits = _in_front(bits)
            if not bits:
                spans.append((" ", "plain"))
            else:
                # A thin bit under a heavy one of the same direction is not seen.
                bits &= ~(bits >> _HEAVY)
                character = ascii_character(bits) if ascii_only else table[bits]
                spans.append((character, "lit" if bits >> _HEAVY else "muted"))
            column += 1
        return joined(spans)


def _in_front(bits: int) -> int:
    """Of two lines that only cross, the one that is seen whole: the heavy one, or else the vertical one."""
    across, along = bits & (ACROSS | ACROSS << _HEAVY), bits & (ALONG | ALONG << _HEAVY)
    if not along or (across >> _HEAVY and not along >> _HEAVY):
        return across
    return along
