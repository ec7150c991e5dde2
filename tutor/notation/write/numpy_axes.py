"""Pieces of NumPy code with the letters of their axes: how they are transposed, given axes of one entry, and summed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tutor.notation.lower.index_form.expressions import NoFormError

SUM, PRODUCT, POWER, ATOM = range(1, 5)
"""How tightly a piece binds, in Python's order; a minus sign binds like the product behind it."""


class Code(NamedTuple):
    """An expression, the letters of the axes of its value, and how tightly it binds.

    ``transposed`` is its transpose where that is written shorter than with `.T`, ``added_up`` what it is the sum of.
    """

    text: str
    axes: tuple[str, ...]
    level: int = ATOM
    transposed: Code | None = None
    added_up: Code | None = None

    def held(self, least: int) -> str:
        """The text, in brackets if it binds less tightly than ``least``."""
        return self.text if self.level >= least else f"({self.text})"


def broadcast(code: Code, axes: Sequence[str], *, whole: bool = False) -> Code:
    """The same for meeting an array on ``axes``; ``whole`` where it has to have all of them itself."""
    if not set(code.axes) <= set(axes) or (whole and len(code.axes) < len(axes)):
        raise NoFormError("another shape as code")
    order = tuple(axis for axis in axes if axis in code.axes)
    code = _turned(code, order)
    if not order or order == tuple(axes[len(axes) - len(order) :]):
        return code
    shown = axes[axes.index(order[0]) :]
    slices = ", ".join(":" if axis in order else "None" for axis in shown)
    return Code(f"{code.held(ATOM)}[{slices}]", tuple(axes))


def matmul(left: Code, right: Code, letter: str) -> Code:
    """The product of arrays of one or two axes, summed over the letter that both have."""
    rows, columns = (tuple(axis for axis in code.axes if axis != letter) for code in (left, right))

    def product(one: Code, other: Code, axes: tuple[str, ...]) -> Code:
        return Code(f"{one.held(PRODUCT)} @ {other.held(PRODUCT + 1)}", axes, PRODUCT)

    found = product(_turned(left, (*rows, letter)), _turned(right, (letter, *columns)), (*rows, *columns))
    if not (rows and columns):
        return found
    transposed = product(_turned(right, (*columns, letter)), _turned(left, (letter, *rows)), (*columns, *rows))
    return found._replace(transposed=transposed)


def summed(code: Code, letter: str) -> Code:
    """The sum over one axis, with those that it was summed over before."""
    rest = tuple(axis for axis in code.axes if axis != letter)
    whole = code.added_up or code
    gone = [str(at) for at, axis in enumerate(whole.axes) if axis not in rest]
    axis = f"axis={gone[0]}" if len(gone) == 1 else f"axis=({', '.join(gone)})"
    return Code(f"{whole.held(ATOM)}.sum({axis if rest else ''})", rest, added_up=whole)


def _turned(code: Code, axes: tuple[str, ...]) -> Code:
    """The same with its axes in another order; of two, the transpose."""
    if code.axes == axes:
        return code
    if len(axes) != 2:
        raise NoFormError("axes in another order as code")
    return code.transposed or Code(f"{code.held(ATOM)}.T", axes, transposed=code)
