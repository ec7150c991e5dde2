"""Numbers on a page: right if the truth rounds to them, or if they are the rounding of what stands before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from tutor.errors import TutorError
from tutor.notation.lower.value import Array
from tutor.notation.tree import Chain, Neg, Node, Num, Pow
from tutor.notation.tree_walks import children, is_numeric, rebuild, walk

_MOST_COARSER = 500
"""Of a number with three places fewer than its result, nobody has cut off any."""


def has_decimals(tree: Node) -> bool:
    """Whether a number with decimals stands in a side."""
    return any(isinstance(part, Num) and "." in part.text for part in walk(tree))


def is_one_number(tree: Node) -> bool:
    """Whether a side is one number as it was typed, with a sign or a power of ten: ``-1.5 * 10^{-5}``."""
    if isinstance(tree, Neg):
        return is_one_number(tree.body)
    if isinstance(tree, Chain) and len(tree.items) == 2:
        number, power = tree.items
        return isinstance(number, Num) and isinstance(power, Pow) and is_numeric(power) and _is_ten(power.base)
    return isinstance(tree, Num)


def _is_ten(tree: Node) -> bool:
    return isinstance(tree, Num) and tree.text == "10"


def unit(text: str) -> float:
    """Half of the last place of a number as it was typed; nothing for a whole one."""
    digits, _, power = text.lower().partition("e")
    _, point, decimals = digits.partition(".")
    if not point:
        return 0.0
    return 0.5 * 10.0 ** (int(power or 0) - len(decimals))


def slack(
    tree: Node, value: Callable[[Node], Array], exact: frozenset[float] = frozenset(), finest: float = 0.0
) -> Array | float:
    """How far the value of a side may be off because its numbers are rounded: each moved by half of its last place.

    ``exact`` are numbers that are given, and not rounded, as is one of which far fewer places are written than of what
    it comes to, which is given to ``finest``. Raises TutorError where the side has no value.
    """
    centre = np.asarray(value(tree))
    found: Array | float = 0.0
    for at, number in enumerate(_numbers(tree)):
        half = unit(number.text)
        if not half or float(number.text) in exact or half > _MOST_COARSER * finest > 0:
            continue
        moved = _with(tree, at, repr(float(number.text) + half))
        try:
            found = found + np.abs(np.asarray(value(moved)) - centre)
        except TutorError:
            continue
    return found * 1.02 + 1e-12


def _numbers(tree: Node) -> Iterator[Num]:
    return (part for part in walk(tree) if isinstance(part, Num))


def _with(tree: Node, at: int, text: str) -> Node:
    """The tree with another text for one of its numbers, which are counted from left to right."""
    count = -1

    def changed(node: Node) -> Node:
        nonlocal count
        if isinstance(node, Num):
            count += 1
            return Num(text, node.column) if count == at else node
        parts = children(node)
        return rebuild(node, tuple(changed(part) for part in parts)) if parts else node

    return changed(tree)
