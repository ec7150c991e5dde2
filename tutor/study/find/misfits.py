"""Slips that the shapes alone give away: edits of a line that leave other axes than it must have, or none at all."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from tutor.errors import TutorError
from tutor.marking.mistakes.candidates import candidates
from tutor.notation.tree import Node, Ref
from tutor.notation.tree_walks import names, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import axis_sizes
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import compute, parsed
from tutor.problems.instances.instance import Instance
from tutor.study.find.code_slips import code_slips
from tutor.study.find.line_text import assignment
from tutor.study.find.slips import Slip
from tutor.study.find.tidied import tidied

KINDS = frozenset({"transpose", "order", "sum-missing", "sum-extra"})
"""The kinds of slips by which shapes stop fitting."""
LEAVE_SHAPES = frozenset({
    "sign", "factor", "factor-missing", "derivative-missing", "derivative-twice", "term-missing", "mean-missing",
    "target-twice",
})  # fmt: skip
"""Kinds of slips by which no shape becomes another one."""


@lru_cache(maxsize=256)
def misfits(problem: Problem, step: Step) -> tuple[Slip, ...]:
    """The slips of a line by which it cannot be at the textbook's sizes, of each kind in the order of the edits."""
    instance = problem.instance()
    found = candidates(problem, step)
    edited = [
        edit for some in (found.own[1], found.turned) for edit in zip(some.codes, some.formula.trees, strict=True)
    ]
    made = {tidied(tree): code for code, tree in reversed(edited) if code in KINDS}
    return tuple(Slip(code, tree) for tree, code in reversed(made.items()) if cannot_be(instance, step.id, tree))


def lines_of_code(problem: Problem, step: Step) -> dict[str, str]:
    """The wrong lines of code that cannot be at the textbook's sizes, by the kinds of their slips."""
    instance, tree = problem.instance(), parsed(problem)[step.id].tree
    if not told_apart(instance, step.id, tree):
        return {}
    return dict(code_slips(assignment(problem, step.id, tree), len(instance.target(step.id).shape)))


def cannot_be(instance: Instance, step: str, tree: Node) -> bool:
    """Whether a formula of whole arrays has not the shape of a step, whichever axes are taken for the same."""
    if any(isinstance(part, Ref) and part.index for part in walk(tree)) or not told_apart(instance, step, tree):
        return False
    try:
        with np.errstate(all="ignore"):
            arrays = compute(instance.problem, instance.evaluated(), instance.sizes, only={step}, replaced={step: tree})
    except TutorError:
        return True
    return arrays[step].shape != instance.evaluated()[step].shape


def told_apart(instance: Instance, step: str, tree: Node) -> bool:
    """Whether no two axes of a line that are not the same have one length, and none the length 1."""
    problem = instance.problem
    sizes = axis_sizes(problem, instance.sizes)
    axes = problem.scope.axes
    every = {*names(tree), *names(parsed(problem)[step].tree), step} & problem.scope.names.keys()
    of_name = [[axes.class_of(letter) for letter in problem.scope.names[name].axes] for name in every]
    classes = {one for some in of_name for one in some}
    lengths = [sizes[one] for one in classes if one in sizes]
    no_square = all(len(set(some)) == len(some) for some in of_name)
    return no_square and len(lengths) == len(classes) == len({*lengths, 1}) - 1
