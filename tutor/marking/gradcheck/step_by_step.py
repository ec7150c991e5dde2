"""A problem's gradients as code makes them: each from those that arrive, with nothing put in and taken together."""

from __future__ import annotations

from functools import lru_cache

from tutor.derivation.problem_steps import steps_of
from tutor.errors import TutorError
from tutor.notation.tree import Node, names
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import parsed, read


@lru_cache(maxsize=16)
def step_by_step(problem: Problem) -> Problem:
    """The same problem with each step in the form that names the most gradients; itself where that changes nothing."""
    steps = tuple(_longest(problem, step) if isinstance(step, Step) else step for step in problem.steps)
    if all(one is other for one, other in zip(steps, problem.steps, strict=True)):
        return problem
    other = problem.forward_only()
    vars(other).update(steps=steps)
    return other


@lru_cache(maxsize=16)
def derived(problem: Problem) -> Problem | None:
    """The same problem with the gradients that follow from its forward formulas, as code would make them one by one.

    An author's derivation may go past arrays that code makes: the slope of a state where code reads what arrives at its
    activation. None where the steps are derived already, or a formula has no derivative.
    """
    if not problem.declares("steps"):
        return None
    try:
        steps = steps_of(problem.forward_only())
    except TutorError:
        return None
    other = problem.forward_only()
    vars(other).update(steps=steps)
    return step_by_step(other)


def forms(problem: Problem, step: Step) -> list[Node]:
    """The right forms of a step, its formula first."""
    return [parsed(problem)[step.id].tree, *(read(problem, text, step.id) for text in step.also)]


def _longest(problem: Problem, step: Step) -> Step:
    texts = (problem.formula_of(step), *step.also)
    count = [sum(problem.targets[name].is_derivative for name in names(tree)) for tree in forms(problem, step)]
    most = count.index(max(count))
    if not most:
        return step
    return step.replace(formula=texts[most], also=tuple(text for text in texts if text != texts[most]))
