"""A session that follows the real one's shape and marks nothing, on the LSTM cell with its textbook numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from tutor import host, marking
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Choice, Step
from tutor.problems.instances.instance import Instance
from tutor.study.question_state import Outcome
from tutor.study.session.feedback import Feedback


@dataclass
class FakeSession:
    """Answers are right if they are `right`, unreadable if they hold `hh`, otherwise wrong."""

    position: int = 15
    mode: str = "learn"
    tries: int = 0
    hints_shown: int = 0
    hints_total: int = 3
    ended: bool = False
    finished: bool = False
    instance: Instance = field(default_factory=lambda: host.problem("lstm-cell").instance())
    earlier_answers: list[str] = field(default_factory=list)

    elapsed: float = 0.0
    asking_piece: bool = False
    shown_first: bool = False
    gap: None = None
    passage: None = None
    about_mistake: bool = False
    draft: str = ""
    kept: dict[int, str] = field(default_factory=dict)

    def keep_draft(self, text: str, number: int | None = None) -> None:
        self.kept[self.position if number is None else number] = text

    def standing(self) -> Feedback | None:
        return None

    @property
    def problem(self) -> Problem:
        return self.instance.problem

    @property
    def total(self) -> int:
        return 24

    @property
    def done(self) -> int:
        return self.position

    @property
    def step(self) -> Step | Choice:
        return self.problem.steps[min(self.position, len(self.problem.steps) - 1)]

    @property
    def question(self) -> Any:
        return marking.question(self.instance, self.step.id)

    @property
    def accepts(self) -> str:
        return str(self.question.accepts)

    @property
    def so_far(self) -> tuple[Step | Choice, ...]:
        return self.problem.steps[: self.position]

    @property
    def outcome(self) -> Outcome:
        return "first-try" if self.ended else "open"

    @property
    def worked_open(self) -> bool:
        return self.ended or self.tries >= 3 or self.hints_shown >= self.hints_total

    def submit(self, text: str) -> Feedback:
        if text == "boom":
            raise RuntimeError("the plugin's [/] own fault")
        if "hh" in text:
            verdict = SimpleNamespace(column=text.index("hh") + 1, kind="invalid")
            lines = ("`hh` at column 16: did you mean `h`?", "This did not count as a try.")
            return Feedback("invalid", "I cannot read that.", lines, False, verdict)  # type: ignore[arg-type]
        self.tries += 1
        self.earlier_answers.append(text)
        if text == "right":
            self.ended = True
            return Feedback("right", "Right.", ("First try.",), True)
        lines = ("An activation was passed through as if it were the identity.", "Look where W_o enters.")
        return Feedback("wrong", "Not yet.", lines)

    def hint(self) -> Feedback:
        if self.hints_shown == self.hints_total:
            return Feedback("refused", "That was the last hint.", offers_worked=True)
        self.hints_shown += 1
        text = self.step.hints[self.hints_shown - 1]
        return Feedback("hint", f"Hint {self.hints_shown} of {self.hints_total}", (text,))

    def worked(self) -> Feedback:
        if not self.worked_open:
            return Feedback("refused", "The worked step opens after hint 3 or a third try.")
        self.ended = True
        return Feedback("worked", "Worked step", ("∂L/∂W_o = [0, −0.0242]", "It comes back tomorrow."), True)

    def later(self) -> None:
        self.position += 1

    def advance(self) -> None:
        if self.ended:
            self.ended, self.tries, self.hints_shown, self.earlier_answers = False, 0, 0, []
            self.position += 1
