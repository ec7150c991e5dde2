"""The steps of a problem that declares none: its values in order, then the gradients, derived and proved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tutor.derivation.derivation import derived_steps
from tutor.derivation.differentiation.pre_activations import with_pre_activations
from tutor.derivation.record import DerivedStep
from tutor.derivation.samples.sample_points import SamplePoints, gradient_scope
from tutor.derivation.step_texts import step_text
from tutor.derivation.words.gradient_words import gradient_words
from tutor.derivation.words.value_words import value_words
from tutor.notation.scope import Scope
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.quantity import Quantity
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import parsed
from tutor.problems.instances.gradient_names import asked_by_default


def steps_of(problem: Problem) -> tuple[Step, ...]:
    """All steps of a problem from its forward formulas alone.

    Raises TutorError for a formula that has no derivative, and with the name of a quantity whose formula could not be
    proved.
    """
    return tuple(one_by_one(problem).steps)


class OneByOne(NamedTuple):
    """The steps of a problem as they are found.

    ``named`` is the problem with all names that the steps use, and with no steps but its values; ``scope`` has the
    names of the gradients, too: what formulas of the steps are read with before all of them are known.
    """

    named: Problem
    scope: Scope
    steps: Iterator[Step]


def one_by_one(problem: Problem) -> OneByOne:
    """The steps that `steps_of` gives, each as soon as it is there: a large problem takes a second.

    What is raised comes while the steps are taken.
    """
    named = with_pre_activations(problem)
    scope = gradient_scope(named)
    return OneByOne(named, scope, _steps(problem, named, scope))


def _steps(problem: Problem, named: Problem, scope: Scope) -> Iterator[Step]:
    for quantity in named.values:
        if quantity.name not in _unseen(problem):
            yield _value(problem, named, quantity)
    points = SamplePoints(named, scope)
    for one in derived_steps(named, asked=_asked(problem, named)):
        yield _gradient(named, one, points)


def _unseen(problem: Problem) -> tuple[str, ...]:
    """The loss that stands for what arrives from outside: it is not on the page."""
    return (problem.loss,) if problem.upstream else ()


def _asked(problem: Problem, named: Problem) -> tuple[str, ...]:
    """The names whose gradients are asked for, and those that were given to what enters an activation."""
    added = [quantity.name for quantity in named.values if quantity.name not in problem.quantities]
    return (*problem.asked, *added) if problem.asked else asked_by_default(named)


def _value(problem: Problem, named: Problem, quantity: Quantity) -> Step:
    words = value_words(quantity.name, parsed(named)[quantity.name].tree, named)._asdict()
    declared = problem.quantities.get(quantity.name)
    if declared is None:
        return Step(quantity.name, quantity.formula, axes=quantity.axes, **words)
    if declared.formula == quantity.formula:
        return Step(quantity.name, **words)
    return Step(quantity.name, quantity.formula, also=(declared.formula,), **words)


def _gradient(named: Problem, found: DerivedStep, points: SamplePoints) -> Step:
    text = step_text(found, points)
    axes = ",".join(found.axes)
    return Step(found.id, text.formula, axes=axes, also=text.also, **gradient_words(found, named)._asdict())
