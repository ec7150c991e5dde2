"""Numbers and formulas in LaTeX, as Markdown and LaTeX documents have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from math import floor, log10
from typing import TYPE_CHECKING, Any

from tutor.export.document import Amount, Equation, Maths
from tutor.notation.write.number_text import texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 10
"""An axis longer than this is shown by its first and last entries; no matrix of amsmath has more columns."""

BESIDE = 8
"""The columns of matrices that have room beside each other."""

KEPT = 3

SMALL = 0.01
"""Where no number is larger, a power of ten is taken out of all of them."""

_POWER = re.compile(r"(.+)e(-?\d+)")
_TEXT = re.compile(r"\\text\{([^{}]*)\}")
_TALL = r"\\left|\\right|\\[dt]?frac|\\sum|\\prod|\\begin|\\underset|\\hat|\\tilde"
_LOW = re.compile(rf"\\left\(((?:(?!{_TALL}).)*)\\right\)")
_SPECIAL = {
    "^": r"\textasciicircum{}",
    "_": r"\_",
    "#": r"\#",
    "%": r"\%",
    "&": r"\&",
    "$": r"\$",
    "~": r"\textasciitilde{}",
}


def amount(value: Amount) -> str:
    """An array: a number, a vector, a matrix, or matrices side by side with the place of each below it."""
    return r" \quad ".join(matrices(value))


def matrices(value: Amount) -> list[str]:
    """An array by its matrices, of which it has one unless it has more than two axes."""
    array = value.array
    if array.ndim == 0:
        return [number(texts([float(array)], ascii_only=True)[0])]
    if array.ndim == 1:
        return [_matrix(array[None]) + ("" if value.row or array.size < 2 else r"^{\top}")]
    if array.ndim == 2:
        return [_matrix(array)]
    found: list[str] = []
    for place in product(*(_places(size) for size in array.shape[:-2])):
        entry = tuple(at for at in place if at is not None)
        if len(entry) == len(place):
            label = ", ".join(f"{letter}={at + 1}" for letter, at in zip(value.letters, entry, strict=False))
            found.append(rf"\underset{{{label}}}{{{_matrix(array[entry])}}}")
        elif found[-1] != r"\cdots":
            found.append(r"\cdots")
    return found


def number(text: str) -> str:
    """A number as `tutor.notation.write.number_text` writes it in ASCII, with its power of ten raised."""
    if text in ("inf", "-inf"):
        return text.replace("inf", r"\infty")
    if text == "nan":
        return r"\text{nan}"
    power = _POWER.fullmatch(text)
    return rf"{power[1]} \cdot 10^{{{int(power[2])}}}" if power else text


def equation(block: Equation) -> str:
    """The lines of an `aligned` environment: one for everything that the left side is equal to."""
    rows = [f"&= {latex(part)}" if isinstance(part, Maths) else _rows(part) for part in block.right]
    return f"{latex(block.left)} " + " \\\\\n".join(rows)


def _rows(value: Amount) -> str:
    """The matrices of an array, as many beside each other as a page is wide."""
    beside = max(1, BESIDE // min(value.array.shape[-1] or 1, MOST)) if value.array.ndim > 2 else 1
    found = matrices(value)
    lines = (r" \quad ".join(found[start : start + beside]) for start in range(0, len(found), beside))
    return "&= " + " \\\\\n&\\quad ".join(lines)


def latex(formula: Maths) -> str:
    """A formula as LaTeX that compiles: what a `\\text` holds is text, whatever characters it has.

    Brackets around what is no taller than they are have their own size: a stretched one stands off its function.
    """
    shown = _TEXT.sub(
        lambda match: r"\text{" + "".join(_SPECIAL.get(char, char) for char in match[1]) + "}", formula.latex
    )
    return _LOW.sub(r"(\1)", _LOW.sub(r"(\1)", shown))


def _matrix(array: NDArray[Any]) -> str:
    rows, columns = (_places(size) for size in array.shape)
    shown = array[[row for row in rows if row is not None]][:, [column for column in columns if column is not None]]
    power = _common_power(shown)
    entries = iter([number(text) for text in texts((shown / 10.0**power).ravel().tolist(), ascii_only=True)])
    lines = (
        " & ".join(_dots(row, column) if row is None or column is None else next(entries) for column in columns)
        for row in rows
    )
    factor = rf"10^{{{power}}} \cdot " if power else ""
    return factor + r"\begin{bmatrix} " + r" \\ ".join(lines) + r" \end{bmatrix}"


def _common_power(array: NDArray[Any]) -> int:
    """The power of ten that is taken out of numbers that are all small; 0 for none."""
    largest = float(abs(array).max(initial=0.0))
    return floor(log10(largest)) if array.size > 1 and 0 < largest < SMALL else 0


def _dots(row: int | None, column: int | None) -> str:
    if row is None:
        return r"\ddots" if column is None else r"\vdots"
    return r"\cdots"


def _places(size: int) -> Sequence[int | None]:
    """The positions of an axis that are shown; None stands for those left out."""
    if size <= MOST:
        return range(size)
    return [*range(KEPT), None, *range(size - KEPT, size)]
