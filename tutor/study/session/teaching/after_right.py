"""What is said after a right answer: its value, and what a gradient foretells, held against the loss.

The loss is computed again by the formulas with one entry moved; the gradient is what was typed, as numbers where these
were typed and else as the value that every right formula has.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.notation.write.number_text import fixed, listed
from tutor.problems.contract.step import Choice, Step
from tutor.problems.instances.formula_values import compute, lift

if TYPE_CHECKING:
    from tutor.marking import Verdict
    from tutor.problems.instances.instance import Instance

ROOM = 44
NUDGES = (0.01, 0.001, 0.0001)
"""How far an entry is moved: less where the loss bends before that."""
AGREES = 0.02


def meaning(instance: Instance, step: Step | Choice, verdict: Verdict, text: str) -> tuple[str, str]:
    """The value of what was typed, and what it foretells of the loss; nothing where there is nothing to say."""
    return _value_line(instance, step, text), _nudge_line(instance, step, verdict)


def _value_line(instance: Instance, step: Step | Choice, text: str) -> str:
    """`= 0.6225` for an answer that was a formula and has few numbers; else nothing."""
    if not isinstance(step, Step) or not any(char.isalpha() for char in text):
        return ""
    value = listed(instance.target(step.id), room=ROOM)
    return f"= {value}" if value else ""


def _nudge_line(instance: Instance, step: Step | Choice, verdict: Verdict) -> str:
    """`W_o[2] + 0.01: L moves by −0.00024; yours says −0.00024`, for the entry with the largest gradient."""
    problem = instance.problem
    target = problem.targets[step.id] if isinstance(step, Step) else None
    if target is None or not target.is_gradient_by(target.by) or problem.upstream:
        return ""
    gradient = np.asarray(instance.target(step.id))
    typed = gradient if verdict.numbers is None else verdict.numbers.reshape(gradient.shape)
    entry = tuple(int(at) for at in np.unravel_index(np.argmax(np.abs(gradient)), gradient.shape))
    for nudge, moved in zip(NUDGES, _moves_of_loss(instance, target.by, gradient.shape, entry), strict=True):
        told = float(typed[entry]) * nudge
        if abs(moved - told) <= AGREES * max(abs(moved), abs(told)):
            where = problem.display(target.by) + (f"[{','.join(str(at + 1) for at in entry)}]" if entry else "")
            loss = problem.display(problem.loss)
            return f"{where} + {nudge:g}: {loss} moves by {_short(moved)}; yours says {_short(told)}"
    return ""


@np.errstate(all="ignore")
def _moves_of_loss(instance: Instance, name: str, shape: tuple[int, ...], entry: tuple[int, ...]) -> list[float]:
    """By how much the loss is another where one entry of a quantity of this shape is moved by each of the nudges."""
    problem = instance.problem
    given = lift(instance.given)
    push = np.zeros((1 + len(NUDGES), *shape))
    for point, nudge in enumerate(NUDGES, 1):
        push[(point, *entry)] = nudge
    nudges: dict[str, Any] = {name: push}
    if name in given:
        given[name] = given[name] + nudges.pop(name)
    values = [quantity.name for quantity in problem.values]
    losses = compute(problem, given, instance.sizes, only=values, nudges=nudges)[problem.loss]
    return [float(loss - losses[0]) for loss in losses[1:]]


def _short(value: float) -> str:
    """Two digits that say something: `−0.00024`, `1.3`, `12`."""
    if not value or not math.isfinite(value):
        return "0"
    return fixed(value, max(0, 1 - math.floor(math.log10(abs(value)))))
