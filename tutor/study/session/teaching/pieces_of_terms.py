"""The pieces of a gradient by the terms of its formula, where the graph has no line to go along.

So it is where a step joins several values of the network, as the four blocks of a gate, and where a quantity stands in
the loss itself beside what leads there. A term names the gradient that it comes from; what names none is added by the
loss itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial, reduce
from typing import TYPE_CHECKING, NamedTuple

from tutor.notation.derived_names import derivative_name
from tutor.notation.tree import Bin, Listing, Neg, Node, Ref
from tutor.notation.tree_walks import walk
from tutor.notation.write.one_line import to_unicode
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import GRADIENT, gradient_id
from tutor.problems.instances.formula_values import shifts
from tutor.study.session.teaching.piece import Piece, Pieces, arriving, known_gradient
from tutor.study.session.teaching.same_part import same_part

if TYPE_CHECKING:
    from tutor.marking import Question


class _Way(NamedTuple):
    """What one way back from the loss adds: by the value that it leads over, which is empty for the loss itself."""

    value: str
    later: bool
    adds: Node

    @property
    def when(self) -> str:
        """What is said of the time of the value."""
        return " one step later" if self.later else ""


def pieces_of_terms(question: Question, name: str) -> Pieces:
    """The pieces of the gradient by a quantity; none where its formula comes from no known gradient or is one."""
    problem, gradient = question.problem, gradient_id(question.problem, name)
    tree = question.instance.formula(gradient)
    if isinstance(tree, Listing):
        return _blocks(question, name, tree)
    ways = _ways(problem, tree)
    known = [way for way in ways if way.value]
    if not known or any(isinstance(way.adds, Ref) and way.value for way in ways if len(ways) == 1):
        return Pieces()
    if len(ways) == 1:
        only = known[0]
        arrives, changes = known_gradient(problem, only.value), derivative_name(only.value, name)
        together = f"{problem.display(gradient)} = {problem.display(arrives)} · {problem.display(changes)}{only.when}"
        return Pieces((arriving(question, only.value, only.when),), together)
    each = [piece for way in ways for piece in _asked(question, name, way)]
    return Pieces(tuple(each), f"{problem.display(gradient)} is the sum of these {len(ways)}.")


def _blocks(question: Question, name: str, tree: Listing) -> Pieces:
    """Each block of a gradient by itself, where these are the gradients by several values side by side."""
    problem = question.problem
    shown = problem.display(gradient_id(problem, name))
    each = [
        Piece(
            f"What is block {number} of {shown}?",
            f"Block {number} is {to_unicode(block, problem.scope)}.",
            partial(same_part, question, block),
        )
        for number, block in enumerate(tree.items, 1)
    ]
    return Pieces(tuple(each), f"{shown} has these {len(each)} blocks side by side.")


def _asked(question: Question, name: str, way: _Way) -> Iterator[Piece]:
    """What arrives at the value of a way, and what the way adds."""
    problem = question.problem
    added, right = to_unicode(way.adds, problem.scope), partial(same_part, question, way.adds)
    if not way.value:
        yield Piece("What does the loss add directly?", f"Directly it adds {added}.", right)
        return
    yield arriving(question, way.value, way.when)
    value, shown = problem.display(way.value), problem.display(name)
    if not isinstance(way.adds, Ref):  # else it is what arrives
        yield Piece(f"What comes back to {shown} from {value}{way.when}?", f"From {value} comes {added}.", right)


def _ways(problem: Problem, tree: Node) -> list[_Way]:
    """The ways that the terms of a formula come by; none where one comes by two at once."""
    by = _by_gradient(problem)
    found: dict[tuple[str, bool], list[Node]] = {}
    for term in _terms(tree):
        refs = [part for part in walk(term) if isinstance(part, Ref) and part.name in by]
        came = {(by[ref.name], bool(shifts(ref))) for ref in refs}
        if len(came) > 1:
            return []
        found.setdefault(came.pop() if came else ("", False), []).append(term)
    return [_Way(*way, reduce(_sum, terms)) for way, terms in found.items()]


def _by_gradient(problem: Problem) -> dict[str, str]:
    """For each known gradient what it is a gradient by."""
    steps = {name: target.by for name, target in problem.targets.items() if target.kind == GRADIENT and target.whole}
    values = {known_gradient(problem, value.name): value.name for value in problem.values}
    return {name: by for name, by in (steps | values).items() if name}


def _sum(left: Node, right: Node) -> Node:
    return Bin("-", left, right.body) if isinstance(right, Neg) else Bin("+", left, right)


def _terms(node: Node) -> Iterator[Node]:
    """The terms of a sum, each with its sign."""
    if isinstance(node, Bin) and node.op in "+-":
        yield from _terms(node.left)
        yield from (Neg(term) if node.op == "-" else term for term in _terms(node.right))
    else:
        yield node
