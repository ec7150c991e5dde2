"""The steps of a problem that declares none: its values in order, then the gradients, derived and proved."""

from __future__ import annotations

from tutor.derive.derivation import derived_steps
from tutor.derive.record import DerivedStep
from tutor.derive.sample_points import SamplePoints, gradient_scope
from tutor.derive.step_texts import step_text
from tutor.derive.words.gradient_words import gradient_words
from tutor.derive.words.value_words import value_words
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import parsed


def steps_of(problem: Problem) -> tuple[Step, ...]:
    """All steps of a problem from its forward formulas alone.

    Raises TutorError for a formula that has no derivative, and with the name of a quantity whose formula could not be
    proved.
    """
    bare = problem.forward_only()
    found = derived_steps(problem)
    points = SamplePoints(bare, gradient_scope(bare))
    formulas = parsed(bare)
    on_page = (one.name for one in problem.values if not (problem.upstream and one.name == problem.loss))
    values = tuple(Step(name, **value_words(name, formulas[name].tree, bare)._asdict()) for name in on_page)
    return (*values, *(_step(bare, one, points) for one in found))


def _step(problem: Problem, found: DerivedStep, points: SamplePoints) -> Step:
    text = step_text(found, points)
    return Step(found.id, text.formula, also=text.also, **gradient_words(found, problem)._asdict())
