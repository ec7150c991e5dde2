"""Numbers in a formula that floats cannot show the effect of, beside others of common size."""

from __future__ import annotations

from math import log10
from typing import NamedTuple

from tutor.notation.tree import Neg, Node, Num, Pow
from tutor.notation.tree_walks import parts_of

LARGE = 1e8
SMALL = 1e-6
"""A number below it may vanish beside others within nine digits."""


class Extremes(NamedTuple):
    """Whether a formula has numbers too small, or too large, for floats to show what they do: 1e-12, 10^12."""

    small: bool
    large: bool


def extremes(tree: Node) -> Extremes:
    """What extreme numbers occur, powers of numbers among them."""
    sizes = [size for part in parts_of(tree, _NUMBERS) if (size := _size(part))]
    return Extremes(bool(sizes) and min(sizes) < SMALL, bool(sizes) and max(sizes) > LARGE)


_NUMBERS = frozenset({Num, Pow})


def _size(part: Num | Pow) -> float:
    """The size of a literal, or of one raised to another; 0 for every other power."""
    if type(part) is Num:
        return float(part.text)
    if type(part) is not Pow or type(part.base) is not Num:
        return 0.0
    sign, exponent = (-1, part.exponent.body) if type(part.exponent) is Neg else (1, part.exponent)
    if type(exponent) is not Num or not float(part.base.text):
        return 0.0
    return float(10.0 ** min(300.0, max(-300.0, sign * float(exponent.text) * log10(float(part.base.text)))))
