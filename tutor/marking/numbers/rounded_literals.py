"""What typed literals may stand for: 0.6225 is any number that rounds to it.

A formula with such literals is evaluated once, with an extra point for each literal moved up and one for each moved
down by half a unit of its last digit; the result is a number and how far rounding can have moved it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value
from tutor.notation.scope import Declared
from tutor.notation.tree import Node, Num, Pow, Ref
from tutor.notation.tree_walks import children, rebuild

Array = npt.NDArray[Any]

SIGNIFICANT = 3
MOST = 64
"""Literals that are moved; the rest of an endless sum is taken as typed."""


def half_unit(text: str, *, alone: bool = False) -> float:
    """Half a unit in the last digit of a literal with three significant digits or more; shorter ones are exact: 0.

    A zero has as many digits as stand behind its point. A whole number is exact among others (100 samples), but
    ``alone`` it is an answer like any other.
    """
    mantissa, _, exponent = text.lower().partition("e")
    whole, point, decimals = mantissa.partition(".")
    digits = (whole + decimals).lstrip("0") or decimals
    if len(digits) < SIGNIFICANT or not (point or exponent or alone):
        return 0.0
    return float(0.5 * 10.0 ** (int(exponent or 0) - len(decimals)))


def half_unit_before_zeros(text: str) -> float:
    """The same of a lone whole number if the zeros at its end only fill places: -2160 as three digits of -2160.45."""
    digits = text.lstrip("0")
    if not digits.isdecimal():
        return half_unit(text, alone=True)
    filled = len(digits) - max(len(digits.rstrip("0")), SIGNIFICANT)
    return half_unit(text, alone=True) * 10.0 ** max(filled, 0)


def spread(tree: Node, env: Env) -> Value:
    """The value of a formula at one point, its literals as typed first, then moved one by one.

    ``env`` must hold one point. Raises FitError and NotationError as ``evaluate`` does.
    """
    arrays: dict[str, Array] = {}
    steps: list[tuple[float, float]] = []
    moved = _named(tree, steps)
    if not steps:
        return evaluate(tree, env)
    for position, (number, step) in enumerate(steps):
        typed = np.full(2 * len(steps) + 1, number)
        typed[2 * position + 1] += step
        typed[2 * position + 2] -= step
        arrays[_name(position)] = typed
    names = {**env.scope.names, **{name: Declared(name) for name in arrays}}
    return evaluate(moved, env.but({**env.arrays, **arrays}, scope=env.scope.naming(names)))


def centre_and_reach(array: Array) -> tuple[Array, Array]:
    """From an array over the points of ``spread`` the value as typed, and how far rounding can have moved it."""
    centre = array[0]
    if len(array) == 1:
        return centre, np.zeros_like(centre)
    with np.errstate(all="ignore"):
        away = np.abs(array[1:] - centre)
    return centre, np.maximum(away[::2], away[1::2]).sum(axis=0)


def has_rounded(tree: Node) -> bool:
    """Whether a formula has a literal that may stand for other numbers."""
    steps: list[tuple[float, float]] = []
    _named(tree, steps)
    return bool(steps)


def _name(position: int) -> str:
    return f"literal {position}"


def _named(node: Node, steps: list[tuple[float, float]]) -> Node:
    """The tree with names for its rounded literals, exponents left alone; their numbers and half units are noted."""
    if isinstance(node, Num):
        step = half_unit(node.text)
        if not step or len(steps) == MOST:
            return node
        steps.append((float(node.text), step))
        return Ref(_name(len(steps) - 1), None, node.column)
    if isinstance(node, Pow):
        return node._replace(base=_named(node.base, steps))
    parts = children(node)
    return rebuild(node, tuple(_named(part, steps) for part in parts)) if parts else node
