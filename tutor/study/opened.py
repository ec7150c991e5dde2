"""The steps that count before a problem is opened: deriving those of all networks would take seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.step import Choice, Step
    from tutor.study.learner_state import LearnerState


def opened_steps(found: LearnerState, problem: Problem) -> Sequence[Step | Choice]:
    """The steps of a problem; none where they are yet to be derived and none was ever asked."""
    declared = problem.declared_steps
    if declared is None and any(name == problem.id for name, _ in found.cards):
        return problem.steps
    return declared or ()
