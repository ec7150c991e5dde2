"""A problem's gradients as code makes them: each from those that arrive, with nothing put in and taken together."""

from __future__ import annotations

from functools import lru_cache

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
