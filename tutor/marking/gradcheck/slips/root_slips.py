"""A root that code computes once and reads wherever it is due, made wrong: ``s = sqrt(v + eps)``.

The same wrong value then stands in the forward pass and in every gradient, also where formulas have powers of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from tutor.marking.mistakes.edits.edit_sites import ONE, TWO
from tutor.notation.tree import Bin, Call, Node, Num, Pow, Ref, Size
from tutor.notation.tree_walks import children, names, rebuild, walk
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed

Change = Callable[[Node], Node]


class RootSlip(NamedTuple):
    """A code, and what becomes of a formula in which the root stands."""

    code: str
    change: Change


def root_slips(problem: Problem) -> Iterator[RootSlip]:
    """The mistakes with each root of the forward pass, wherever it stands."""
    found: list[list[RootSlip]] = []
    for base in _bases(problem).values():
        text = to_ascii(base, problem.scope)
        found.append(
            [
                RootSlip(code, partial(_replaced, text=text, instead=instead, of=problem))
                for code, instead in _instead(base, problem)
            ]
        )
        yield from found[-1]
    alike = [some for some in found if [one.code for one in some] == [one.code for one in found[0]]]
    if len(alike) > 1:  # code has one function for them
        for some in zip(*alike, strict=True):
            yield RootSlip(some[0].code, partial(_one_by_one, changes=[one.change for one in some]))


def _one_by_one(node: Node, changes: list[Change]) -> Node:
    for change in changes:
        node = change(node)
    return node


def _bases(problem: Problem) -> Mapping[str, Node]:
    """What roots are taken of, by their text."""
    found: dict[str, Node] = {}
    for value in problem.values:
        for part in walk(parsed(problem)[value.name].tree):
            if isinstance(part, Call) and part.function == "sqrt":
                found.setdefault(to_ascii(part.args[0], problem.scope), part.args[0])
    return found


def _instead(base: Node, problem: Problem) -> Iterator[tuple[str, Node]]:
    """What code may have for the root: nothing, no root, the root of one term, another size."""
    if not names(base):
        yield "factor", ONE
        yield "factor", base
        if isinstance(base, Size):
            for other in problem.sizes:
                if other != base.letter and other not in problem.fixed:
                    yield "mean-axis", Call("sqrt", (Size(other),))
        return
    yield "power", base
    if isinstance(base, Bin) and base.op == "+" and isinstance(base.right, Ref | Num):
        yield "power", Bin("+", Call("sqrt", (base.left,)), base.right)
        yield "power", Call("sqrt", (Bin("+", Pow(base.left, TWO), base.right),))
        yield "power", base.left


def _replaced(node: Node, text: str, instead: Node, of: Problem) -> Node:
    if isinstance(node, Call) and node.function == "sqrt" and to_ascii(node.args[0], of.scope) == text:
        return instead
    if isinstance(node, Pow) and (halves := _halves(node.exponent)) and to_ascii(node.base, of.scope) == text:
        return Pow(instead, halves)
    parts = children(node)
    return rebuild(node, tuple(_replaced(part, text, instead, of) for part in parts)) if parts else node


def _halves(exponent: Node) -> Num | None:
    """The 3 of ``3/2``."""
    if isinstance(exponent, Bin) and exponent.op == "/" and isinstance(exponent.left, Num):
        return exponent.left if isinstance(exponent.right, Num) and exponent.right.text == "2" else None
    return None
