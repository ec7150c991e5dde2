"""A problem, its instance and a session that follow the real ones' shape and compute nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from tutor.study.session.feedback import Feedback

DISPLAY = {
    "h_prev": "hₜ₋₁", "x": "xₜ", "C_prev": "Cₜ₋₁", "d": "d", "alpha": "α", "f": "fₜ", "i": "iₜ", "g": "C̃ₜ",
    "o": "oₜ", "C": "Cₜ", "h": "hₜ", "L": "L", "dL/dh": "∂L/∂hₜ", "dL/do": "∂L/∂oₜ", "dL/dC": "∂L/∂Cₜ",
    "dL/df": "∂L/∂fₜ", "dL/di": "∂L/∂iₜ", "dL/dg": "∂L/∂C̃ₜ", "dL/dW_o": "∂L/∂W_o",
}  # fmt: skip
GIVEN = {
    "h_prev": 0.0, "x": 1.0, "C_prev": 0.0, "d": 0.6, "alpha": 0.1, "W_f": [0.5, 0.5], "W_o": [0.5, 0.5],
    "W_i": [0.4, 0.4], "W_c": [0.4, 0.4],
}  # fmt: skip
TARGETS = {
    "f": 0.6225, "i": 0.5987, "g": 0.3799, "o": 0.6225, "C": 0.2275, "h": 0.1392, "L": 0.1062,
    "dL/dh": -0.4608, "dL/do": -0.10303, "dL/dC": -0.2725, "dL/df": 0.0, "dL/di": -0.1035, "dL/dg": -0.1631,
    "dL/dW_o": [0.0, -0.0242],
}  # fmt: skip


@dataclass(frozen=True)
class FakeStep:
    id: str
    ask: str = ""
    rule: str = "going back through σ multiplies by its slope"
    hints: tuple[str, ...] = ("Where does it enter?", "What lies between?", "Write a for the argument.")
    skills: tuple[str, ...] = ("chain-rule",)
    formula: str = ""


class FakeProblem:
    id = "lstm-cell"
    title = "LSTM cell"
    summary = "one scalar cell, by hand"
    statement = (
        "fₜ iₜ oₜ = σ(W·[hₜ₋₁, xₜ])",
        "C̃ₜ = tanh(W_c·[hₜ₋₁, xₜ])",
        "Cₜ = fₜ Cₜ₋₁ + iₜ C̃ₜ",
        "hₜ = oₜ tanh(Cₜ)",
        "L = ½ (hₜ − d)²",
    )
    figure = None
    given = tuple(SimpleNamespace(name=name) for name in GIVEN)
    steps = (
        *(FakeStep(name, f"What is {name} here?") for name in TARGETS if name != "dL/dW_o"),
        FakeStep("dL/dW_o", "How the loss changes with the two weights of the output gate."),
    )

    @property
    def declared_steps(self) -> tuple[FakeStep, ...]:
        return self.steps

    def display(self, name: str) -> str:
        return DISPLAY.get(name, name)

    def step(self, step_id: str) -> FakeStep:
        return next(step for step in self.steps if step.id == step_id)

    scope = None


class FakeInstance:
    def __init__(self) -> None:
        self.problem = FakeProblem()
        self.seed = None
        self.label = "textbook"
        self.given = {name: np.asarray(value) for name, value in GIVEN.items()}

    def target(self, step_id: str) -> Any:
        return np.asarray(TARGETS[step_id])


@dataclass
class FakeSession:
    """Answers are right if they are `right`, unreadable if they hold `hh`, otherwise wrong."""

    position: int = 13
    mode: str = "learn"
    tries: int = 0
    hints_shown: int = 0
    hints_total: int = 3
    ended: bool = False
    finished: bool = False
    instance: FakeInstance = field(default_factory=FakeInstance)
    earlier_answers: list[str] = field(default_factory=list)

    @property
    def problem(self) -> FakeProblem:
        return self.instance.problem

    @property
    def total(self) -> int:
        return 24

    @property
    def done(self) -> int:
        return self.position

    @property
    def step(self) -> FakeStep:
        return self.problem.steps[min(self.position, len(self.problem.steps) - 1)]

    @property
    def question(self) -> Any:
        return SimpleNamespace(accepts="a formula, or 2 numbers to 3 digits or more", shape=(2,))

    @property
    def so_far(self) -> tuple[FakeStep, ...]:
        return self.problem.steps[: self.position]

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
