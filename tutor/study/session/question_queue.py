"""The questions of one sitting: which is asked now, which are over, and how all of it is kept and found again."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tutor.study.learner_state import read_learner_state
from tutor.study.log.event_log import Store
from tutor.study.log.models import MODES, Attempt, Kind, Mode, SessionRecord
from tutor.study.question_state import QuestionState
from tutor.study.session import session_fingerprint
from tutor.study.session.session_changes import SessionChanges, session_changes
from tutor.study.session.summary import Summary, summarise

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.step import Choice, Step
    from tutor.problems.instances.instance import Instance

Item = tuple["Instance", str]

# A pause longer than this was not spent on the question.
_LONGEST_PAUSE = 600.0


class Sitting:
    """Questions in turn, folded from the log and written to it.

    `asked` is an instance (all its steps are asked, or those named in `steps`) or a sequence of (instance,
    step id). A sitting of the same questions that was not finished is gone on with at its question, with
    tries, hints and earlier answers as they were; `fresh` starts another instead.

    Raises ValueError for an unknown mode or an empty list of questions.
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
        if mode not in MODES:
            raise ValueError(f"unknown mode {mode!r}")
        items = session_fingerprint.items(asked, steps)
        if not items:
            raise ValueError("no question to ask")
        self.mode: Mode = mode
        self.store = store if store is not None else Store(None)
        self._questions = [QuestionState(instance, instance.problem.step(step)) for instance, step in items]
        self._key = key or session_fingerprint.key(items, mode, steps is None and not isinstance(asked, Sequence))
        self._record: SessionRecord | None = None
        self._lock = threading.RLock()
        self._line = list(range(len(items)))
        self._ordinal = 0
        self._seconds = 0.0
        self._before: dict[str, float] | None = None
        self._at = 0
        if not fresh:
            self._resume()
        self._since = time.monotonic()

    @property
    def instance(self) -> Instance:
        return self._asked.instance

    @property
    def instances(self) -> tuple[Instance, ...]:
        """Every instance that is asked about, in the order of its first question."""
        return tuple(dict.fromkeys(asked.instance for asked in self._questions))

    @property
    def problem(self) -> Problem:
        return self._asked.instance.problem

    @property
    def step(self) -> Step | Choice:
        return self._asked.step

    @property
    def position(self) -> int:
        """The number of this question in the list, from 0; a question left for later keeps its number."""
        return self._at

    @property
    def total(self) -> int:
        return len(self._questions)

    @property
    def done(self) -> int:
        """How many questions are over."""
        return sum(asked.over for asked in self._questions)

    @property
    def remaining(self) -> int:
        """How many questions are still to come, this one included while it is open."""
        return len(self._open())

    @property
    def tries(self) -> int:
        """Answers to this question that were marked right or wrong."""
        return self._asked.tries

    @property
    def hints_shown(self) -> int:
        return self._asked.hints

    @property
    def ended(self) -> bool:
        """Whether this question is over, so that `advance` leads on."""
        return self._asked.over

    @property
    def finished(self) -> bool:
        """Whether every question is over or was left for good."""
        return all(asked.over or asked.put_off for asked in self._questions)

    @property
    def earlier_answers(self) -> list[str]:
        """What was typed at this question, oldest first."""
        return list(self._asked.answers)

    @property
    def so_far(self) -> tuple[Step | Choice, ...]:
        """Steps of this instance that are over, in the order of the derivation.

        Where only some of a problem's steps are asked, the steps before this one count as given. In an exam
        nothing is shown: the right value of an earlier step would be feedback.
        """
        if self.mode == "exam":
            return ()
        mine = {asked.step.id: asked for asked in self._questions if asked.instance is self.instance}
        found: list[Step | Choice] = []
        before = True
        for step in self.problem.steps:
            before = before and step.id != self.step.id
            asked = mine.get(step.id)
            if asked.over if asked else before:
                found.append(step)
        return tuple(found)

    @property
    def elapsed(self) -> float:
        """Seconds spent on this sitting, long pauses left out."""
        return self._seconds + min(time.monotonic() - self._since, _LONGEST_PAUSE)

    def later(self) -> None:
        """Leave this question for the end of the line; at the second time, for good."""
        with self._lock:
            if self._asked.over or self.finished:
                return
            self._write("later")
            self._to_the_end(self._at)
            self._move()

    def advance(self) -> None:
        """Go on to the next question; does nothing while this one is still open."""
        with self._lock:
            if self._asked.over:
                self._move()

    def summary(self) -> Summary:
        """How it went so far, or altogether when finished."""
        return summarise(self._questions, self._seconds)

    def changes(self) -> SessionChanges:
        """What it changed since it was begun or gone on with. Reads the log: for a worker thread."""
        over = [asked for asked in self._questions if asked.over]
        found = read_learner_state(self.store)
        return session_changes(
            found.chances() if self._before is None else self._before,
            found,
            [(asked.instance.problem.id, asked.step.id) for asked in over],
            [skill for asked in over for skill in asked.step.skills],
        )

    # How it is kept

    @property
    def _asked(self) -> QuestionState:
        return self._questions[self._at]

    def _open(self) -> list[int]:
        """The questions still to be asked, in the order they will be."""
        return [i for i in self._line if not (self._questions[i].over or self._questions[i].put_off)]

    def _to_the_end(self, index: int) -> None:
        self._line.remove(index)
        self._line.append(index)

    def _move(self) -> None:
        self._at = next(iter(self._open()), self._at)
        self._since = time.monotonic()
        if self.finished and self._record is not None and not self._record.ended:
            self._record = replace(self._record, ended=True)
            self.store.end_session(self._record.uuid)

    def _write(self, kind: Kind, **what: Any) -> None:
        """Put one line into the log, then into the state: never the other way round."""
        asked = self._asked
        instance = asked.instance
        if self._before is None:
            self._before = read_learner_state(self.store).chances()
        if self._record is None:
            self._record = self._begin()
        plugin, version = session_fingerprint.plugin(instance.problem)
        common: dict[str, Any] = {
            "hints": asked.hints,
            "tries": asked.tries,
            "seed": instance.seed,
            "sizes": session_fingerprint.free_sizes(instance),
            "skills": tuple(asked.step.skills),
            "duration": round(time.monotonic() - self._since, 3),
            "plugin": plugin,
            "plugin_version": version,
        }
        line = Attempt(
            instance.problem.id,
            asked.step.id,
            self.mode,
            self._record.uuid,
            self._ordinal,
            kind,
            **(common | what),
        )
        self.store.add(line)
        self._ordinal += 1
        self._since = time.monotonic()
        self._seconds += min(line.duration, _LONGEST_PAUSE)
        asked.apply(line)

    def _begin(self) -> SessionRecord:
        """Write the sitting down at its first line; one that was open before it is not gone on with."""
        for record in self.store.open_sessions(self._key):
            self.store.end_session(record.uuid)
        return self.store.add_session(
            SessionRecord(self._key, self.mode, session_fingerprint.described(self._questions))
        )

    def _resume(self) -> None:
        """Fold the newest open sitting of the same questions into the state, unless all of it was over."""
        record = next(iter(self.store.open_sessions(self._key)), None)
        if record is None:
            return
        lines = self.store.of_session(record.uuid)
        index = {session_fingerprint.question(a.instance, a.step.id): i for i, a in enumerate(self._questions)}
        for line in lines:
            at = index.get((line.problem, line.step, line.seed))
            if at is None:
                continue  # a step that this version of the problem no longer has
            self._questions[at].apply(line)
            if line.kind == "later":
                self._to_the_end(at)
        if self.finished:
            self._questions = [QuestionState(asked.instance, asked.step) for asked in self._questions]
            self._line = list(range(self.total))
            return
        self._record = record
        self._ordinal = max((line.ordinal for line in lines), default=-1) + 1
        self._seconds = sum(min(line.duration, _LONGEST_PAUSE) for line in lines)
        self._move()
