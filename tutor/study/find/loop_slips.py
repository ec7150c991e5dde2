"""Slips of loops in NumPy code: what is to be added to is overwritten, and a loop is one turn short."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, reduce
from typing import NamedTuple

from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression, IndexForm, NoFormError
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.tree import Bin, Binder, Call, Fold, Index, Indicator, Neg, Node, Num, Ref
from tutor.notation.write.numpy_loops import split_terms
from tutor.notation.write.numpy_places import size_name
from tutor.notation.write.numpy_statements import Statements, sums_around
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import parsed
from tutor.study.find.code_slips import OVERWRITTEN, SHORT
from tutor.study.find.code_statements import direction, index_form, recurrence, statements


class LoopSlip(NamedTuple):
    """The kind of a slip, what the line with it comes to as a formula, and what it has in code for what is right."""

    code: str
    tree: Node
    right: str
    wrong: str


@lru_cache(maxsize=256)
def loop_slips(problem: Problem, step: Step) -> tuple[LoopSlip, ...]:
    """The slips that the loop of a line may have; none where it is none."""
    tree = parsed(problem)[step.id].tree
    code = statements(problem, step.id, tree)
    if code is None or not code.loops:
        return ()
    found = index_form(problem, step.id, tree)
    try:
        if recurrence(problem, step.id):
            return tuple(_of_recurrence(found, tree, direction(problem, step.id)))
        return tuple(_of_sum(found, code))
    except NoFormError:
        return ()


def _of_recurrence(found: IndexForm, right: Node, by: int) -> Iterator[LoopSlip]:
    """The gradient that arrives in each turn, overwritten by what is carried; the last turn, with which it begins."""
    letter, size = found.letters[0], size_name(found.classes[0])
    here, last = Index(((letter, 1),)), _as_index(Affine.last(found.classes[0]))
    free, carried = split_terms(found, by)
    if by > 0 and free and carried:
        first = Bin("*", Indicator(here, "=", last), _as_tree(free))
        yield LoopSlip(OVERWRITTEN, Bin("+", _as_tree(carried), first), "] += ", "] = ")
        yield LoopSlip(SHORT, Bin("*", Indicator(here, "<", last), right), f"(range({size}))", f"(range({size} - 1))")


def _of_sum(found: IndexForm, code: Statements) -> Iterator[LoopSlip]:
    """Only the last turn, and all but the last of the outermost loop."""
    sums = sums_around(found.expression)
    counted = [loop.split()[1] for loop in code.loops]
    left, _, _ = code.body[0].partition(" += ")
    if not left.isidentifier() or not sums.letters.keys() >= set(counted):
        return

    def summed(relation: str, *letters: str) -> Node:
        ends = {letter: _as_index(Affine.last(sums.letters[letter])) for letter in letters}
        tests = (Indicator(Index(((letter, 1),)), relation, end) for letter, end in ends.items())
        body = reduce(lambda one, test: Bin("*", one, test), tests, _as_tree(sums.body))
        return Fold("sum", tuple(map(Binder, sums.letters)), body)

    outer = f"{counted[0]} in range({size_name(sums.letters[counted[0]])}"
    yield LoopSlip(OVERWRITTEN, summed("=", *counted), " += ", " = ")
    yield LoopSlip(SHORT, summed("<", counted[0]), f"{outer})", f"{outer} - 1)")


def _as_tree(node: Expression) -> Node:
    """An expression of entries, functions, products and sums as a formula. Raises NoFormError for others."""
    if isinstance(node, form.Number):
        return Num(node.text)
    if isinstance(node, form.Negative):
        return Neg(_as_tree(node.body))
    if isinstance(node, form.Binary) and node.op in "+-*/":
        return Bin(node.op, _as_tree(node.left), _as_tree(node.right))
    if isinstance(node, form.Fold) and node.kind == "sum":
        return Fold("sum", (Binder(node.letter),), _as_tree(node.body))
    if isinstance(node, form.Apply):
        return Call(node.function.name, (_as_tree(node.argument),), node.primes)
    if isinstance(node, form.Ref):
        return Ref(node.name, tuple(map(_as_index, node.places)))
    raise NoFormError(f"{type(node).__name__} as a formula")


def _as_index(place: Affine) -> Index:
    letters = [(term, count) for term, count in place.terms if isinstance(term, str)]
    if len(letters) < len(place.terms):
        raise NoFormError("a label as a formula")
    return Index((*letters, *((size.upper(), count) for size, count in place.sizes)), place.const)
