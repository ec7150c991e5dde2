"""Arrays as lines of text for reading, in the numbers of a textbook; full precision is JSON's.

Minus signs and powers of ten are those of ASCII, so that what is printed can be pasted into a program.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from tutor.notation.write.number_text import decimals, fixed, is_short, show_rows, texts
from tutor.terminal_text import cells, printable_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_ENTRIES = 400
"""An array with more entries than this is shown with its middle left out."""

WIDTH = 88
"""The cells that a list may take before it is broken between two numbers."""


def array_lines(rows: Sequence[tuple[str, NDArray[Any], str]], indent: int = 2) -> list[str]:
    """Arrays beside their names, which are aligned, with a remark after the first line of each."""
    rows = [(printable_line(name), array, remark) for name, array, remark in rows]
    width = max((cells(name) for name, _, _ in rows), default=0)
    found = []
    for name, array, remark in rows:
        lines = block(array)
        lines[0] += f"   {remark}" if remark else ""
        for number, line in enumerate(lines):
            head = name + " " * (width - cells(name)) if number == 0 else " " * width
            found.append(f"{' ' * indent}{head}  {line}".rstrip())
    return found


def block(array: NDArray[Any]) -> list[str]:
    """The lines of an array: a row a line, a blank line between matrices; a list broken only if it is long."""
    if array.size > MOST_ENTRIES:
        import numpy as np

        with np.printoptions(threshold=MOST_ENTRIES, edgeitems=3, precision=4, suppress=True, linewidth=100):
            return str(array).splitlines()
    if array.ndim < 2 or not array.size:
        return show_rows(array, width=WIDTH, ascii_only=True)
    entries = _column_texts(array.ravel().tolist())
    width, columns = max(map(len, entries)), array.shape[-1]
    lines: list[str] = []
    for start in range(0, len(entries), columns):
        if start and start % (columns * array.shape[-2]) == 0:
            lines.append("")
        lines.append("[" + "  ".join(text.rjust(width) for text in entries[start : start + columns]) + "]")
    return lines


def _column_texts(values: list[float]) -> list[str]:
    """Entries of a matrix, with the same decimals where all are short: points under points."""
    if not all(isfinite(value) and is_short(value) for value in values):
        return texts(values, ascii_only=True)
    places = decimals(values)
    return [fixed(value, places, ascii_only=True) for value in values]
