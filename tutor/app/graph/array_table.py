"""An array with all its entries: rows and columns counted from 1, under the letters of its axes."""

from __future__ import annotations

import io
import math
from itertools import product
from typing import Any

import numpy as np

from tutor.graph.array_cells import ground
from tutor.notation.write.number_text import decimals, fixed, is_short, texts
from tutor.styled_rows import Row, joined

MOST_ENTRIES = 4000
"""An array with more entries is shown as far as this; all of it can be copied."""
_GAP = 2


def table(
    array: Any, letters: tuple[str, ...], *, cells: int | None = None, first: int = 0, ascii_only: bool = False
) -> list[Row]:
    """The rows of an array, whole numbers: a matrix under each index where it has more than two axes.

    In so many ``cells`` there are as many whole columns as have room, from the ``first`` on.
    """
    values = np.asarray(array, dtype=float)
    matrix = values.reshape(*((1,) * (2 - values.ndim)), *values.shape) if values.ndim < 2 else values
    down, across = matrix.shape[-2:]
    shown = max(1, MOST_ENTRIES // max(1, across))
    written = _texts(values.ravel().tolist(), ascii_only=ascii_only)
    wide = max([len(text) for text in written] + [len(str(across))])
    side = len(str(down)) + _GAP if values.ndim > 1 else 0
    fit = across if cells is None else max(1, (cells - side) // (wide + _GAP))
    first = max(0, min(first, across - fit))
    seen = slice(first, first + fit)
    rows: list[Row] = []
    count = 0
    for lead in product(*map(range, matrix.shape[:-2])):
        if lead:
            index = ",".join([*(str(at + 1) for at in lead), *letters[-2:]])
            rows += [[], [(f"[{index}]", "muted")]] if rows else [[(f"[{index}]", "muted")]]
        if values.ndim:
            numbers = "".join(str(at + 1).rjust(wide + _GAP) for at in range(across)[seen])
            rows.append([(" " * side + numbers, "muted")])
        largest = float(np.max(np.abs(matrix), initial=0, where=np.isfinite(matrix)))
        for at, line in enumerate(matrix[lead]):
            if count >= shown:
                left = math.prod(matrix.shape[:-1]) - count
                return [*rows, [(f"{'...' if ascii_only else '…'} {left} rows more", "muted")]]
            start = count * across
            entries = zip(written[start : start + across][seen], line[seen], strict=True)
            spans = [(text.rjust(wide + _GAP), ground(float(value), largest)) for text, value in entries]
            label = str(at + 1).ljust(side) if side else ""
            rows.append(joined([(label, "muted"), *spans]))
            count += 1
    return rows


def _texts(values: list[float], *, ascii_only: bool) -> list[str]:
    """Entries in one format, digits below digits."""
    if all(math.isfinite(value) and is_short(value) for value in values):
        places = decimals(values)
        return [fixed(value, places, ascii_only=ascii_only) if value else "0" for value in values]
    return texts(values, ascii_only=ascii_only)


def as_numpy(array: Any) -> str:
    """An array as Python source, with every digit of it."""
    return f"np.array({np.asarray(array, dtype=float).tolist()!r})"


def as_latex(array: Any) -> str:
    """An array as LaTeX, a matrix for the last two axes of each index."""
    values = np.atleast_2d(np.asarray(array, dtype=float))
    written = (_matrix_latex(values[lead]) for lead in np.ndindex(values.shape[:-2]))
    return r" \quad ".join(written)


def _matrix_latex(matrix: Any) -> str:
    lines = (" & ".join(f"{value:.6g}" for value in line) for line in matrix)
    return r"\begin{bmatrix} " + r" \\ ".join(lines) + r" \end{bmatrix}"


def as_csv(array: Any) -> str:
    """An array as comma separated values, leading axes one below the other."""
    values = np.asarray(array, dtype=float)
    text = io.StringIO()
    np.savetxt(text, values.reshape(-1, values.shape[-1] if values.ndim else 1), delimiter=",", fmt="%.17g")
    return text.getvalue()
