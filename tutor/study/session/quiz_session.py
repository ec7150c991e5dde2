"""A quiz as a state machine without a screen, for the app and for the quiz as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tutor.study.log.event_log import Store
from tutor.study.log.models import Mode, clean
from tutor.study.question_state import FOLLOW_THROUGH
from tutor.study.session import feedback
from tutor.study.session.feedback import Feedback
from tutor.study.session.question_queue import Item, Sitting

if TYPE_CHECKING:
    import numpy as np

    from tutor.marking import Question, Verdict
    from tutor.problems.contract.step import Choice, Step
    from tutor.problems.instances.instance import Instance

# A third try opens the worked step, as the last hint does.
_TRIES_FOR_WORKED = 3


class QuizSession(Sitting):
    """A sitting in which answers are marked and hints given: see `Sitting` for what is asked and how it is kept.

    `submit`, `hint`, `worked` and `later` write to the store before they return, and may be called from a
    worker thread.
    """

    def __init__(
        self,
        asked: Instance | Sequence[Item],
        mode: Mode = "learn",
        store: Store | None = None,
        *,
        steps: Sequence[str] | None = None,
        key: str | None = None,
        fresh: bool = False,
    ) -> None:
        super().__init__(asked, mode, store, steps=steps, key=key, fresh=fresh)
        self._marked: dict[int, Question] = {}
        self._own: dict[tuple[int, str], np.ndarray | None] = {}

    @property
    def question(self) -> Question:
        """The question as marking sees it; built when first asked for, which may take a while."""
        return self._question(self._at)

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints of this question that were shown so far."""
        return _ladder(self.step)[: self._asked.hints]

    @property
    def hints_total(self) -> int:
        return len(_ladder(self.step))

    @property
    def worked_open(self) -> bool:
        """Whether the worked step may be asked for."""
        asked = self._asked
        enough = asked.hints >= self.hints_total or asked.tries >= _TRIES_FOR_WORKED
        return self.mode != "exam" and (enough or asked.over)

    def submit(self, text: str) -> Feedback:
        """Mark an answer, make it durable, and only then say what there is to say."""
        with self._lock:
            asked = self._asked
            if asked.over or self.finished:
                return feedback.over()
            try:
                verdict = self._mark(text)
            except Exception as error:  # a plugin's function may raise anything, and so may our own
                return self._failed(error)
            counts = verdict.kind in ("correct", "wrong") or verdict.follow_through
            right = verdict.kind == "correct" or verdict.follow_through
            tries = asked.tries + counts
            first = verdict.diagnosis[0] if verdict.diagnosis else None
            if text.strip():
                self._write(
                    "answer",
                    answer=clean(text),
                    verdict=FOLLOW_THROUGH if verdict.follow_through else verdict.kind,
                    score=float(verdict.score),
                    codes=tuple(diagnosis.code for diagnosis in verdict.diagnosis),
                    note=clean(first.message if first else verdict.note),
                    tries=tries,
                    ends=right or (counts and self.mode == "exam"),
                )
                self._own[self._at, asked.own or ""] = verdict.numbers
            return self._reply(verdict)

    def hint(self) -> Feedback:
        """The next hint up the ladder; refused in an exam, after the last one and when the question is over."""
        with self._lock:
            asked = self._asked
            if self.mode == "exam":
                return feedback.not_in_an_exam("hints")
            if asked.over or self.finished:
                return feedback.over()
            ladder = _ladder(asked.step)
            if asked.hints >= len(ladder):
                return feedback.no_hint(len(ladder))
            self._write("hint", hints=asked.hints + 1)
            return feedback.hint(asked.hints, len(ladder), ladder[asked.hints - 1])

    def worked(self) -> Feedback:
        """The worked step. It ends the question; before the last hint or a third try it is refused."""
        from tutor.study.session.worked_step import worked_lines

        with self._lock:
            asked = self._asked
            if self.mode == "exam":
                return feedback.not_in_an_exam("worked steps")
            if not self.worked_open:
                return feedback.worked_too_early(self.hints_total)
            try:
                lines = worked_lines(asked.instance, asked.step)
            except Exception as error:  # a plugin's function may raise anything, and so may our own
                return self._failed(error)
            was_over = asked.over
            if not was_over:
                self._write("worked", ends=True)
            return feedback.worked(lines, comes_back=not was_over)

    def _failed(self, error: Exception) -> Feedback:
        return feedback.failed(error, type(self.problem).__module__.partition(".")[0])

    def _question(self, index: int) -> Question:
        if index not in self._marked:
            from tutor import marking

            asked = self._questions[index]
            self._marked[index] = marking.question(asked.instance, asked.step.id)
        return self._marked[index]

    def _reply(self, verdict: Verdict) -> Feedback:
        asked = self._asked
        if verdict.kind == "invalid":
            return feedback.invalid(verdict)
        if verdict.kind == "undecided":
            return feedback.undecided(verdict)
        if self.mode == "exam":
            return feedback.noted(self.remaining, self._seconds)
        if verdict.follow_through:
            return feedback.followed_through(verdict, self._sources(verdict))
        if verdict.kind == "correct":
            return feedback.right(verdict, asked.tries, asked.hints, self.step.rule)
        return feedback.wrong(verdict, asked.tries, self.step.rule)

    # The learner's own earlier values, for follow-through

    def _mark(self, text: str) -> Verdict:
        from tutor import marking

        verdict = marking.mark(self.question, text)
        if verdict.kind == "wrong":
            earlier = self._earlier()
            if earlier:
                again = marking.mark(self.question, text, earlier=earlier)
                return again if again.follow_through else verdict
        return verdict

    def _earlier(self) -> dict[str, np.ndarray]:
        """Values that are the learner's own and not the right ones, by step of this instance."""
        found = {}
        for index, asked in enumerate(self._questions):
            if asked.own is not None and index != self._at and asked.instance is self.instance:
                numbers = self._value(index, asked.own)
                if numbers is not None:
                    found[asked.step.id] = numbers
        return found

    def _value(self, index: int, text: str) -> np.ndarray | None:
        """What an answer came to as numbers; marked once more where it was given in an earlier sitting."""
        if (index, text) not in self._own:
            from tutor import marking

            self._own[index, text] = marking.mark(self._question(index), text).numbers
        return self._own[index, text]

    def _sources(self, verdict: Verdict) -> list[int]:
        """The numbers of the questions, from 1, on whose own values an answer rests."""
        return [
            index + 1
            for index, asked in enumerate(self._questions)
            if asked.instance is self.instance and index != self._at and asked.step.id in verdict.follows
        ]


def _ladder(step: Step | Choice) -> tuple[str, ...]:
    """The hints in rising strength; the rule is the third where a step has fewer, or the only one."""
    rule = (f"Rule: {step.rule}",) if step.rule and len(step.hints) < 3 else ()
    return (*step.hints, *rule) or ("Write down what the question asks for, and where it enters.",)
