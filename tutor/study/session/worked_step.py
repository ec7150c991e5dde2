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
    if not isinstance(step, Step):
        picked = "; ".join(f"{number} {step.options[number - 1]}" for number in step.answer)
        return (f"The answer is {picked or 'none of them'}.", *why)
    from tutor.notation.write.one_line import to_unicode

    problem = instance.problem
    parts = [problem.display(step.id), to_unicode(instance.formula(step.id), problem.scope)]
    value = listed(instance.target(step.id), room=_ROOM)
    return (" = ".join(part for part in (*parts, value) if part), *why)
