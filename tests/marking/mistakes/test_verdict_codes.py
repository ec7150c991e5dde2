"""What is no mutation: other layouts, rounding, numbers that follow from an own slip, a forward pass that differs."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tests.marking.toys import posed
from tutor import Step
from tutor.marking import Verdict, mark, question
from tutor.problems.instances.dependency_graph import recomputed
from tutor.problems.instances.formula_values import environment, evaluated, lift, read
from tutor.problems.instances.instance import Instance


def marked(problem: str, step: str, answer: str, seed: int | None = None) -> Verdict:
    return mark(question(posed(problem).instance(seed=seed), step), answer)


def codes(verdict: Verdict) -> list[str]:
    return [diagnosis.code for diagnosis in verdict.diagnosis]


@pytest.mark.parametrize(
    ("problem", "step", "answer"),
    [
        ("softmax-net", "dL/dy1", "(y - t)^T W2"),
        ("softmax-net", "dL/dz1", "(y - t) @ W2 * y1 * (1 - y1)"),
        ("rnn-bptt", "dL/dH_T", "(Y_T - y_T)^T V"),
        ("conv-dense", "dL/dz2", "(dL/dy3)^T w3^T"),
    ],
)
def test_a_row_for_a_column_is_right_and_noted(problem: str, step: str, answer: str) -> None:
    verdict = marked(problem, step, answer, seed=3)
    assert verdict.kind == "correct"
    assert "row" in verdict.note


@pytest.mark.parametrize(("problem", "step"), [("softmax-net", "dL/dy1"), ("rnn-bptt", "dL/dH_T")])
def test_numbers_in_a_column_or_in_a_row_of_one_are_right_and_noted(problem: str, step: str) -> None:
    right = posed(problem).instance().target(step)
    numbers = [f"{number:.6f}" for number in right]
    for answer in (f"[[{', '.join(numbers)}]]", f"[{', '.join(f'[{number}]' for number in numbers)}]"):
        assert marked(problem, step, answer).kind == "correct"


@pytest.mark.parametrize(
    ("problem", "step"), [("lstm-cell", "dL/dh"), ("skip-mlp", "dL/dw_io"), ("conv-dense", "dL/db")]
)
def test_numbers_that_are_off_by_less_than_one_of_their_last_digit_are_said_to_be_rounded_too_soon(
    problem: str, step: str
) -> None:
    right = np.atleast_1d(posed(problem).instance().target(step))
    off = right + np.sign(right) * 0.9 * 10.0 ** (np.floor(np.log10(np.abs(right))) - 2)
    numbers = ", ".join(np.format_float_positional(number, precision=3, fractional=False) for number in off)
    verdict = marked(problem, step, f"[{numbers}]" if len(right) > 1 else numbers)
    assert verdict.kind == "wrong"
    assert codes(verdict) == ["rounding"]


@pytest.mark.parametrize(
    ("problem", "earlier", "step", "form"),
    [
        ("lstm-cell", "C", "h", "o tanh(C)"),
        ("skip-mlp", "dL/dz", "dL/dw_io", "sum_n(dL/dz x_i)"),
        ("softmax-net", "dL/dz2", "dL/dy1", "W2^T dL/dz2"),
        ("conv-dense f=tanh", "dL/dy1", "dL/dK", "corr(z0, dL/dy1)"),
        ("rnn-bptt", "dL/da", "dL/dU", "sum_t(dL/da_t X_t^T)"),
    ],
)
def test_what_follows_from_an_own_earlier_value_is_told_so(problem: str, earlier: str, step: str, form: str) -> None:
    instance = posed(problem).instance(seed=3)
    own = instance.target(earlier) * 1.5 + 0.25
    answer = _evaluated(instance, step, form, {earlier: own})
    verdict = mark(question(instance, step), _typed(answer), {earlier: own})
    assert verdict.kind == "correct"
    assert verdict.follow_through
    assert codes(verdict) == ["follow-through"]


def _evaluated(instance: Instance, step: str, form: str, own: dict[str, np.ndarray]) -> np.ndarray:
    """A form of the right answer with one earlier result that is not right."""
    problem, asked = instance.problem, instance.problem.step(step)
    assert isinstance(asked, Step)
    known = {**instance.given, **{s.id: instance.target(s.id) for s in problem.formula_steps()}, **own}
    env = environment(problem, lift(known), instance.sizes)
    return evaluated(read(problem, form, step), problem.axes_of(asked), env)[0]


def _typed(array: np.ndarray) -> str:
    if array.ndim == 0:
        return f"{float(array):.8g}"
    return f"[{', '.join(_typed(part) for part in array)}]"


@pytest.mark.parametrize(
    ("problem", "value", "steps"),
    [("skip-mlp", "v", ["dL/dz", "dL/dw_ho", "dL/dw_ih"]), ("softmax-net", "y1", ["dL/dz2", "dL/dW2"])],
)
def test_a_gradient_from_a_forward_pass_with_another_activation_is_said_to_differ_forward(
    problem: str, value: str, steps: list[str]
) -> None:
    asked = posed(problem)
    instance = asked.instance(seed=3)
    before = {"v": "a", "y1": "z1"}[value]
    for step in steps:
        arrays = question(instance, step).at_instance
        tanh = read(asked, f"tanh({before})", value)
        numbers = recomputed(asked, arrays, instance.sizes, step, formulas={value: tanh})[0]
        verdict = mark(question(instance, step), _typed(numbers))
        assert verdict.kind == "wrong"
        assert "forward" in codes(verdict), (step, verdict.diagnosis)


@pytest.mark.parametrize(("problem", "name"), [("skip-mlp", "w_io"), ("lstm-step", "Wh")])
def test_gradients_that_are_not_finite_or_in_another_shape_are_named_as_such(problem: str, name: str) -> None:
    instance = tutor.problem(problem).instance(seed=3)
    gradient = instance.gradients[name].copy()
    gradient.flat[0] = np.nan
    (row,) = tutor.gradcheck(problem, instance.given, {name: gradient})
    assert [diagnosis.code for diagnosis in row.diagnosis] == ["not-finite"]
    (row,) = tutor.gradcheck(problem, instance.given, {name: np.ones((2, 3, 9, 4))})
    assert [diagnosis.code for diagnosis in row.diagnosis] == ["shape"]


@pytest.mark.parametrize(("problem", "name", "shape"), [("rnn-step", "b", (1, -1)), ("skip-mlp", "w_ho", (-1, 1))])
def test_gradients_in_a_harmless_other_shape_agree_with_a_note(problem: str, name: str, shape: tuple[int, ...]) -> None:
    instance = tutor.problem(problem).instance(seed=3)
    (row,) = tutor.gradcheck(problem, instance.given, {name: instance.gradients[name].reshape(shape)})
    assert row.agrees
    assert "taken as" in row.note


@pytest.mark.parametrize(
    ("problem", "step", "answer", "letters"),
    [
        ("skip-mlp", "dL/dw_io", "x.T @ dL/dz", "n"),
        ("skip-mlp", "dL/dv", "outer(dL/dz, w_ho)", "n"),
        ("skip-mlp", "dL/dw_io", "-x.T @ dL/dz", "n"),
        ("rnn-bptt", "dL/dV", "(Y - y).T @ H", "t"),
        ("skip-mlp", "dL/dw_io", "sum_n dL/dz x", ""),
        ("skip-mlp", "dL/dw_io", "-sum_n dL/dz x", ""),
        ("softmax-net", "dL/dW1", "dL/dz1 @ x.T", ""),
        ("lstm-step", "dL/dWh", "h_prev.T @ dL/da", ""),
    ],
)
def test_the_echo_says_when_whole_arrays_were_read(problem: str, step: str, answer: str, letters: str) -> None:
    verdict = mark(question(tutor.problem(problem).instance(seed=1), step), answer)
    assert verdict.kind == ("wrong" if answer.startswith("-") else "correct")
    assert verdict.as_whole == (f"whole arrays over {letters}" if letters else "")
    assert verdict.read_as.endswith(f", whole arrays over {letters}") == bool(letters)
