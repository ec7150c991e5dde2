"""Checks of a named mistake against the problem that it is for."""

from __future__ import annotations

import re

from tutor.errors import TutorError, did_you_mean
from tutor.problems.contract.mistake import Mistake
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import read

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def reason_against_mistake(mistake: Mistake, problem: Problem) -> str:
    """What is wrong with a mistake for a problem, as the end of a sentence; empty if nothing is."""
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
