"""A quiz as a state machine without a screen, for the app and for the quiz as lines of text."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tutor.study.find.asked import about_mistake
from tutor.study.learner_state import read_learner_state
from tutor.study.log.event_log import Store
from tutor.study.log.models import MODES, Kind, Mode, clean
from tutor.study.question_state import FOLLOW_THROUGH, Outcome, QuestionState, by_option
from tutor.study.session import feedback, session_fingerprint
from tutor.study.session.answer_marking import AnswerMarking
from tutor.study.session.feedback import Feedback
from tutor.study.session.piece_by_piece import PieceByPiece
from tutor.study.session.question_queue import Item, QuestionQueue
from tutor.study.session.replies import Replies, ladder
from tutor.study.session.session_changes import SessionChanges, session_changes
from tutor.study.session.session_log import SessionLog
from tutor.study.session.summary import Summary, summarise

if TYPE_CHECKING:
    from tutor.marking import Question
    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.step import Choice, Step
    from tutor.problems.instances.instance import Instance
    from tutor.study.find.questions import Passage
    from tutor.study.session.fading import Gap

# A third try opens the worked step, as the last hint does.
_TRIES_FOR_WORKED = 3


class QuizSession:
    """Questions in turn: answers are marked, hints given, and all of it is written to the store.

    `asked` is an instance, all of whose steps are asked, or a sequence or queue of (instance, step id). A session of
    the same questions that was not finished is gone on with at its question, with tries, hints and earlier answers as
    they were; `fresh` starts another instead. `submit`, `hint`, `worked` and `later` write to the store before they
    return, and may be called from a worker thread.

    Raises ValueError for an unknown mode or an empty list of questions.
    """

    def __init__(
        self,
        asked: Instance | Sequence[Item] | QuestionQueue,
        mode: Mode = "learn",
        store: Store | None = None,
        *,
        key: str | None = None,
        fresh: bool = False,
    ) -> None:
        if mode not in MODES:
            raise ValueError(f"unknown mode {mode!r}")
        self.mode: Mode = mode
        self.store = store if store is not None else Store(None)
        whole = not isinstance(asked, Sequence | QuestionQueue)
        self._queue = _queue(asked)
        key = key or session_fingerprint.key(self._queue.questions, mode, whole)
        self._log = SessionLog(self.store, key, mode, self._queue)
        self._marking = AnswerMarking(self._queue)
        self._replies = Replies(self._queue, self._marking, mode)
        self._lock = threading.RLock()
        self._again = False
        self._pieces = PieceByPiece()
        if not fresh:
            self._log.resume()

    # The present question

    @property
    def _asked(self) -> QuestionState:
        return self._queue.current

    @property
    def instance(self) -> Instance:
        return self._asked.instance

    @property
    def problem(self) -> Problem:
        return self._asked.instance.problem

    @property
    def step(self) -> Step | Choice:
        return self._asked.step

    @property
    def question(self) -> Question:
        """The question as marking sees it; built when first asked for, which may take a while."""
        return self._marking.question

    @property
    def accepts(self) -> str:
        """What may be typed, in one line; of a formula with a gap, what is there of it."""
        gap = self.gap
        return self.question.accepts if gap is None else f"{gap.shown}   give {gap.sign}, or all of it"

    @property
    def tries(self) -> int:
        """Answers to this question that were marked right or wrong."""
        return self._asked.tries

    @property
    def earlier_answers(self) -> list[str]:
        """What was typed at this question, oldest first."""
        return list(self._asked.answers)

    @property
    def draft(self) -> str:
        """What was typed at this question when it was left, and not handed in."""
        return self._log.draft

    def keep_draft(self, text: str, number: int | None = None) -> None:
        """Keep what is typed at the question of this number, else at the present one, until it is over."""
        with self._lock:
            self._log.keep_draft(text, self.position if number is None else number)

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints of this question that were shown so far."""
        return ladder(self.step)[: self.hints_shown]

    @property
    def hints_shown(self) -> int:
        return self._asked.hints

    @property
    def hints_total(self) -> int:
        return len(ladder(self.step))

    @property
    def pieces_offered(self) -> bool:
        """Whether the next hint asks for this gradient piece by piece: after two wrong tries, and not in an exam."""
        if self.mode == "exam" or self._asked.over:
            return False
        return self._pieces.offered(self.question, self.step, self.tries)

    @property
    def asking_piece(self) -> bool:
        """Whether a piece of this gradient is being asked."""
        return self._pieces.asking

    @property
    def worked_open(self) -> bool:
        """Whether the worked step may be asked for."""
        asked = self._asked
        enough = asked.hints >= self.hints_total or asked.tries >= _TRIES_FOR_WORKED
        return self.mode != "exam" and (enough or asked.over or self.shown_first)

    @property
    def shown_first(self) -> bool:
        """Whether the step is the first of several of one kind, which Learn shows worked to who wants it."""
        from tutor.study.session.fading import first_of_kind

        return self.mode == "learn" and not self._asked.over and first_of_kind(self._asked)

    @property
    def gap(self) -> Gap | None:
        """The right formula with a part left out, where the first step of this kind was shown worked."""
        from tutor.study.session.fading import faded, gap_of

        if self.mode != "learn" or self._asked.over or not faded(self._asked, self._queue.questions):
            return None
        return gap_of(self.question)

    @property
    def ended(self) -> bool:
        """Whether this question is over and not being answered again, so that `advance` leads on."""
        return self._asked.over and not self._again

    @property
    def outcome(self) -> Outcome:
        """How this question went, `open` while it is not over."""
        return self._asked.outcome

    # The whole session

    @property
    def instances(self) -> tuple[Instance, ...]:
        """Every instance that is asked about, in the order of its first question."""
        return tuple(dict.fromkeys(question.instance for question in self._queue.questions))

    @property
    def questions(self) -> tuple[QuestionState, ...]:
        """Every question by its number, with how it went so far."""
        return tuple(self._queue.questions)

    @property
    def position(self) -> int:
        """The number of this question in the list, from 0; a question left for later keeps its number."""
        return self._queue.at

    @property
    def total(self) -> int:
        """How many questions are asked; in a placement test, the most that will be until it is over."""
        return self._queue.total

    @property
    def done(self) -> int:
        """How many questions are over."""
        return sum(question.over for question in self._queue.questions)

    @property
    def remaining(self) -> int:
        """How many questions are still to come, this one included while it is open."""
        return self._queue.remaining

    @property
    def finished(self) -> bool:
        """Whether every question is over or was left for good."""
        return self._queue.finished

    @property
    def so_far(self) -> tuple[Step | Choice, ...]:
        """Steps of this instance that are over or given, in the order of the derivation.

        In an exam nothing is shown: the right value of an earlier step would be feedback. Where mistakes are asked for
        it is the forward pass.
        """
        if self.mode == "exam":
            return ()
        if self.mode == "find":
            return tuple(step for step in self.problem.formula_steps() if self.problem.is_value(step))
        found = self._queue.so_far()
        return tuple(step for step in found if step.id != self.step.id) if self._again else found

    @property
    def passage(self) -> Passage | None:
        """The derivation with a mistake in it that this question is about; None where it is about a step alone."""
        about = about_mistake(self._asked.name)
        if about is None:
            return None
        from tutor.study.find.questions import passage_of

        return passage_of(self.instance, about)

    @property
    def elapsed(self) -> float:
        """Seconds spent on the session, long pauses left out."""
        return self._log.elapsed

    def summary(self) -> Summary:
        """How it went so far, or altogether when finished."""
        return summarise(self._queue.questions, self._log.seconds)

    def changes(self, problems: Iterable[Problem] = ()) -> SessionChanges:
        """What it changed since it was begun or gone on with. Reads the log: for a worker thread.

        A skill is judged by its questions in all these `problems` and in those that are asked here.
        """
        over = [question for question in self._queue.questions if question.over]
        state = read_learner_state(self.store)
        asked = {question.instance.problem.log_id: question.instance.problem for question in over}
        every = asked | {problem.log_id: problem for problem in problems}
        return session_changes(self._log.before or state, state, over, every.values())

    # What can be done

    def submit(self, text: str) -> Feedback:
        """Mark an answer, make it durable, and only then say what there is to say."""
        with self._lock:
            asked = self._asked
            if self.ended or (self.finished and not self._again):
                return feedback.over()
            from tutor.study.session.fading import fills

            try:
                verdict = self._marking.mark(text)
                gap = self.gap
                if gap is not None and verdict.kind in ("wrong", "invalid") and fills(self.question, gap, text):
                    return self._filled(text)
                if self._pieces.asking and verdict.kind != "correct" and not verdict.follow_through:
                    return self._pieces.answer(self.question, text)
                said = self._replies.said() if verdict.kind == "wrong" else set()
            except Exception as error:  # a plugin's function may raise anything, and so may our own
                return self._failed(error)
            counts = verdict.kind in ("correct", "wrong") or verdict.follow_through
            right = verdict.kind == "correct" or verdict.follow_through
            first = verdict.diagnosis[0] if verdict.diagnosis else None
            settled = right or (counts and self.mode == "exam")
            again, self._again = self._again, self._again and not settled
            if gap is not None and counts:
                self._seen_with_gap()
            if text.strip():
                self._write(
                    "answer",
                    answer=clean(by_option(asked.step, text)),
                    verdict=FOLLOW_THROUGH if verdict.follow_through else verdict.kind,
                    score=float(verdict.score),
                    codes=tuple(diagnosis.code for diagnosis in verdict.diagnosis),
                    note=clean(first.message if first else verdict.note),
                    # A second answer is never the first try, also where the worked step had ended the question.
                    tries=max(asked.tries, int(again)) + counts,
                    ends=settled and not again,
                )
                self._marking.keep(verdict)
            if again and right and self.mode != "exam":
                return feedback.right_again(verdict)
            return self._offering(self._replies.to(verdict, said, text, self._log.seconds))

    def hint(self) -> Feedback:
        """The next hint up the ladder; refused in an exam, after the last one and when the question is over."""
        with self._lock:
            asked = self._asked
            if self.mode == "exam":
                return feedback.not_in_an_exam("hints")
            if asked.over or self.finished:
                return feedback.over()
            if self._pieces.asking:
                return self._pieces.tell()
            if self.pieces_offered:
                return self._pieces.begin()
            hints = ladder(asked.step)
            if asked.hints >= len(hints):
                return feedback.no_hint(len(hints))
            self._write("hint", hints=asked.hints + 1)
            return feedback.hint(asked.hints, len(hints), hints[asked.hints - 1])

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

    def later(self) -> None:
        """Leave this question for the end of the line; at the second time, for good."""
        with self._lock:
            if self._asked.over or self.finished:
                return
            self._write("later")
            self._queue.leave(self._queue.at)
            if self._asked.closed:
                self._queue.grow()
            self._move()

    def go_to(self, number: int) -> None:
        """Look at the question of this number, from 0, whether it is open or over. Raises IndexError for none."""
        with self._lock:
            self._queue.go_to(number)
            self._start()
            self._log.look()

    def answer_again(self) -> None:
        """Take another answer to this question, which is over: it is written down, and nothing gets worse by it."""
        with self._lock:
            self._again = self._asked.over

    def standing(self) -> Feedback | None:
        """What was said last at this question, said once more to who comes back to it."""
        from tutor.study.session.worked_step import worked_lines

        with self._lock:
            asked, exam = self._asked, self.mode == "exam"
            if self.ended and exam:
                return feedback.noted_before()
            if self.ended:
                try:
                    lines = worked_lines(asked.instance, asked.step)
                except Exception as error:  # a plugin's function may raise anything, and so may our own
                    return self._failed(error)
                return feedback.looked_back(asked.outcome, lines)
            last = None if exam or self._again else self._replies.last()
            return None if last is None else self._offering(last)

    def advance(self) -> None:
        """Go on to the next question; does nothing while this one is still open."""
        with self._lock:
            if self._asked.over:
                self._move()

    def _write(self, kind: Kind, **what: Any) -> None:
        self._log.write(kind, **what)
        if self._asked.over:
            self._queue.grow()

    def _move(self) -> None:
        self._queue.move()
        self._start()
        self._log.next_question()

    def _seen_with_gap(self) -> None:
        """What was seen of the formula is a hint, and written down as one before the first answer."""
        if not self._asked.hints:
            self._write("hint", hints=1)

    def _filled(self, text: str) -> Feedback:
        """The part that was left out ends the question, as an answer with a hint."""
        from tutor.study.session.worked_step import worked_lines

        self._seen_with_gap()
        tries = self._asked.tries + 1
        self._write("answer", answer=clean(text), verdict="correct", score=1.0, tries=tries, ends=True)
        return feedback.filled(worked_lines(self.instance, self.step)[0])

    def _start(self) -> None:
        """Nothing was begun at this question yet."""
        self._again = False
        self._pieces = PieceByPiece()

    def _failed(self, error: Exception) -> Feedback:
        return feedback.failed(error, type(self.problem).__module__.partition(".")[0])

    def _offering(self, reply: Feedback) -> Feedback:
        """A reply with what may be asked for next."""
        return replace(reply, offers_pieces=self.pieces_offered) if reply.kind in ("wrong", "rounding") else reply


def _queue(asked: Instance | Sequence[Item] | QuestionQueue) -> QuestionQueue:
    if isinstance(asked, QuestionQueue):
        return asked
    return QuestionQueue(asked if isinstance(asked, Sequence) else [(asked, step.id) for step in asked.problem.steps])
