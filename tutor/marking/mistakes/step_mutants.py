"""The mutants of a step, made when they are first asked for: at the sampled points, and at one instance."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.marking.equivalence.sample_points import COUNT, points_of
from tutor.marking.mistakes.bounded_cache import TABLES
from tutor.marking.mistakes.large_gradients import count_numbers
from tutor.marking.mistakes.mutant_table import Mutants
from tutor.marking.mistakes.numeric_mutants import NumericMutants, NumericPlan
from tutor.notation.lower.value import Array
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.dependency_graph import ancestors
from tutor.problems.instances.instance import Instance

MOST_ENTRIES = 2048
"""Numbers at the points of a step and all that it is built from; where these are few, all points are used."""
FEWEST_POINTS = 4
"""As many tell mistakes apart that sixteen tell apart, in a third of the time where there is a recurrence."""


def mutants_of(problem: Problem, step_id: str) -> Mutants:
    """The mutants of a step at the sampled points, or at the first few where the arrays on the way are large."""

    def made() -> Mutants:
        points = points_of(problem)
        step = problem.step(step_id)
        assert isinstance(step, Step)
        entries = count_numbers(problem, points.sizes, (step.id, *ancestors(problem, step.id)))
        count = min(COUNT, max(FEWEST_POINTS, MOST_ENTRIES // max(entries, 1)))
        return Mutants(problem, step, {name: array[:count] for name, array in points.arrays.items()}, points.sizes)

    return TABLES.get((Mutants, problem, step_id), made)


def mutants_at(instance: Instance, step_id: str, arrays: Mapping[str, Array]) -> NumericMutants:
    """The mutants of a step at an instance, for answers in numbers; ``arrays`` are all of it as one point."""

    def made() -> NumericMutants:
        problem = instance.problem
        plan = TABLES.get((NumericPlan, problem, step_id), lambda: NumericPlan(mutants_of(problem, step_id)))
        return NumericMutants(plan, arrays, instance.sizes)

    return TABLES.get((NumericMutants, instance, step_id), made)
