"""A tiny problem and a tiny marking: what a session does must not depend on how answers are judged."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest

from tutor.study import Attempt, LearnerState
from tutor.study.log import models


@dataclass(frozen=True)
class FakeStep:
    id: str
    rule: str = "the rule"
    why: str = ""
    hints: tuple[str, ...] = ("where is it", "what lies between", "the chain rule")
    skills: tuple[str, ...] = ("chain-rule",)
    formula: str = "x + " * 7 + "x"


@dataclass(frozen=True)
class FakeProblem:
    id: str = "toy"
    steps: tuple[FakeStep, ...] = (FakeStep("a"), FakeStep("b", skills=("transpose",)), FakeStep("c"))

    title: str = "Toy"
    sizes: ClassVar[dict[str, int]] = {"N": 3}
    plugin: ClassVar[tuple[str, str] | None] = None
    level: ClassVar[int] = 2

    @property
    def log_id(self) -> str:
        return self.id

    @property
    def declared_steps(self) -> tuple[FakeStep, ...]:
        return self.steps

    def step(self, name: str) -> FakeStep:
        return next(step for step in self.steps if step.id == name)

    def display(self, name: str) -> str:
        return name


@dataclass(frozen=True)
class FakeInstance:
    problem: FakeProblem = field(default_factory=FakeProblem)
    seed: int | None = 3
    sizes: dict[str, int] = field(default_factory=lambda: {"N": 3})
    label: str = "seed 3"
    own: bool = False
    given: dict[str, Any] = field(default_factory=dict)

    def step(self, name: str) -> FakeStep:
        return self.problem.step(name)


@dataclass(frozen=True)
class FakeDiagnosis:
    code: str
    message: str
    where: str = ""
    rule: str = ""


@dataclass(frozen=True)
class FakeVerdict:
    kind: str
    score: float = 0.0
    read_as: str = ""
    diagnosis: tuple[FakeDiagnosis, ...] = ()
    note: str = ""
    column: int | None = None
    follows: tuple[str, ...] = ()
    as_whole: str = ""
    numbers: Any = None

    @property
    def follow_through(self) -> bool:
        return bool(self.follows)


ROW = "A row where a column was asked for: the same numbers, accepted."
SIGN = FakeDiagnosis("sign", "right size, wrong direction", "entry 2")
OWN = FakeDiagnosis("follow-through", "Right, from your own a. The method is right; the slip was earlier.")
COARSE = FakeDiagnosis("rounding", "right but rounded too early")

VERDICTS = {
    "right": FakeVerdict("correct", 1.0),
    "row": FakeVerdict("correct", 1.0, note=ROW),
    "sign": FakeVerdict("wrong", diagnosis=(SIGN,)),
    "odd": FakeVerdict("wrong", numbers=[1.0]),
    "coarse": FakeVerdict("wrong", 0.5, diagnosis=(COARSE,)),
    "own": FakeVerdict("correct", 0.5, follows=("a",), diagnosis=(OWN,)),
    "maybe": FakeVerdict("undecided"),
    "(": FakeVerdict("invalid", note="a bracket at column 1 is not closed"),
}


def fake_mark(question: Any, text: str, earlier: Any = None) -> FakeVerdict:
    if text == "crash":
        raise ZeroDivisionError("division by zero")
    if text == "own" and not earlier:
        return VERDICTS["odd"]
    return VERDICTS[text]


START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def ended(step: str = "a", *, day: float = 0, **more: Any) -> Attempt:
    """The line that ends a question, right at the first try unless said otherwise, `day` days after START."""
    moment = START + timedelta(days=day)
    fields: dict[str, Any] = {
        "problem": "toy",
        "step": step,
        "mode": "practise",
        "session": "s",
        "ordinal": 0,
        "verdict": "correct",
        "score": 1.0,
        "skills": ("chain-rule",),
        "tries": 1,
        "ends": True,
        "time": models.timestamp(moment),
        "day": moment.date().isoformat(),
        "stamp": int(moment.timestamp() * 1e6),
    }
    return Attempt(**(fields | more))


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, moment: datetime = START) -> None:
        self.moment = moment
        for module in ("log.models.now", "log.event_log.now", "schedule.planner.clock", "progress.clock"):
            monkeypatch.setattr(f"tutor.study.{module}", lambda: self.moment)

    def turn(self, **delta: float) -> None:
        self.moment += timedelta(**delta)


def comparable(state: LearnerState) -> dict[str, Any]:
    """All of a learner state but the row number, which depends on the order in which a database was filled."""
    return {name: value for name, value in asdict(state).items() if name != "seq"}
