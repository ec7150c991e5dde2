"""The graph of a session's present question: what is known there so far, and what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.graph.fitted import measured
from tutor.graph.picture import Picture, picture

if TYPE_CHECKING:
    from tutor.problems.instances.instance import Instance
    from tutor.study import QuizSession
    from tutor.study.question_state import Outcome

MARKS: dict[Outcome, str] = {
    "first-try": "✓", "follow-through": "✓", "hinted": "?", "retried": "✗", "worked": "✗", "wrong": "✗",
}  # fmt: skip
"""The sign of how a question went: at the first try, with a hint, later or not at all."""


def session_picture(session: QuizSession) -> Picture | None:
    """The graph at the present question, with its answer once that is over; none in an exam, which shows no numbers.

    Where the mistake in a derivation is looked for it has the forward pass alone, and says nothing of what is asked:
    that would tell which line is wrong, and right numbers of others.
    """
    if session.mode == "exam":
        return None
    known = [step.id for step in session.so_far]
    if session.about_mistake:
        return measured(picture(session.instance, known))
    step = session.step.id
    if not session.ended:
        return measured(picture(session.instance, known, step))
    outcome = session.outcome
    marks = {step: MARKS[outcome]} if outcome in MARKS else {}
    return measured(picture(session.instance, [*known, step], marks=marks))


def finished_picture(session: QuizSession, instance: Instance) -> Picture:
    """The whole graph of a finished session, with a sign at every node that was asked for."""
    here = instance.problem.log_id
    marks = {
        result.step: MARKS[result.outcome]
        for result in session.summary().results
        if result.problem == here and result.outcome in MARKS
    }
    return measured(picture(instance, [step.id for step in instance.problem.steps], marks=marks))
