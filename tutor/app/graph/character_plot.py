"""Curves on a grid of characters, for terminals that cannot show finer dots.

A point is a mark in a cell, a curve's label stands at its end, and the axes carry round numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from tutor.app.drawing.styled_rows import Row, Span, joined

WIDTH, HEIGHT, ROOM = 62, 11, 76
_LEAST = 16  # cells of the narrowest grid
_MARKS, _ASCII_MARKS = "●◇▲□", "ox*#"
_LARGEST, _SMALLEST = 1e150, 1e-150  # beyond them sums and quotients may leave the range of numbers
_GAP = 2  # blanks between the last mark of a curve and its label


@dataclass(frozen=True)
class Curve:
    """Points in order of x; those that are not finite, or beyond 1e150, are left out."""

    label: str
    xs: Sequence[float]
    ys: Sequence[float]

    def points(self) -> list[tuple[float, float]]:
        """The points that can be drawn."""
        pairs = zip(self.xs, self.ys, strict=True)
        return [(x, y) for x, y in pairs if abs(x) < _LARGEST and abs(y) < _LARGEST]


def plot(curves: Sequence[Curve], *, room: int = ROOM, height: int = HEIGHT, ascii_only: bool = False) -> list[Row]:
    """Rows of a plot in `room` cells: axes and a grid of 62 cells, or fewer if the labels need them.

    The roles are curve1 to curve4 for marks and labels and muted for the axes. No point at all gives bare
    axes.
    """
    drawn = [(curve.label, points) for curve in curves if (points := curve.points())]
    up = _axis([y for _, points in drawn for _, y in points], height, 6, ascii_only, ends_on_tick=True)
    margin = max(5, *map(len, up.ticks.values()))
    widest = max((_GAP + 2 + cell_len(label) for label, _ in drawn), default=0)
    width = max(_LEAST, min(WIDTH, room - margin - 2 - widest))
    across = _axis([x for _, points in drawn for x, _ in points], width, 7, ascii_only, ends_on_tick=False)
    grid: list[dict[int, Span]] = [{} for _ in range(height)]  # from below; column -> mark
    ends: dict[int, tuple[int, Span]] = {}
    marks = _ASCII_MARKS if ascii_only else _MARKS
    for number, (label, points) in enumerate(drawn):
        mark, role = marks[number % len(marks)], f"curve{number % len(marks) + 1}"
        for x, y in points:
            grid[up.place(y)][across.place(x)] = (mark, role)
        x, y = points[-1]
        ends[_free_row(up.place(y), ends, height)] = (across.place(x), (f"{mark} {label}", role))
    corner, floor, side = ("+", "-+", "|+") if ascii_only else ("┼", "─┬", "│┤")
    for column in range(width):
        grid[0].setdefault(column, (floor[column > 0 and column in across.ticks], "muted"))
    rows = []
    for line in range(height - 1, -1, -1):
        axis = f"{up.ticks.get(line, ''):>{margin}} {side[line in up.ticks] if line else corner}"
        rows.append(joined([(axis, "muted"), *_laid_out(grid[line], ends.get(line))]))
    rows.append([(_numbers(across, margin + 2), "muted")])
    return rows


@dataclass(frozen=True)
class _Axis:
    low: float
    high: float
    cells: int
    ticks: dict[int, str]  # cell -> number

    def place(self, value: float) -> int:
        return _place(value, self.low, self.high, self.cells)


def _place(value: float, low: float, high: float, cells: int) -> int:
    return round((value - low) / (high - low) * (cells - 1))


def _axis(values: list[float], cells: int, ticks: int, ascii_only: bool, *, ends_on_tick: bool) -> _Axis:
    """An axis over all values with about so many round numbers; it begins at zero if that is not far."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if 0 < low <= high / 2:
        low = 0.0
    size = max(abs(low), abs(high))
    if high - low <= max(1e-12 * size, _SMALLEST):
        low, high = (low - size / 2, low + size / 2) if size > _SMALLEST else (0.0, 1.0)
    step = _round_step((high - low) / (ticks - 1))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    numbers = [step * at for at in range(first, last + 1)]
    if ends_on_tick:
        low, high = numbers[0], numbers[-1]
    inside = [number for number in numbers if low <= number <= high]
    texts = [text if ascii_only else text.replace("-", "−") for text in _tick_texts(inside, step)]
    places = [_place(number, low, high, cells) for number in inside]
    return _Axis(low, high, cells, dict(zip(places, texts, strict=True)))


def _round_step(least: float) -> float:
    """The next of 1, 2, 5, 10, 20 ... (or 0.1, 0.2, 0.5 ...) that is at least as large."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= least * (1 - 1e-9))


def _tick_texts(ticks: list[float], step: float) -> list[str]:
    """Numbers with as many decimals as their distance needs; `1.5e8` where that would be long."""
    largest = max(map(abs, ticks))
    power = math.floor(math.log10(step) + 1e-9)
    if 1e-3 <= largest < 1e5:
        return [f"{tick:z.{max(0, -power)}f}" for tick in ticks]
    # As many digits as it takes to tell one from the next.
    digits = max(0, math.floor(math.log10(largest) + 1e-9) - power)
    written = [f"{tick:.{digits}e}".split("e") for tick in ticks]
    return [f"{mantissa}e{int(exponent)}" if float(mantissa) else "0" for mantissa, exponent in written]


def _free_row(wanted: int, taken: dict[int, tuple[int, Span]], height: int) -> int:
    """The row nearest to the wanted one with no label yet."""
    free = [row for row in range(height) if row not in taken]
    return min(free or [wanted], key=lambda row: (abs(row - wanted), -row))


def _laid_out(marks: dict[int, Span], end: tuple[int, Span] | None) -> list[Span]:
    """The marks of one row in their columns, and after them the label that stands there."""
    spans: list[Span] = []
    at = 0
    for column, span in sorted(marks.items()):
        spans += [(" " * (column - at), "plain"), span]
        at = column + 1
    if end:
        column, label = end
        spans += [(" " * max(_GAP, column + 1 + _GAP - at), "plain"), label]
    return spans


def _numbers(across: _Axis, start: int) -> str:
    """The numbers below the horizontal axis, centred; one that would touch another is left out."""
    text = ""
    for column, number in across.ticks.items():
        at = start + column - (len(number) - 1) // 2
        if not text or at > len(text):
            text = text.ljust(at) + number
    return text
