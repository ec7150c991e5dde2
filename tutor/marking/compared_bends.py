"""Where formulas change: the arguments of functions that have pieces or come to rest, as relu, step, tanh and exp."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import inf
from typing import NamedTuple

from tutor.notation.functions import ROWS
from tutor.notation.tree import Bin, Call, Chain, Compare, Fold, Neg, Node, Num, Pow
from tutor.notation.tree_walks import is_numeric, parts_of, walk

Bounds = tuple[float, float]

PIECES = frozenset({"relu", "abs", "step", "sign", "elu", "leaky_relu"})
"""Functions that change where their argument is zero."""
RESTING = frozenset(
    {
        "tanh",
        "sigma",
        "softplus",
        "erf",
        "silu",
        "gelu",
        "exp",
        "sinh",
        "cosh",
        "expm1",
        "sin",
        "cos",
        "tan",
        "atan",
        "asinh",
    }
)
"""Functions that are all but constant, or vanish beside others, where their argument is far from zero; or straight
lines near it."""
STEEP = 16
"""A power as high as this rests on either side of one."""
_FUNCTIONS = frozenset({Call, Compare, Pow})


class Bend(NamedTuple):
    """A part that changes where ``argument`` is zero; ``rests`` says that it does so all around there."""

    part: Node
    argument: Node
    rests: bool = False


def bends(tree: Node) -> list[Bend]:
    """Where a formula changes, what stands inside of other such parts first."""
    if not any(type(part) is not Pow or not _plain(part) for part in parts_of(tree, _FUNCTIONS)):
        return []
    found = [bend for part in walk(tree) for bend in _of(part) if not is_numeric(bend.argument)]
    return found[::-1]


def _plain(power: Pow) -> bool:
    """Whether it is a power such as ``x^2``."""
    exponent = power.exponent
    return type(exponent) is Num and float(exponent.text) < STEEP


def _of(part: Node) -> Iterator[Bend]:
    match part:
        case Call(function="max" | "min", args=args):
            for one, other in pairwise(args):
                yield Bend(part, Bin("-", one, other))
        case Call(function="clip", args=(body, low, high)):
            yield Bend(part, Bin("-", body, low))
            yield Bend(part, Bin("-", body, high))
        case Call(function=name, args=(argument,)) if name in PIECES:
            yield Bend(part, argument)
        case Call(function=name, args=(argument,)) if name in RESTING:
            yield Bend(part, argument, rests=True)
        case Compare(left=left, right=right):
            yield Bend(part, Bin("-", left, right))
        case Pow(base=base, exponent=exponent) if is_numeric(base):
            yield Bend(part, exponent, rests=True)
        case Pow(base=base, exponent=Num(text)) if float(text) >= STEEP:
            yield Bend(part, Bin("-", Pow(base, Num("2")), Num("1")))


def keeps_its_sign(node: Node) -> bool:
    """Whether a formula is known to be nowhere negative, or nowhere positive."""
    low, high = bounds(node)
    return low >= 0 or high <= 0


def bounds(node: Node) -> Bounds:
    """Between which numbers the values of a formula lie for sure, whatever real numbers its names are."""
    match node:
        case Num(text):
            return float(text), float(text)
        case Neg(body):
            low, high = bounds(body)
            return -high, -low
        case Bin(op="+", left=left, right=right):
            (low, high), (least, most) = bounds(left), bounds(right)
            return low + least, high + most
        case Bin(op="-", left=left, right=right):
            (low, high), (least, most) = bounds(left), bounds(right)
            return low - most, high - least
        case Bin(op="*" | "/", left=left, right=right):
            return _signed((left, right))
        case Chain(items):
            return _signed(items)
        case Pow(base=base, exponent=exponent):
            even = isinstance(exponent, Num) and exponent.text.isdecimal() and int(exponent.text) % 2 == 0
            return (0.0, inf) if even or bounds(base)[0] >= 0 else (-inf, inf)
        case Call(function=name, primes=0) if name in ROWS:
            return ROWS[name].range
        case Compare():
            return 0.0, 1.0
        case Fold(kind="sum" | "mean" | "max" | "min", body=body):
            low, high = bounds(body)
            return (0.0 if low >= 0 else -inf), (0.0 if high <= 0 else inf)
        case Fold(kind="norm" | "var" | "std"):
            return 0.0, inf
    return -inf, inf


def _signed(factors: tuple[Node, ...]) -> Bounds:
    """The bounds of a product, or of a quotient, as far as the signs of its parts tell."""
    positive = True
    for factor in factors:
        low, high = bounds(factor)
        if low < 0 and high > 0:
            return -inf, inf
        positive = positive == (low >= 0)
    return (0.0, inf) if positive else (-inf, 0.0)
