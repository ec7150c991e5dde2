from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tutor import host, marking
from tutor.marking.typed_value import TypedValue, typed_value
from tutor.notation.read.parser import parse


def typed(problem: str, step: str, text: str, *, known: Any = None) -> TypedValue | None:
    """What a text comes to at the textbook's numbers, where what comes before the step is known."""
    found = host.problem(problem)
    instance = found.instance()
    arrays = {name: np.asarray(array)[None] for name, array in instance.given.items()}
    for one in found.formula_steps():
        if one.id == step:
            break
        arrays[one.id] = np.asarray(instance.target(one.id))[None]
    return typed_value(marking.question(instance, step), parse(text, found.scope), arrays | (known or {}))


def test_a_formula_of_the_right_shape_has_its_value_at_the_instance() -> None:
    # h = 0.1392, d = 0.6, C = 0.2275
    value = typed("lstm-cell", "dL/do", "(h - d) * tanh(C)")
    assert value is not None
    assert (value.shape, value.asked) == ((), True)
    assert value.array == pytest.approx((0.1392 - 0.6) * np.tanh(0.2275), rel=1e-3)


@pytest.mark.parametrize(
    ("problem", "step", "text", "shape", "asked"),
    [
        ("lstm-cell", "dL/dW_o", "(h - d) * tanh(C)", (), False),
        ("lstm-cell", "o", "W_o * [h_prev, x]", (2,), False),
        ("skip-mlp", "dL/dw_ho", "w_ih.T", (2, 3), False),
        ("skip-mlp", "dL/dw_ho", "w_ih", (3, 2), False),
        ("skip-mlp", "dL/da", "dL/dz * w_ho", (4, 2), True),
        ("rnn-bptt", "dL/dW", "dL/da @ H.T", (3, 3), False),
    ],
)
def test_the_shape_is_that_of_what_was_typed(
    problem: str, step: str, text: str, shape: tuple[int, ...], asked: bool
) -> None:
    value = typed(problem, step, text)
    assert value is not None
    assert (value.shape, value.asked) == (shape, asked)


def test_a_name_whose_number_is_not_shown_gives_a_shape_and_no_value() -> None:
    value = typed("skip-mlp", "dL/dv", "dL/da * w_ho")
    assert value == TypedValue((4, 2), asked=True)


@pytest.mark.parametrize("text", ["dL/dv", "2 * dL/dv", "0.5", "[1, 2]"])
def test_nothing_is_said_of_the_answer_itself_and_of_plain_numbers(text: str) -> None:
    assert typed("skip-mlp", "dL/dv", text) is None


def test_a_formula_whose_shapes_do_not_meet_gives_nothing() -> None:
    assert typed("rnn-bptt", "dL/dW", "U @ V @ U") is None


def test_of_a_value_without_bounds_only_the_shape_is_given() -> None:
    assert typed("skip-mlp", "dL/dv", "log(0 * v)") == TypedValue((4, 2), asked=True)


def test_no_number_that_is_not_shown_changes_anything() -> None:
    instance = host.problem("skip-mlp").instance()
    question, scope = marking.question(instance, "dL/dv"), instance.problem.scope
    known = {name: np.asarray(array)[None] for name, array in instance.given.items()}
    for text in ("dL/dz * w_ho", "v * (1 - v)", "w_ih.T", "dL/dz * w_ho + dL/da"):
        before = typed_value(question, parse(text, scope), known)
        assert before is not None
        assert before.array is None or text == "w_ih.T"
