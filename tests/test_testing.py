"""`tutor.testing`: one line for somebody's own tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tutor
from tutor import TutorError
from tutor.course.course import Course
from tutor.course.sheet_code import code_of
from tutor.testing import assert_answer, assert_gradients


def test_right_gradients_pass_silently() -> None:
    instance = tutor.problem("lstm-cell").instance(seed=4)
    grads = {f"d{name}": instance.gradients[name] for name in ("W_f", "W_o")}
    assert_gradients("lstm-cell", instance.given, grads, values=instance.values)
    assert_gradients(instance.problem, instance.given, grads, tolerance=1e-9)
    assert_gradients(lambda w: (w**2).sum(), {"w": np.ones(3)}, {"w": 2 * np.ones(3)})
    tanh = tutor.problem("conv-dense").instance(seed=1, set={"f": "tanh"})
    assert_gradients("conv-dense", tanh.given, {"K": tanh.gradients["K"]}, set={"f": "tanh"})


def test_the_message_has_the_cause_first_and_then_the_table() -> None:
    instance = tutor.problem("lstm-cell").instance(seed=4)
    grads = {"W_f": -instance.gradients["W_f"], "W_o": instance.gradients["W_o"]}
    with pytest.raises(AssertionError) as raised:
        assert_gradients("lstm-cell", instance.given, grads)
    first, _, blank, head, *rows = str(raised.value).splitlines()
    assert first.startswith("∂L/∂W_f: The size is right, but a sign is turned round. ")
    assert blank == ""
    assert head.split() == ["tensor", "error", "worst", "at", "got", "expected", "mistake"]
    assert any(row.startswith("✓  ∂L/∂W_o") for row in rows)


def test_a_wrong_forward_value_is_the_cause() -> None:
    instance = tutor.problem("lstm-cell").instance(seed=4)
    with pytest.raises(AssertionError, match=r"^oₜ: The forward value o is wrong\."):
        assert_gradients(
            "lstm-cell", instance.given, {"W_o": -instance.gradients["W_o"]}, values={"o": instance.values["o"] / 2}
        )


def test_a_function_is_asserted_by_the_names_of_its_arrays() -> None:
    with pytest.raises(AssertionError, match=r"^w: All of it is 1/2 of what is right\. "):
        assert_gradients(lambda w: (w**2).sum(), {"w": np.ones(3)}, {"dw": np.ones(3)})


def test_what_does_not_fit_is_an_error_of_its_own() -> None:
    instance = tutor.problem("lstm-cell").instance(seed=4)
    with pytest.raises(TutorError, match="`dW_q` is not a gradient of lstm-cell"):
        assert_gradients("lstm-cell", instance.given, {"dW_q": [1, 2]})


def test_without_the_right_numbers_the_message_tells_the_mistake_alone() -> None:
    instance = tutor.problem("lstm-cell").instance(seed=4)
    wrong = {"W_f": -instance.gradients["W_f"], "W_o": instance.gradients["W_o"] + 0.125}
    with pytest.raises(AssertionError) as raised:
        assert_gradients("lstm-cell", instance.given, wrong, reveal=False)
    message = str(raised.value)
    assert "The size is right, but a sign is turned round." in message
    shown = {float(number) for number in re.findall(r"-?\d+\.\d{3,}", message)}
    right = {*instance.gradients["W_f"].ravel(), *instance.gradients["W_o"].ravel()}
    assert shown
    assert all(abs(number - one) > 1e-6 for number in shown for one in right)
    assert "expected" not in message
    assert "error" not in message


@pytest.mark.parametrize("kind", [np.asarray, np.ndarray.tolist, lambda array: array.astype(np.float32)])
def test_an_answer_may_be_an_array_a_list_or_single_precision(kind: Callable[[Any], Any]) -> None:
    for seed in range(20):
        instance = tutor.problem("lstm-cell").instance(seed=seed)
        assert_answer("lstm-cell", "dL/dW_o", kind(instance.gradients["W_o"]), seed=seed)
        with pytest.raises(AssertionError):
            assert_answer("lstm-cell", "dL/dW_o", kind(instance.gradients["W_o"] * 1.01), seed=seed)


def test_an_answer_may_be_a_formula_an_option_or_a_number() -> None:
    assert_answer("lstm-cell", "dL/dh", "h - d")
    assert_answer("lstm-cell", "L", 0.1062)
    assert_answer("lstm-cell", "dL/dW_o", "[0, -0.0242]")
    choice = tutor.problem("rnn-memory").instance(seed=3).step("two-index")
    assert_answer("rnn-memory", "two-index", *choice.answer, seed=3)


def test_a_wrong_answer_says_which_mistake_it_is_and_holds_no_answer() -> None:
    with pytest.raises(AssertionError) as raised:
        assert_answer("lstm-cell", "dL/dh", "d - h")
    assert str(raised.value).splitlines()[-1].strip() == "The size is right, but a sign is turned round."
    assert "h − d" not in str(raised.value).replace("hₜ", "h")


def test_the_numbers_may_be_those_of_a_sheet() -> None:
    course = Course("Deep learning", bytes(32))
    gradient = tutor.problem("lstm-cell").instance(seed=course.seed_of("ada")).gradients["W_o"]
    code = code_of(course, course.seed_of("ada"))
    assert_answer("lstm-cell", "dL/dW_o", gradient, code=code)
    with pytest.raises(TutorError, match="`seed` and `code` each say which numbers"):
        assert_answer("lstm-cell", "dL/dW_o", gradient, code=code, seed=1)
    with pytest.raises(TutorError, match="has a slip in it"):
        assert_answer("lstm-cell", "dL/dW_o", gradient, code=code[:-1] + ("0" if code[-1] != "0" else "1"))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (1j, "not of complex128"),
        ([True], "not of bool"),
        ([[1, 2], [3]], "the answer is no array"),
        ({}, "not of object"),
    ],
)
def test_what_is_no_answer_is_an_error_of_its_own(answer: object, said: str) -> None:
    with pytest.raises(TutorError, match=said):
        assert_answer("lstm-cell", "dL/dW_o", answer)


@pytest.mark.parametrize("nothing", [None, ...])
def test_what_is_not_answered_yet_is_said_so(nothing: object) -> None:
    with pytest.raises(AssertionError, match="There is no answer yet"):
        assert_answer("lstm-cell", "dL/dW_o", nothing)


def test_not_a_number_is_a_wrong_answer() -> None:
    with pytest.raises(AssertionError):
        assert_answer("lstm-cell", "dL/dW_o", [np.nan, np.inf])
