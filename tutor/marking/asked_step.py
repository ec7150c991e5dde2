"""A step that asks for a formula, whatever the numbers: what is right at the sampled points, and what may be used."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy.typing as npt

from tutor.lazy import cached_property
from tutor.marking.equivalence.agreement import margin
from tutor.marking.equivalence.extreme_numbers import extremes
from tutor.marking.equivalence.sample_points import Points, points_of
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import TYPED_ROOM
from tutor.notation.scope import Scope
from tutor.notation.tree import Node
from tutor.notation.tree_walks import names
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import environment, groups, step_tree
from tutor.problems.instances.memory_estimate import largest_intermediate

Array = npt.NDArray[Any]

_TIMES_OWN = 3
"""How often what the right formula takes an answer may take: a product in another order makes more arrays."""


class AskedStep:
    """What all questions for one step of a problem share; computed when first needed and kept."""

    def __init__(self, problem: Problem, step: Step) -> None:
        self.problem = problem
        self.step = step

    @cached_property
    def axes(self) -> tuple[str, ...]:
        """The axis letters of the answer."""
        return self.problem.axes_of(self.step)

    @cached_property
    def tree(self) -> Node:
        """The right formula."""
        return step_tree(self.problem, self.step)

    @cached_property
    def doubtful(self) -> bool:
        """Whether the right formula has a number that floats may not show: 1e-12 beside a variance."""
        return any(extremes(self.tree))

    @cached_property
    def scope(self) -> Scope:
        """The names that may be used, all of the problem's except what is asked for."""
        return self.problem.scope.refusing(self.step.id, *self.step.refuse)

    @cached_property
    def later(self) -> frozenset[str]:
        """Names that come after this step in the derivation: known, but not to be leant on.

        What is computed together with it, along time, may be used at a neighbouring step, and what the right formula
        names.
        """
        ids = [step.id for step in self.problem.formula_steps()]
        together = next(group for group in groups(self.problem) if self.step.id in [f.name for f in group])
        later = frozenset(ids[ids.index(self.step.id) + 1 :])
        return later - {formula.name for formula in together} - names(self.tree)

    @cached_property
    def points(self) -> Points:
        """The sampled points of the problem."""
        return points_of(self.problem)

    @cached_property
    def reference(self) -> Array:
        """The right answer at the points, shape (points, *axes)."""
        return self.points.arrays[self.step.id]

    @cached_property
    def is_row(self) -> bool:
        """Whether the right answer is a row: what is asked for is declared as one, or its formula makes one."""
        env = environment(self.problem, self.points.arrays, self.points.sizes)
        declared = self.problem.scope.names[self.step.id].row
        return declared or fit(evaluate(self.tree, env), self.axes, env).row

    @cached_property
    def room(self) -> float:
        """How many entries a typed formula may take: no fewer than the right one does, written out, and its like."""
        own = largest_intermediate(self.problem, self.points.sizes, self.step.id) * len(self.reference)
        return max(TYPED_ROOM, _TIMES_OWN * own)

    @cached_property
    def margins(self) -> Array:
        """How far from the right answer each number at the points may be."""
        return margin(self.reference)

    @cached_property
    def readings(self) -> tuple[tuple[str, ...], ...]:
        """The letters that run in each of the two readings of an answer: as declared, then with nothing running."""
        return tuple(dict.fromkeys((self.problem.running, ())))


def asked_step(problem: Problem, step: Step) -> AskedStep:
    """What all questions for a step share, kept where it is one of the problem's own."""
    own = problem.steps_by_id.get(step.id) is step
    return _of_problem(problem, step.id) if own else AskedStep(problem, step)


@lru_cache(maxsize=1024)
def _of_problem(problem: Problem, step_id: str) -> AskedStep:
    step = problem.steps_by_id[step_id]
    assert isinstance(step, Step)
    return AskedStep(problem, step)
