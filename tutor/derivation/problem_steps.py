"""The steps of a problem that declares none: its values in order, then the gradients, derived and proved."""

from __future__ import annotations

from tutor.derivation.derivation import derived_steps
from tutor.derivation.record import DerivedStep
from tutor.derivation.sample_points import SamplePoints, gradient_scope
from tutor.derivation.skills import skills_of
from tutor.derivation.step_texts import step_text
from tutor.derivation.words import words_of, words_of_value
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step


def steps_of(problem: Problem) -> tuple[Step, ...]:
    """All steps of a problem from its forward formulas alone.

    Raises TutorError for a formula that has no derivative, and with the name of a quantity whose formula could not be
    proved.
    """
    bare = problem.forward_only()
    found = derived_steps(problem)
    points = SamplePoints(bare, gradient_scope(bare))
    on_page = [one for one in problem.values if not (problem.upstream and one.name == problem.loss)]
    values = tuple(Step(quantity.name, **words_of_value(bare, quantity)) for quantity in on_page)
    return (*values, *(_step(bare, one, points) for one in found))


def _step(problem: Problem, found: DerivedStep, points: SamplePoints) -> Step:
    text = step_text(found, points)
    return Step(found.id, text.formula, also=text.also, skills=skills_of(found), **words_of(problem, found))
