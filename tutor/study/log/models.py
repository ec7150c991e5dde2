"""Attempts and sessions as they are stored: plain values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tutor.study.log import validation
from tutor.study.log.validation import MODES as MODES
from tutor.study.log.validation import Kind as Kind
from tutor.study.log.validation import Mode as Mode

# An answer beyond this is refused by the notation unread; its beginning is all that is worth keeping.
LONGEST_ANSWER = 10_000


def new_id() -> str:
    return uuid4().hex


def now() -> datetime:
    """The wall clock in UTC; the one place that reads it, so that tests can turn it back."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """UTC in ISO 8601 with microseconds: sorts as text as it does as time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def local_day(moment: datetime) -> str:
    """The learner's own date at that moment. Kept with the row: a streak reads the same everywhere."""
    return moment.astimezone().date().isoformat()


def clean(text: str) -> str:
    """A text that SQLite and JSON can hold: half a surrogate pair becomes a question mark, a novel its beginning."""
    return text[:LONGEST_ANSWER].encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One line of the log: an answer, or a hint, a worked step or a "later" asked for; or a mistake is "gone".

    `uuid` makes merging idempotent. `stamp` (microseconds) orders the log: it is the clock, but never runs
    backwards within one database; the store fills it in. `time` is the clock as it was. `ordinal` counts
    the lines of one session. `tries` and `hints` count what had been used at this question, this line
    included. `ends` says that the question was over with this line. `duration` is in seconds.
    """

    problem: str
    step: str
    mode: str
    session: str
    ordinal: int
    kind: str = "answer"
    seed: int | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    skills: Sequence[str] = ()
    answer: str = ""
    verdict: str = ""
    score: float = 0.0
    codes: Sequence[str] = ()
    note: str = ""
    hints: int = 0
    tries: int = 0
    ends: bool = False
    duration: float = 0.0
    plugin: str = ""
    plugin_version: str = ""
    uuid: str = field(default_factory=new_id)
    time: str = field(default_factory=lambda: timestamp(now()))
    day: str = field(default_factory=lambda: local_day(now()))
    stamp: int = 0

    def row(self) -> tuple[Any, ...]:
        """The values in the order of COLUMNS, as SQLite keeps them (a seed of any size is text)."""
        return (
            self.uuid,
            self.stamp,
            self.time,
            self.day,
            self.session,
            self.ordinal,
            self.kind,
            self.mode,
            self.problem,
            self.step,
            None if self.seed is None else str(self.seed),
            json.dumps(dict(self.sizes)),
            json.dumps(list(self.skills)),
            self.answer,
            self.verdict,
            self.score,
            json.dumps(list(self.codes)),
            self.note,
            self.hints,
            self.tries,
            int(self.ends),
            self.duration,
            self.plugin,
            self.plugin_version,
        )

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> Attempt:
        """The inverse of `row`. Raises ValueError, with the field, for a row that is damaged."""
        got = dict(zip(COLUMNS, row, strict=True))
        got["seed"] = None if got["seed"] is None else _parsed("seed", got["seed"], int)
        for name in ("sizes", "skills", "codes"):
            got[name] = _parsed(name, got[name], json.loads)
        if got["ends"] in (0, 1):
            got["ends"] = bool(got["ends"])
        validation.check_attempt(got)
        got["skills"], got["codes"] = tuple(got["skills"]), tuple(got["codes"])
        got["stamp"], got["time"], got["day"] = validation.in_range(got["stamp"], got["time"], got["day"])
        return cls(**got)


COLUMNS = (
    "uuid",
    "stamp",
    "time",
    "day",
    "session",
    "ordinal",
    "kind",
    "mode",
    "problem",
    "step",
    "seed",
    "sizes",
    "skills",
    "answer",
    "verdict",
    "score",
    "codes",
    "note",
    "hints",
    "tries",
    "ends",
    "duration",
    "plugin",
    "plugin_version",
)
assert set(COLUMNS) == {f.name for f in fields(Attempt)}


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What is needed to find a session again and to build its instances.

    `key` is the same for the same question list. `items` holds, for each instance in turn, its problem,
    seed, sizes, steps, and the given numbers when they were the learner's own (absent when they are too
    large to keep).
    """

    key: str
    mode: str
    items: Sequence[Mapping[str, Any]]
    uuid: str = field(default_factory=new_id)
    started: str = field(default_factory=lambda: timestamp(now()))
    stamp: int = 0
    ended: bool = False

    def row(self) -> tuple[Any, ...]:
        return (
            self.uuid,
            self.key,
            self.mode,
            json.dumps(list(self.items)),
            self.started,
            self.stamp,
            int(self.ended),
        )

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> SessionRecord:
        """The inverse of `row`. Raises ValueError, with the field, for a row that is damaged."""
        got = dict(zip(SESSION_COLUMNS, row, strict=True))
        got["items"] = _parsed("items", got["items"], json.loads)
        validation.check_session(got)
        got["items"] = [{"seed": None, "steps": []} | item for item in got["items"]]
        got["ended"] = bool(got["ended"])
        return cls(**got)


def _parsed(name: str, value: Any, parse: Callable[[str], Any]) -> Any:
    """A field that the database keeps as text, read."""
    try:
        if isinstance(value, str):
            return parse(value)
    except (ValueError, RecursionError):
        pass
    raise ValueError(f"`{name}` is {validation.shown(value)}, which cannot be read")


SESSION_COLUMNS = ("uuid", "key", "mode", "items", "started", "stamp", "ended")
