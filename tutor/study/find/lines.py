"""The lines of a derivation around a wrong one: those before it as they are, those after it carried on from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

import numpy as np

from tutor.errors import TutorError
from tutor.notation.lower.value import Array
from tutor.notation.tree import Node
from tutor.notation.tree_walks import names
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import DERIVATIVE, GRADIENT
from tutor.problems.instances.dependency_graph import ancestors
from tutor.problems.instances.formula_values import compute, parsed
from tutor.problems.instances.instance import Instance

FEWEST, MOST = 3, 6
"""How many lines are shown."""
FORWARD = 2
"""How many lines of the forward pass there are before the gradients."""


class Line(NamedTuple):
    """A line of a derivation: the step that it is of, its formula, its value at the instance, and all that as text."""

    step: str
    tree: Node
    value: Array
    text: str


Write = Callable[[Problem, str, Node, Any], str]
"""What makes the text of a line from the step, its formula and its value; empty where there is none."""


def carried_on(instance: Instance, step: str, wrong: Node) -> Mapping[str, Array]:
    """All arrays of an instance, as one point, where one formula is another and what follows from it follows.

    Raises TutorError where the formula does not fit.
    """
    problem = instance.problem
    after = {name for name in parsed(problem) if step in ancestors(problem, name)}
    with np.errstate(all="ignore"):
        return compute(problem, instance.evaluated(), instance.sizes, only={step, *after}, replaced={step: wrong})


def lines_around(
    instance: Instance, step: str, wrong: Node, write: Write, chance: Random, *, carry_on: bool = True
) -> list[Line]:
    """Some lines of the derivation with the wrong one among them, in their order; those that have no text are left out.

    A formula that does not fit has no value to ``carry_on`` from: all lines have their right values then.
    Raises TutorError where there are too few, or the wrong one has none.
    """
    problem = instance.problem
    arrays = carried_on(instance, step, wrong) if carry_on else instance.evaluated()
    trees = {name: formula.tree for name, formula in parsed(problem).items()} | {step: wrong}
    lines = [
        Line(name, trees[name], arrays[name][0], write(problem, name, trees[name], arrays[name][0]))
        for name in _shown(problem, step)
    ]
    shown = [line for line in lines if line.text]
    at = next((at for at, line in enumerate(shown) if line.step == step), -1)
    if at < 0 or len(shown) < FEWEST:
        raise TutorError(f"the derivation of {problem.id} is too short", title="Nothing to find")
    starts = range(max(0, at - MOST + 1), min(at, max(0, len(shown) - MOST)) + 1)
    follows = [step in ancestors(problem, line.step) for line in shown]
    some = [start for start in starts if any(follows[at : start + MOST])] or list(starts)
    start = chance.choice(some)
    return shown[start : start + MOST]


def _shown(problem: Problem, step: str) -> list[str]:
    """The lines that stand beside a wrong one, in their order: the last of the forward pass, and gradients."""
    ids = [one.id for one in problem.formula_steps() if not one.where]
    backward = [one.id for one in problem.formula_steps() if one.id in ids and not problem.is_value(one)]
    contradicting = _contradicting(problem, step, backward)
    kept = [name for name in backward if name not in contradicting]
    forward = [name for name in ids if name not in backward]
    return [*forward[-FORWARD:], *kept]


def _contradicting(problem: Problem, step: str, backward: Sequence[str]) -> set[str]:
    """The later lines that say otherwise: what is written out in them, or in a line that they name, is the right one.

    A gradient further back depends on that of the wrong line: where it does not name it, its right formula is in it.
    """
    target = problem.targets[step]
    further: set[str] = set()
    if target.kind in (GRADIENT, DERIVATIVE) and target.by in problem.quantities:
        behind = (target.by, *ancestors(problem, target.by))
        further = {target.by}.union(*(_names(problem, name) for name in behind))
    found: set[str] = set()
    for name in backward[backward.index(step) + 1 :]:
        own = problem.targets[name]
        written_out = own.kind == GRADIENT and own.by in further and step not in ancestors(problem, name)
        if written_out or _names(problem, name) & found:
            found.add(name)
    return found


def _names(problem: Problem, name: str) -> set[str]:
    """What the formula of a value or a step names; nothing for what is given."""
    formula = parsed(problem).get(name)
    return names(formula.tree) if formula is not None else set()


def differs(one: Any, other: Any) -> bool:
    """Whether two arrays are told apart at a glance: by more than a fiftieth of what stands there."""
    size = max(float(np.abs(one).max(initial=0.0)), float(np.abs(other).max(initial=0.0)))
    return bool(np.isfinite(one).all() and np.abs(one - other).max(initial=0.0) > size / 50)
