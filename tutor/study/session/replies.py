"""What is said to an answer at the present question, by its verdict and by what was said there before."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tutor.study.log.models import Mode
from tutor.study.session import feedback
from tutor.study.session.answer_marking import AnswerMarking
from tutor.study.session.feedback import Feedback
from tutor.study.session.question_queue import QuestionQueue

if TYPE_CHECKING:
    from tutor.marking import Verdict
    from tutor.problems.contract.step import Choice, Step


class Replies:
    """Replies in one mode to the answers at the present question of a queue."""

    def __init__(self, queue: QuestionQueue, marking: AnswerMarking, mode: Mode) -> None:
        self._queue = queue
        self._marking = marking
        self._mode = mode

    def said(self, before: int = 0) -> set[str]:
        """The sentences in the replies to the wrong answers so far, also to those before the session was left.

        Those `before` so many of the last ones, where they are said once more.
        """
        said: set[str] = set()
        if self._mode == "exam":
            return said
        asked = self._queue.current
        for tries, text in asked.wrong[: len(asked.wrong) - before]:
            reply = feedback.wrong(self._marking.again(text), tries, asked.step.rule, said)
            said.update(one for line in reply.lines for one in feedback.sentences(line))
        return said

    def to(self, verdict: Verdict, said: set[str], text: str, seconds: float) -> Feedback:
        """What is said to a text, after what was `said`; an exam says only how much is left, after some `seconds`."""
        asked = self._queue.current
        if verdict.kind == "invalid":
            return feedback.invalid(verdict)
        if verdict.kind == "undecided":
            return feedback.undecided(verdict)
        if self._mode == "exam":
            return feedback.noted(self._queue.remaining, seconds)
        if verdict.follow_through:
            return feedback.followed_through(verdict, self._marking.sources(verdict))
        if verdict.kind == "correct":
            return self._right(verdict, text)
        return feedback.wrong(verdict, asked.tries, asked.step.rule, said)

    def _right(self, verdict: Verdict, text: str) -> Feedback:
        from tutor.study.session.teaching.after_right import meaning

        asked = self._queue.current
        right = partial(feedback.right, verdict, asked.tries, asked.hints, asked.step.rule)
        try:
            return right(meaning(asked.instance, asked.step, verdict, text))
        except Exception as error:  # of a plugin's formulas: the answer is right all the same
            return replace(right(), error=error)

    def last(self) -> Feedback | None:
        """What was said last at a question that is open: its last hint, or to its last wrong answer."""
        asked = self._queue.current
        if asked.said == "hint":
            hints = ladder(asked.step)
            return feedback.hint(asked.hints, len(hints), hints[asked.hints - 1])
        if asked.said == "wrong":
            tries, text = asked.wrong[-1]
            return feedback.wrong(self._marking.again(text), tries, asked.step.rule, self.said(before=1))
        return None


def ladder(step: Step | Choice) -> tuple[str, ...]:
    """The hints in rising strength; the rule is the third where a step has fewer, or the only one."""
    rule = (f"Rule: {step.rule}",) if step.rule and len(step.hints) < 3 else ()
    return (*step.hints, *rule) or ("Write down what the question asks for, and where it enters.",)
