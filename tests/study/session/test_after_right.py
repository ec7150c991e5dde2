"""What is said after a right answer, on real problems: numbers by hand, and losses computed here."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tutor import host
from tutor.notation.write.one_line import to_ascii
from tutor.study import QuizSession, Store
from tutor.study.session.feedback import Feedback


def answered(problem: str, step: str, text: str = "", seed: int | None = None, mode: str = "learn") -> Feedback:
    """What is said to this answer, or to the right formula."""
    instance = host.problem(problem).instance(seed=seed)
    session = QuizSession([(instance, step)], mode, Store(None))  # type: ignore[arg-type]
    return session.submit(text or to_ascii(instance.formula(step), instance.problem.scope))


def test_a_formula_is_given_its_value() -> None:
    assert answered("lstm-cell", "o").lines[0] == "= 0.6225   First try."


def test_a_number_is_not_said_again() -> None:
    assert answered("lstm-cell", "o", "0.6225").lines[0] == "First try."


def test_a_large_array_is_not_written_out() -> None:
    assert answered("skip-mlp", "dL/da").lines[0] == "First try."


def test_a_gradient_is_held_against_the_loss_with_one_entry_moved() -> None:
    # L = -log sigma(z) at z = 1 and at z = 1.01
    moved = np.log1p(np.exp(-1.01)) - np.log1p(np.exp(-1.0))
    assert f"{moved:.4f}" == "-0.0027"
    assert answered("logistic-unit", "dL/dz").lines[1] == "z + 0.01: L moves by −0.0027; yours says −0.0027"


def test_of_numbers_that_were_typed_it_is_what_these_say() -> None:
    assert answered("logistic-unit", "dL/dz", "-0.269").lines[1].endswith("yours says −0.0027")


def test_the_entry_that_is_moved_is_one_of_the_given_array() -> None:
    def loss(w: np.ndarray) -> float:
        gate = 1 / (1 + np.exp(-w[1]))
        return float(0.5 * (gate * np.tanh(0.62245933 * 0 + 0.59868766 * 0.37994896) - 0.6) ** 2)

    moved = loss(np.array([0.5, 0.51])) - loss(np.array([0.5, 0.5]))
    assert f"{moved:.5f}" == "-0.00024"
    assert answered("lstm-cell", "dL/dW_o").lines[1] == "W_o[2] + 0.01: L moves by −0.00024; yours says −0.00024"


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("problem", ["skip-mlp", "softmax-net", "conv-dense", "rnn-bptt", "lstm-cell", "gru-cell"])
def test_loss_and_gradient_agree_wherever_both_are_said(problem: str, seed: int) -> None:
    found = host.problem(problem)
    gradients = [
        step.id for step in found.formula_steps() if found.targets[step.id].is_gradient_by(found.targets[step.id].by)
    ]
    for step in gradients:
        said = next(line for line in answered(problem, step, seed=seed).lines if "yours says" in line)
        numbers = [float(text.replace("−", "-")) for text in re.findall(r"(?:by|says) (−?[\d.]+)", said)]
        assert numbers[0] == pytest.approx(numbers[1], rel=0.12, abs=1e-12), said


@pytest.mark.parametrize("step", ["h", "dh/do"])
def test_what_is_no_gradient_of_the_loss_foretells_nothing(step: str) -> None:
    assert not any("yours says" in line for line in answered("lstm-cell", step).lines)


def test_formulas_that_fail_leave_their_fault_and_the_answer_stays_right(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("the plugin's own")

    monkeypatch.setattr("tutor.study.session.teaching.after_right.compute", broken)
    said = answered("logistic-unit", "dL/dz")
    assert (said.kind, said.lines[0]) == ("right", "First try.")
    assert isinstance(said.error, ZeroDivisionError)


def test_an_exam_says_neither() -> None:
    assert answered("lstm-cell", "o", mode="exam").lines == ("That was the last one.",)
