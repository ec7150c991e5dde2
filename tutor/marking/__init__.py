"""Verdicts: whether an answer is right, and which mistake it is when it is not."""

from tutor.marking.mark import mark
from tutor.marking.question import Question, question
from tutor.marking.verdict import Diagnosis, Verdict

__all__ = ["Diagnosis", "Question", "Verdict", "mark", "question"]
