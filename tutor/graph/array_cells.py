"""Arrays in the cells of a card: numbers where there is room for all of them, otherwise a sign for each entry.

The room an array takes follows from its sizes alone, so that nothing moves when it becomes known. All numbers of an
array have one format. An entry lies on a ground by its size: orange for plus, blue for minus, deeper where larger.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tutor.notation.write.number_text import decimals, fixed, power_of_ten
from tutor.record import Record
from tutor.styled_rows import Row, joined

NUMBER = 7
"""Cells of a single number: a sign, four decimals and what stands before them."""
ENTRY = 6
"""Cells of one of several numbers, with what parts it from the one before."""
MOST_ROWS, MOST_COLUMNS = 5, 4
MATRIX = ENTRY * MOST_COLUMNS
"""Cells of the widest matrix that is written in numbers."""
DEPTHS = 4
SMALLEST, LARGEST = 0.0095, 1000
"""Between these the largest of some numbers is seen in their cells without a power of ten."""
LEAST_POWER = -300
"""The least power of ten that is taken out; ten to minus a lesser one is no float."""
FAINT = 0.05
"""An entry smaller than this beside the largest is a point and no sign."""
NUMBERS, FLAT, SIGNS = "numbers", "flat", "signs"
APART = 2
"""Blanks between the rows of an array that stand in one."""


class Room(Record):
    """How an array of some sizes is written: ``rows`` of ``columns`` numbers, or a row of signs of that width.

    A ``flat`` one has its rows of numbers beside each other.
    """

    kind: str
    rows: int
    columns: int
    cells: int


def room_for(sizes: Sequence[int], cells: int, rows: int) -> Room:
    """How an array is written in so many cells and rows: as numbers if they all fit, else as signs."""
    down, across = matrix_sizes(sizes)
    if math.prod(sizes) == 1:
        return Room(NUMBERS, 1, 1, NUMBER)
    if len(sizes) == 1 and across * ENTRY > cells and across <= min(rows, MOST_ROWS):
        down, across = across, 1
    if across * ENTRY <= cells and across <= MOST_COLUMNS and down <= min(rows, MOST_ROWS):
        return Room(NUMBERS, down, across, across * ENTRY)
    return Room(SIGNS, 1, 0, min(cells, cells_of_signs(sizes)))


def cells_of_signs(sizes: Sequence[int]) -> int:
    """The cells of a sign an entry, rows parted by a blank."""
    down, across = matrix_sizes(sizes)
    return down * (across + 1) - 1


def is_cut(sizes: Sequence[int], room: Room) -> bool:
    """Whether an array of some sizes is written in signs, and not all of them fit."""
    return room.kind == SIGNS and room.cells < cells_of_signs(sizes)


def flat_room_for(sizes: Sequence[int], cells: int) -> Room:
    """How an array is written in one row of so many cells: with its rows beside each other where they all fit."""
    down, across = matrix_sizes(sizes)
    wide = down * across * ENTRY + (down - 1) * APART
    return Room(FLAT, down, across, wide) if down > 1 and wide <= cells else room_for(sizes, cells, 1)


def matrix_sizes(sizes: Sequence[int]) -> tuple[int, int]:
    """An array as rows and columns: leading axes become rows, a list is one row."""
    if not sizes:
        return 1, 1
    return math.prod(sizes[:-1]), sizes[-1]


def written(array: Any, room: Room, *, headed: bool = True, ascii_only: bool = False) -> tuple[list[Row], str]:
    """The rows of an array, as many as its room has, and the power of ten that is taken out of it.

    Where it is not ``headed``, nothing says such a power: numbers that need one are written as signs. Roles are
    ``plain`` for a single number, else ``plus0`` to ``plus4`` and ``minus0`` to ``minus4``.
    """
    values = np.asarray(array, dtype=float)
    if room.kind == SIGNS:
        return [_signs(values, room, ascii_only)], ""
    if values.size == 1:
        return [[(one_number(values.item(), ascii_only=ascii_only), "plain")]], ""
    if not headed and not is_in_numbers(values, room):
        return [_signs(values, room, ascii_only)], ""
    exponent = _exponent(_largest(values)) if headed else 0
    rows, power = _numbers(values.reshape(room.rows, room.columns), exponent, ascii_only)
    if room.kind == FLAT:
        rows = [joined([span for at, row in enumerate(rows) for span in (*[(" " * APART, "plain")][: at > 0], *row)])]
    return rows, power


def is_in_numbers(array: Any, room: Room) -> bool:
    """Whether an array is seen as numbers in its room, where nothing says a power of ten."""
    values = np.asarray(array, dtype=float)
    if room.kind == SIGNS or values.size == 1:
        return room.kind == NUMBERS
    return SMALLEST <= _largest(values) < LARGEST or not values.any()


def is_whole(array: Any, room: Room) -> bool:
    """Whether an array is seen as numbers with every digit that a table of it has."""
    values = np.asarray(array, dtype=float)
    return is_in_numbers(values, room) and not is_rounded(values, room)


def is_rounded(array: Any, room: Room, *, headed: bool = False) -> bool:
    """Whether several numbers are seen with fewer digits than a table of them has."""
    values = np.asarray(array, dtype=float)
    numbers = room.kind != SIGNS if headed else is_in_numbers(values, room)
    return numbers and values.size > 1 and decimals(values.flat) > _places(values.flat)


def one_number(value: float, *, ascii_only: bool = False) -> str:
    """A number in the cells of one, digits below digits: a sign or a blank, then it."""
    size = abs(value)
    if value == 0 or math.isnan(value):
        text = "0" if value == 0 else "nan"
    elif math.isinf(value):
        text = "inf" if ascii_only else "∞"
    elif size < 1e-3 or size >= 1e5:
        mantissa, exponent = f"{size:.1e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
        if len(text) >= NUMBER:
            text = f"{size:.0e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
        text = text if ascii_only else text.replace("-", "−")
    else:
        before = len(str(int(size)))
        places = min(4, max(0, NUMBER - 2 - before))
        text = fixed(size, min(places, max(decimals([size]), 0)) if decimals([size]) < 4 else places)
    sign = ("-" if ascii_only else "−") if value < 0 else " "
    return f"{sign}{text}".ljust(NUMBER)[:NUMBER]


def _numbers(values: Any, exponent: int, ascii_only: bool) -> tuple[list[Row], str]:
    largest = _largest(values)
    scaled = values * 10.0**-exponent
    places = _places(scaled.flat)
    rows = []
    for own, line in zip(values, scaled, strict=True):
        spans = [
            (_entry(float(entry), places, ascii_only), ground(float(value), largest))
            for value, entry in zip(own, line, strict=True)
        ]
        rows.append(joined(spans))
    return rows, power_of_ten(exponent, ascii_only=ascii_only) if exponent else ""


def _entry(value: float, places: int, ascii_only: bool) -> str:
    text = "0" if value == 0 else fixed(value, places, ascii_only=ascii_only)
    return text.rjust(ENTRY)[-ENTRY:]


def _places(values: Iterable[float]) -> int:
    """The decimals of all numbers of an array: as many as they need, and as there are cells."""
    known = [value for value in values if math.isfinite(value)]
    before = max((len(str(int(abs(value)))) for value in known), default=1)
    return min(decimals(known, 2), max(0, ENTRY - 3 - before))


def _exponent(largest: float) -> int:
    """The power of ten, a multiple of three, that is taken out of numbers too small or too large for their cells."""
    if not largest or not math.isfinite(largest) or 0.0995 <= largest < 1000:
        return 0
    return max(LEAST_POWER, 3 * math.floor(math.log10(largest) / 3))


def _signs(values: Any, room: Room, ascii_only: bool) -> Row:
    """A sign an entry, rows parted by a blank, whole rows left out where they do not fit."""
    down, across = matrix_sizes(values.shape)
    largest = _largest(values)
    lines = values.reshape(down, across)
    shown = down if cells_of_signs(values.shape) <= room.cells else max(0, (room.cells - 2) // (across + 1))
    spans: Row = []
    for at, line in enumerate(lines[:shown]):
        spans += [(" ", "plain")] if at else []
        spans += [(_sign(float(value), largest, ascii_only), ground(float(value), largest)) for value in line]
    if shown < down and not shown:  # one row is wider than the room: its first entries
        spans = [
            (_sign(float(value), largest, ascii_only), ground(float(value), largest))
            for value in lines[0][: room.cells - 1]
        ]
    if shown < down:
        spans.append(("~" if ascii_only else "…", "muted"))
    return joined(spans)


def _sign(value: float, largest: float, ascii_only: bool) -> str:
    if value == 0:
        return "0"
    if abs(value) < FAINT * largest:
        return "." if ascii_only else "·"
    return "+" if value > 0 else ("-" if ascii_only else "−")


def ground(value: float, largest: float) -> str:
    """The role of an entry: its sign and how deep its ground is."""
    depth = round(DEPTHS * abs(value) / largest) if largest and math.isfinite(value) else 0
    return f"{'minus' if value < 0 else 'plus'}{depth}"


def _largest(values: Any) -> float:
    return float(np.max(np.abs(values), initial=0, where=np.isfinite(values)))
