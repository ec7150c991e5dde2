"""A problem's gradients as code makes them: each from those that arrive, with nothing put in and taken together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from tutor.derivation.problem_steps import steps_of
from tutor.errors import TutorError
from tutor.notation.tree import Bin, Neg, Node, Ref
from tutor.notation.tree_walks import children, names, rebuild
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import GRADIENT
from tutor.problems.instances.dependency_graph import ancestors
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


@lru_cache(maxsize=16)
def shared(problem: Problem) -> Problem | None:
    """The same problem where a formula that holds that of another gradient, or minus it, reads that gradient.

    Code that has ``xhat - x`` at hand takes it where a derivation has ``x - xhat`` from somewhere else.
    """
    table = dict(_sums(problem))
    steps = tuple(_reading(problem, step, table) if isinstance(step, Step) else step for step in problem.steps)
    if all(one is other for one, other in zip(steps, problem.steps, strict=True)):
        return None
    other = problem.forward_only()
    vars(other).update(steps=steps)
    return other


def _sums(problem: Problem) -> Iterator[tuple[str, tuple[str, Node]]]:
    """The gradients that are sums: the formula as text, whose it is, and what may stand for it."""
    for step in problem.formula_steps():
        tree = parsed(problem)[step.id].tree
        if problem.targets[step.id].kind == GRADIENT and isinstance(tree, Bin) and tree.op in "+-":
            yield to_ascii(tree, problem.scope), (step.id, Ref(step.id))
            if tree.op == "-":
                turned = Bin("-", tree.right, tree.left)
                yield to_ascii(turned, problem.scope), (step.id, Neg(Ref(step.id)))


def _reading(problem: Problem, step: Step, table: Mapping[str, tuple[str, Node]]) -> Step:
    if step.id not in parsed(problem) or problem.targets[step.id].kind != GRADIENT:
        return step
    tree = parsed(problem)[step.id].tree
    new = _with_names(problem, step.id, tree, table)
    return step if new == tree else step.replace(formula=to_ascii(new, problem.scope))


def _with_names(problem: Problem, name: str, node: Node, table: Mapping[str, tuple[str, Node]]) -> Node:
    if isinstance(node, Bin) and node.op in "+-":
        known = table.get(to_ascii(node, problem.scope))
        if known and known[0] != name and name not in ancestors(problem, known[0]):
            return known[1]
    parts = children(node)
    return rebuild(node, tuple(_with_names(problem, name, part, table) for part in parts)) if parts else node


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
