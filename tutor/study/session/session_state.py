"""What a session is at: its present question, and all of its questions."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tutor.study.find.asked import about_mistake
from tutor.study.learner_state import read_learner_state
from tutor.study.log.event_log import Store
from tutor.study.log.models import MODES, Mode
from tutor.study.question_state import Outcome, QuestionState
from tutor.study.session import session_fingerprint
from tutor.study.session.answer_marking import AnswerMarking
from tutor.study.session.question_queue import Item, QuestionQueue
from tutor.study.session.replies import Replies, ladder
from tutor.study.session.session_changes import SessionChanges, session_changes
from tutor.study.session.session_log import SessionLog
from tutor.study.session.summary import Summary, summarise
from tutor.study.session.teaching.piece_by_piece import PieceByPiece

if TYPE_CHECKING:
    from tutor.marking import Question
    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.step import Choice, Step
    from tutor.problems.instances.instance import Instance
    from tutor.study.find.questions import Passage
    from tutor.study.session.teaching.fading import Gap

# A third try opens the worked step, as the last hint does.
_TRIES_FOR_WORKED = 3


class SessionState:
    """The questions of a session and how far each has come; what can be done with them is a ``QuizSession``'s."""

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
        from tutor.study.session.teaching.fading import first_of_kind

        return self.mode == "learn" and not self._asked.over and first_of_kind(self._asked)

    @property
    def gap(self) -> Gap | None:
        """The right formula with a part left out, where the first step of this kind was shown worked."""
        from tutor.study.session.teaching.fading import faded, gap_of

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

        In an exam nothing is shown: the right value of an earlier step would be feedback. Where a mistake is asked for
        it is the forward pass.
        """
        if self.mode == "exam":
            return ()
        if self.about_mistake:
            return tuple(step for step in self.problem.formula_steps() if self.problem.is_value(step))
        found = self._queue.so_far()
        return tuple(step for step in found if step.id != self.step.id) if self._again else found

    @property
    def about_mistake(self) -> bool:
        """Whether this question is about a mistake in a derivation."""
        return about_mistake(self._asked.name) is not None

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


def _queue(asked: Instance | Sequence[Item] | QuestionQueue) -> QuestionQueue:
    if isinstance(asked, QuestionQueue):
        return asked
    return QuestionQueue(asked if isinstance(asked, Sequence) else [(asked, step.id) for step in asked.problem.steps])
