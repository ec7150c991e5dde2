"""What of the log counts for how well a learner does: the first answer to each question."""

from __future__ import annotations

from tutor.study.log.models import Attempt
from tutor.study.question_state import FOLLOW_THROUGH

RULES = (
    "The first answer to a question counts, in Learn and in an exam like anywhere else.",
    "A hint before it, and the worked step, count as not right.",
    "Right from an earlier wrong value of your own counts as right.",
    "Later tries and hints change nothing.",
    "A skill is known where 80 % of the first answers to its questions would be right in seven days.",
)


def first_answer(line: Attempt) -> bool | None:
    """Whether a question's first answer was right, unaided; None for a line that is not the first to say so."""
    if line.kind == "hint":
        return False if line.hints == 1 and not line.tries else None
    if line.kind == "worked":
        return None if line.hints or line.tries else False
    if line.kind != "answer" or line.tries != 1 or line.hints:
        return None
    # The try is counted, but an answer that could not be read or judged between two tries carries its number, too.
    return {"correct": True, FOLLOW_THROUGH: True, "wrong": False}.get(line.verdict)
