"""An array as a table of numbers on coloured ground: orange for plus, blue for minus, deeper where larger.

The sign stays in the text, so nothing is lost where there is no colour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tutor.notation.write.number_text import DIGITS, as_lists, decimals, fixed, flat, power_of_ten, shape, shape_text
from tutor.styled_rows import Row, Span, joined, width

MOST = 8
"""An axis with more entries than this is shown by its first and last few."""
_EDGE = 3
_FORMS = ((DIGITS, _EDGE), (3, _EDGE), (2, _EDGE), (2, 2), (2, 1))
"""Digits behind the point, and how many first and last columns there are of many: the first form that fits is taken."""
_GAP = "⋯"
_DEPTHS = 4  # beside the depth 0, which is the bare ground


def heat(name: str, value: Any, cells: int | None = None) -> list[Row]:
    """The rows of a table: name and shape, then one row of cells for each row of the array.

    In so many `cells` it has fewer digits and then fewer columns, and no numbers at all where even these do not fit.

    A number is one cell and a list of numbers one row; of more than two axes each matrix stands under its
    index, counted from 1. All cells have one format: the decimals the array needs, at most four (an exact zero has
    none), and one power of ten in the heading where all of it is small (below 0.01) or large. The roles of cells are
    plus0 to plus4 and minus0 to minus4.
    """
    nested = as_lists(value)
    sizes = shape(value)
    about = [shape_text(sizes)] if sizes else []
    if 0 in sizes:
        return [_heading(name, about), [("  empty", "muted")]]
    for digits, edge in _FORMS:
        table = _Table(nested, digits, edge)
        power = [power_of_ten(table.exponent)] if table.exponent else []
        rows = [_heading(name, about + power), *table.matrices(nested, len(sizes), ())]
        if cells is None or max(map(width, rows)) <= cells:
            return rows
    return [_heading(name, about)]


def _heading(name: str, about: list[str]) -> Row:
    return joined([(name, "title"), *((f"  {part}", "muted") for part in about)])


class _Table:
    """One format and one scale of colours for a whole array."""

    def __init__(self, nested: Any, digits: int, edge: int) -> None:
        self.edge = edge
        finite = [abs(value) for value in flat(nested) if math.isfinite(value)]
        self.largest = max(finite, default=0.0)
        self.exponent = _common_exponent(self.largest)
        shown = [value * 10.0**-self.exponent for value in _shown(nested)]
        self.decimals = decimals(shown, digits)
        self.width = max((len(fixed(value, self.decimals)) for value in shown), default=1)

    def matrices(self, nested: Any, axes: int, index: tuple[int, ...]) -> list[Row]:
        """The rows of what is left of an array below an index."""
        if axes <= 2:
            matrix = nested if axes == 2 else [nested] if axes else [[nested]]
            rows = [self._row(matrix[at]) if at is not None else self._gap_row(matrix[0]) for at in _visible(matrix)]
            if index:
                rows.insert(0, [(f"[{','.join(map(str, index))}]", "muted")])
            return rows
        rows = []
        for at in _visible(nested):
            if at is None:
                rows.append([(f" {_GAP}", "muted")])
            else:
                rows += self.matrices(nested[at], axes - 1, (*index, at + 1))
        return rows

    def _row(self, values: Sequence[float]) -> Row:
        places = _visible(values, self.edge)
        cells = [self._cell(values[at]) if at is not None else (f" {_GAP}", "muted") for at in places]
        return self._framed(cells)

    def _cell(self, value: float) -> Span:
        scaled = value * 10.0**-self.exponent
        text = fixed(scaled, self.decimals) if value else "0"
        return f" {text:>{self.width}}", f"{'minus' if value < 0 else 'plus'}{self._depth(value)}"

    def _depth(self, value: float) -> int:
        if not self.largest or not math.isfinite(value):
            return 0
        return round(_DEPTHS * (abs(value) / self.largest))

    def _gap_row(self, values: Sequence[float]) -> Row:
        gap = f" {_GAP:>{self.width}}"
        places = _visible(values, self.edge)
        return self._framed([(gap if at is not None else " " * (1 + len(_GAP)), "muted") for at in places])

    def _framed(self, cells: list[Span]) -> Row:
        """A cell of ground after the last number."""
        return joined([*cells, (" ", cells[-1][1])])


def _common_exponent(largest: float) -> int:
    """The power of ten, a multiple of three, to take out of all numbers."""
    if 0.01 <= largest < 1e5 or not largest:
        return 0
    exponent = 3 * math.floor(math.log10(largest) / 3)
    return min(max(exponent, -300), 300)  # so that the power itself is a number


def _visible(values: Sequence[Any], edge: int = _EDGE) -> list[int | None]:
    """The places along an axis that are shown; None for what is left out between the first and last few."""
    if len(values) <= (MOST if edge == _EDGE else 2 * edge + 1):
        return list(range(len(values)))
    return [*range(edge), None, *range(len(values) - edge, len(values))]


def _shown(nested: Any) -> list[float]:
    if not isinstance(nested, list):
        return [nested]
    return [value for at in _visible(nested) if at is not None for value in _shown(nested[at])]
