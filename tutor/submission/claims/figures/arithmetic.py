"""What a number says that is not what stands before it comes to: rounded too coarsely, or a slip of arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from tutor.errors import TutorError
from tutor.marking.mistakes.diagnosis import diagnosis as made
from tutor.marking.verdict import Diagnosis
from tutor.notation.functions import FUNCTIONS
from tutor.notation.lower.value import Array
from tutor.notation.tree import Bin, Call, Chain, Neg, Node, Num
from tutor.notation.tree_walks import children, rebuild
from tutor.submission.claims.figures.numbers import unit

MOST_UNITS = 3
"""So many units of its last digit a number may be off by rounding; what is further off is a slip."""
MOST_PART = 0.05
"""And no more than so much of the number, of which one digit may be all that is written."""
MOST_EDITS = 60
ROUNDED = Diagnosis("rounding", "Only its last digit is off: keep more places until the end.")
OFF = Diagnosis("arithmetic", "The number is not what stands before it comes to.")
_OTHER = {"+": "-", "-": "+", "*": "+", "/": "*"}


def slip_of(
    before: Node, typed: Node, size: float, off: float, value: Callable[[Node], Array], near: Callable[[Array], bool]
) -> Diagnosis:
    """What happened between a formula and a number of some ``size`` that is ``off`` by so much.

    ``value`` evaluates formulas, and ``near`` says whether a value is the number that was typed.
    """
    last = _last_place(typed)
    if off <= 1.01 * min(MOST_UNITS * last, MOST_PART * size):
        return ROUNDED
    for count, (code, tree) in enumerate(edited(before)):
        if count == MOST_EDITS:
            break
        try:
            with np.errstate(all="ignore"):
                if near(value(tree)):
                    return made(code)
        except TutorError:
            continue
    return OFF


def _last_place(typed: Node) -> float:
    """The unit of the last place of the coarsest number with decimals in a side."""
    found = [2 * unit(part.text) for part in _leaves(typed) if isinstance(part, Num)]
    return max(found, default=0.0)


def _leaves(tree: Node) -> Iterator[Node]:
    parts = children(tree)
    if not parts:
        yield tree
    for part in parts:
        yield from _leaves(part)


def edited(tree: Node) -> Iterator[tuple[str, Node]]:
    """Formulas with one slip each, with the code of the slip, those near the top first."""
    yield "sign", Neg(tree)
    level: list[tuple[Node, Callable[[Node], Node]]] = [(tree, lambda node: node)]
    while level:
        below: list[tuple[Node, Callable[[Node], Node]]] = []
        for node, put in level:
            yield from ((code, put(other)) for code, other in _slips(node))
            parts = children(node)
            below += [(part, _putting(node, at, put)) for at, part in enumerate(parts)]
        level = below


def _putting(node: Node, at: int, put: Callable[[Node], Node]) -> Callable[[Node], Node]:
    parts = children(node)
    return lambda part: put(rebuild(node, (*parts[:at], part, *parts[at + 1 :])))


def _slips(node: Node) -> Iterator[tuple[str, Node]]:
    """One node as people slip on it: a sign, a factor or a term that is lost, another operation."""
    if isinstance(node, Neg):
        yield "sign", node.body
    elif isinstance(node, Bin) and node.op in "+-":
        yield "sign", Bin(_OTHER[node.op], node.left, node.right)
        yield "term-missing", node.left
        yield "term-missing", node.right if node.op == "+" else Neg(node.right)
        yield "operation", Bin("*", node.left, node.right)
    elif isinstance(node, Bin):
        yield "factor-missing", node.left
        if node.op != "/":
            yield "factor-missing", node.right
        yield "operation", Bin(_OTHER.get(node.op, "+"), node.left, node.right)
    elif isinstance(node, Chain):
        for at in range(len(node.items)):
            rest = (*node.items[:at], *node.items[at + 1 :])
            yield "factor-missing", rest[0] if len(rest) == 1 else Chain(rest)
        if len(node.items) == 2:
            yield "operation", Bin("+", *node.items)
    elif isinstance(node, Call) and len(node.args) == 1 and node.function in FUNCTIONS:
        yield "derivative-missing", node.args[0]
