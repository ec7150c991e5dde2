"""How a session is written down, a line at a time, and found again when it was left."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

from tutor.study.learner_state import LearnerState, read_learner_state
from tutor.study.log.event_log import Store
from tutor.study.log.models import Attempt, Kind, Mode, SessionRecord, clean
from tutor.study.session import session_fingerprint
from tutor.study.session.question_queue import QuestionQueue

# A pause longer than this was not spent on the question.
_LONGEST_PAUSE = 600.0


class SessionLog:
    """The lines of a session in the store, under a `key` that is the same for the same questions.

    `before` is the learner's state as it was before its first line here, None before that.
    """

    def __init__(self, store: Store, key: str, mode: Mode, queue: QuestionQueue) -> None:
        self.store = store
        self.before: LearnerState | None = None
        self.seconds = 0.0
        self._key = key
        self._mode = mode
        self._queue = queue
        self._record: SessionRecord | None = None
        self._ordinal = 0
        self._since = time.monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds spent on the session, long pauses left out."""
        return self.seconds + min(time.monotonic() - self._since, _LONGEST_PAUSE)

    @property
    def draft(self) -> str:
        """What was typed at the present question and not handed in."""
        return self.store.draft(self._question(self._queue.at))

    def keep_draft(self, text: str, at: int) -> None:
        """Keep what is typed at the question of this number; nothing of one that is over."""
        self.store.put_draft(self._question(at), "" if self._queue.questions[at].over else clean(text))

    def _question(self, at: int) -> str:
        """What the draft of a question is kept by."""
        asked = self._queue.questions[at]
        return json.dumps([self._key, *session_fingerprint.question(asked.instance, asked.asked_as)])

    def write(self, kind: Kind, **what: Any) -> None:
        """Put one line on the present question into the log, then into its state: never the other way round."""
        question = self._queue.current
        instance = question.instance
        if self.before is None:
            self.before = read_learner_state(self.store)
        if self._record is None:
            self._record = self._begin()
        plugin, version = session_fingerprint.plugin(instance.problem)
        common: dict[str, Any] = {
            "hints": question.hints,
            "tries": question.tries,
            "seed": instance.seed,
            "sizes": session_fingerprint.free_sizes(instance),
            "skills": tuple(question.step.skills),
            "duration": round(time.monotonic() - self._since, 3),
            "plugin": plugin,
            "plugin_version": version,
        }
        line = Attempt(
            instance.problem.log_id,
            question.step.id,
            self._mode,
            self._record.uuid,
            self._ordinal,
            kind,
            **(common | what),
        )
        self.store.add(line)
        self._ordinal += 1
        self._since = time.monotonic()
        self.seconds += min(line.duration, _LONGEST_PAUSE)
        question.apply(line)
        if question.over:
            self.keep_draft("", self._queue.at)

    def look(self) -> None:
        """Another question is looked at now: the time from here on is spent on it."""
        self._since = time.monotonic()

    def next_question(self) -> None:
        """The question that comes next is looked at; where there is none left, the session has ended."""
        self.look()
        if self._queue.finished and self._record is not None and not self._record.ended:
            self._record = replace(self._record, ended=True)
            self.store.end_session(self._record.uuid)

    def _begin(self) -> SessionRecord:
        """Write the session down at its first line; one that was open before it is not gone on with."""
        for record in self.store.open_sessions(self._key):
            self.store.end_session(record.uuid)
        return self.store.add_session(
            SessionRecord(self._key, self._mode, session_fingerprint.described(self._queue.questions))
        )

    def resume(self) -> None:
        """Fold the newest open session of this key into the questions, unless all of it was over.

        It goes on where it was left: at its last question, or at the next where that is over.
        """
        queue = self._queue
        record = next(iter(self.store.open_sessions(self._key)), None)
        if record is None:
            return
        lines = self.store.of_session(record.uuid)
        index = {session_fingerprint.question(one.instance, one.step.id): at for at, one in enumerate(queue.questions)}
        for line in lines:
            at = index.get((line.problem, line.step, line.seed))
            if at is None:
                continue  # a step that this version of the problem no longer has
            queue.questions[at].apply(line)
            queue.go_to(at)
            if line.kind == "later":
                queue.leave(at)
        if queue.finished:
            queue.reopen()
            return
        self._record = record
        self._ordinal = max((line.ordinal for line in lines), default=-1) + 1
        self.seconds = sum(min(line.duration, _LONGEST_PAUSE) for line in lines)
        if queue.current.closed or (lines and lines[-1].kind == "later"):
            queue.move()
