"""Marking the answers of a session, with the learner's own earlier values where an answer rests on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.study.session.question_queue import QuestionQueue

if TYPE_CHECKING:
    import numpy as np

    from tutor.marking import Question, Verdict


class AnswerMarking:
    """Questions as marking sees them, and what the learner's own answers come to as numbers, each found out once."""

    def __init__(self, queue: QuestionQueue) -> None:
        self._queue = queue
        self._prepared: dict[int, Question] = {}
        self._numbers: dict[tuple[int, str], np.ndarray | None] = {}
        self._wrong: dict[tuple[int, str], Verdict] = {}

    @property
    def question(self) -> Question:
        """The present question; built when first asked for, which may take a while."""
        return self._question(self._queue.at)

    def mark(self, text: str) -> Verdict:
        """The verdict on an answer; right from an earlier value of the learner's own is better than wrong."""
        from tutor import marking

        verdict = marking.mark(self.question, text)
        if verdict.kind == "wrong":
            earlier = self._earlier()
            if earlier:
                followed = marking.mark(self.question, text, earlier=earlier)
                verdict = followed if followed.follow_through else verdict
        if verdict.kind == "wrong":
            self._wrong[self._queue.at, text.strip()] = verdict
        return verdict

    def again(self, text: str) -> Verdict:
        """The verdict on an answer that was wrong before; marked once more where the session was left since then."""
        from tutor import marking

        key = self._queue.at, text.strip()
        if key not in self._wrong:
            self._wrong[key] = marking.mark(self.question, text)
        return self._wrong[key]

    def keep(self, verdict: Verdict) -> None:
        """Remember what the answer just written down came to."""
        self._numbers[self._queue.at, self._queue.current.own or ""] = verdict.numbers

    def sources(self, verdict: Verdict) -> list[int]:
        """The numbers of the questions, from 1, on whose own values an answer rests."""
        others = self._queue.same_instance
        return [at + 1 for at, one in others if at != self._queue.at and one.step.id in verdict.follows]

    def _question(self, at: int) -> Question:
        if at not in self._prepared:
            from tutor import marking

            asked = self._queue.questions[at]
            self._prepared[at] = (
                marking.Question(asked.instance, asked.step)  # of no step of the problem
                if asked.name
                else marking.question(asked.instance, asked.step.id)
            )
        return self._prepared[at]

    def _earlier(self) -> dict[str, np.ndarray]:
        """Values that are the learner's own and not the right ones, by step of this instance."""
        found = {}
        for at, question in self._queue.same_instance:
            if question.own is not None and at != self._queue.at:
                numbers = self._value(at, question.own)
                if numbers is not None:
                    found[question.step.id] = numbers
        return found

    def _value(self, at: int, text: str) -> np.ndarray | None:
        """What an answer came to as numbers; marked once more where it was given when the session was left."""
        if (at, text) not in self._numbers:
            from tutor import marking

            self._numbers[at, text] = marking.mark(self._question(at), text).numbers
        return self._numbers[at, text]
