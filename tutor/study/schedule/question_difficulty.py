"""How hard a question is by itself, before anything is known of who is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.problems.contract.step import Choice

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

LONG = 60
"""Characters of a formula beyond which it is not held to be harder."""


def question_difficulty(problem: Problem, step_id: str) -> float:
    """Zero for a question of middling difficulty, in the units of a logit: by level, skills and length of the formula.

    The weights are those that fitted simulated learners best. A choice counts as a formula of no length.
    """
    step = problem.step(step_id)
    length = 0 if isinstance(step, Choice) else min(len(problem.formula_of(step)), LONG)
    return 0.25 * (problem.level - 2) + 0.2 * (len(set(step.skills)) - 1.5) + 0.3 * (length / LONG - 0.5)
