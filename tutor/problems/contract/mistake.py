"""A mistake with a name of its own, beside those that are generated: what a teacher has seen pupils do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from tutor.errors import TutorError, did_you_mean

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Mistake(NamedTuple):
    """An answer that is wrong in a known way, recognised by its value however it is written.

    ``formulas`` maps ids of steps to the formula with the mistake in it, or to several. ``code`` is stable, for
    reports; ``message`` names the kind of mistake and ``rule`` what to hold on to, neither with anything of an answer.
    ``problem`` is the id of the problem, where the mistake is not declared by the problem itself.
    """

    code: str
    message: str
    rule: str
    formulas: Mapping[str, str | tuple[str, ...]]
    problem: str = ""

    def of(self, step_id: str) -> tuple[str, ...]:
        """The formulas with this mistake for one step."""
        found = self.formulas.get(step_id, ())
        return (found,) if isinstance(found, str) else tuple(found)


def reason_against(mistake: Mistake, problem: Problem) -> str:
    """What is wrong with a mistake for a problem, as the end of a sentence; empty if nothing is."""
    from tutor.problems.contract.step import Step
    from tutor.problems.instances.formula_values import read

    if not _CODE.fullmatch(mistake.code):
        return f"its code `{mistake.code}` should be small letters, digits and hyphens"
    if not mistake.message or not mistake.rule:
        return "its message or its rule is empty"
    steps = {step.id for step in problem.steps if isinstance(step, Step)}
    for step_id in mistake.formulas:
        if step_id not in steps:
            return f"`{step_id}` is not a step of {problem.id} with a formula{did_you_mean(step_id, steps)}"
        for text in mistake.of(step_id):
            try:
                read(problem, text, step_id)
            except TutorError as error:
                return str(error)
    return ""
