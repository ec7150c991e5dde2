"""The slips that may be put into one line of a derivation: edits of its formula that a person would write down."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from tutor.marking.mistakes.candidates import candidates
from tutor.marking.mistakes.edits.edit_sites import is_upstream
from tutor.marking.mistakes.edits.name_edits import swap_code
from tutor.notation.tree import Bin, Fold, Node, Num, Pow, Ref
from tutor.notation.tree_walks import names, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import LAW, UPDATE, VALUE
from tutor.problems.instances.formula_values import parsed
from tutor.study.find.kinds import SLIPS
from tutor.study.find.templates import templates
from tutor.study.find.tidied import tidied

LONGER = 1.6
"""How many times the parts of the right formula a wrong one may have."""


class Slip(NamedTuple):
    """The kind of a slip, and the formula with it."""

    code: str
    tree: Node


@lru_cache(maxsize=256)
def slips(problem: Problem, step: Step) -> tuple[Slip, ...]:
    """The slips of a line, of each kind in the order of the edits; whether they show in its value is not looked at."""
    right = parsed(problem)[step.id].tree
    edited = candidates(problem, step).own[1]  # of the formula as it stands
    made = [*zip(edited.codes, edited.formula.trees, strict=True), *templates(problem, step)]
    found = {tidied(tree): code for code, tree in reversed(made) if code in SLIPS}
    known = names(right) | _known(problem, step)
    return tuple(
        Slip(code, tree)
        for tree, code in reversed(found.items())
        if names(tree) <= known and _is_plausible(code, right, tree) and not _is_value(code, tree, problem)
    )


def lines_with_slips(problem: Problem) -> list[Step]:
    """The lines of a derivation that a slip may stand in: a changed forward line is only another network."""
    return [step for step in problem.formula_steps() if not step.where and not _is_forward(problem, step)]


@lru_cache(maxsize=64)
def has_gates(problem: Problem) -> bool:
    """Whether there are gates, of which one may stand in the place of another."""
    pairs = combinations([quantity.name for quantity in problem.values], 2)
    return any(swap_code(problem, one, other) == "gate-swapped" for one, other in pairs)


def _is_forward(problem: Problem, step: Step) -> bool:
    """Whether a step is of the forward pass: a value, or a name of its own for one."""
    target = problem.targets[step.id]
    return target.kind == VALUE or (target.kind == LAW and target.is_word)


def _known(problem: Problem, step: Step) -> set[str]:
    """What is known when a line is written: what is given, all values, the lines before it, and updated weights."""
    ids = [one.id for one in problem.formula_steps()]
    updates = {name for name in ids if problem.targets[name].kind == UPDATE}
    return {*problem.quantities, *ids[: ids.index(step.id)], *updates}


def _is_plausible(code: str, right: Node, wrong: Node) -> bool:
    """Whether a wrong formula looks like one that somebody wrote."""
    if not names(wrong) or any(map(_is_odd, walk(wrong))) or _parts(wrong) > LONGER * _parts(right) + 2:
        return False
    if _bounds(wrong) > _bounds(right):  # nobody sums up to the last but one
        return False
    if code == "factor":
        return _numbers(wrong) < _numbers(right)  # a 2 or a ½ that is gone
    if code in ("term-missing", "gate-swapped") and _numbers(wrong) != _numbers(right):
        return False  # `v` for `1 − v` is half a slope
    if code == "derivative-missing" and (_parts(wrong) >= _parts(right) or not names(wrong) <= names(right)):
        return False
    if code == "derivative-point":
        return _powers(wrong) == _powers(right)  # else it is another function's slope as well
    return code != "term-missing" or _sums(wrong) < _sums(right)


def _is_value(code: str, wrong: Node, problem: Problem) -> bool:
    """Whether all that is left of a derivative without its slope is a value, which is no slope of anything."""
    return code == "derivative-missing" and isinstance(wrong, Ref) and not is_upstream(wrong, problem)


def _is_odd(node: Node) -> bool:
    """What nobody writes: `a − a`, a zero in a product, a sum of numbers, the square of a square."""
    if isinstance(node, Num):
        return node.text == "0"
    if isinstance(node, Bin):
        both_numbers = isinstance(node.left, Num) and isinstance(node.right, Num) and node.op != "/"
        return both_numbers or (node.op in "-/" and node.left == node.right)
    if isinstance(node, Fold):
        return not any(isinstance(part, Ref) for part in walk(node.body))
    return isinstance(node, Pow) and isinstance(node.base, Pow)


def _parts(node: Node) -> int:
    return sum(1 for _ in walk(node))


def _bounds(node: Node) -> int:
    binders = (binder for part in walk(node) if isinstance(part, Fold) for binder in part.binders)
    return sum(binder.low is not None or binder.high is not None for binder in binders)


def _powers(node: Node) -> int:
    return sum(isinstance(part, Pow) for part in walk(node))


def _sums(node: Node) -> int:
    return sum(isinstance(part, Bin) and part.op in "+-" for part in walk(node))


def _numbers(node: Node) -> int:
    return sum(isinstance(part, Num) for part in walk(node))
