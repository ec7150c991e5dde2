"""The worked step as text: the formula and its numbers on this instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.notation.write.number_text import listed
from tutor.problems.contract.step import Choice, Step

if TYPE_CHECKING:
    from tutor.problems.instances.instance import Instance

# What takes more cells than about twelve numbers is a table, not a line.
_ROOM = 96


def worked_lines(instance: Instance, step: Step | Choice) -> tuple[str, ...]:
    """`∂L/∂W_o = ∂L/∂oₜ oₜ (1 − oₜ) [hₜ₋₁, xₜ] = [0, −0.0242]`, and the reason."""
    why = (step.why,) if step.why else ()
    right = right_answer(instance, step)
    if isinstance(step, Step):
        return (f"{instance.problem.display(step.id)} = {right}", *why)
    return (f"The answer is {right.removesuffix('.')}.", *why)


def right_answer(instance: Instance, step: Step | Choice) -> str:
    """The formula and, where they are few, its numbers; of a choice the right options."""
    if not isinstance(step, Step):
        return "; ".join(_option(number, step.options[number - 1]) for number in step.answer) or "none of them"
    from tutor.notation.write.one_line import to_unicode

    formula = to_unicode(instance.formula(step.id), instance.problem.scope)
    value = listed(instance.target(step.id), room=_ROOM)
    return f"{formula} = {value}" if value else formula


def _option(number: int, text: str) -> str:
    """An option as an answer: its number alone where it has several lines."""
    return str(number) if "\n" in text else f"{number} {text.strip()}"
