"""Gradients of a plain function, and what their numbers alone tell."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

import tutor
from tutor import TutorError

RNG = np.random.default_rng(0)
X, W, b = RNG.normal(size=(5, 3)), RNG.normal(size=(3, 4)), RNG.normal(size=4)
y = np.array([0, 1, 2, 3, 1])
GIVEN = {"X": X, "W": W, "b": b, "y": y}


def cross_entropy(X: Any, W: Any, b: Any, y: Any) -> Any:
    Z = X @ W + b
    return (np.log(np.exp(Z).sum(1)) - Z[np.arange(5), y]).mean()


def right() -> dict[str, Any]:
    P = np.exp(X @ W + b)
    D = P / P.sum(1, keepdims=True)
    D[np.arange(5), y] -= 1
    return {"dW": X.T @ D / 5, "b.grad": D.sum(0) / 5, "dL/dX": D @ W.T / 5}


def codes(grads: Mapping[str, Any]) -> list[list[str]]:
    return [[found.code for found in row.diagnosis] for row in tutor.gradcheck(cross_entropy, GIVEN, grads)]


def test_an_analytic_function_is_checked_by_complex_steps() -> None:
    for row in tutor.gradcheck(cross_entropy, GIVEN, right()):
        assert row.agrees
        assert row.error < 1e-14
        assert not row.note


def test_the_arrays_may_come_as_one_object() -> None:
    (row,) = tutor.gradcheck(lambda p: cross_entropy(**p), GIVEN, {"dW": right()["dW"]})
    assert row.agrees
    (row,) = tutor.gradcheck(lambda v: (v**2).sum(), {"w": b}, {"w": 2 * b})
    assert row.agrees


@pytest.mark.parametrize(
    ("function", "gradient"),
    [
        (lambda w: np.abs(w).sum() + (w**2).sum(), lambda w: np.sign(w) + 2 * w),
        (lambda w: np.linalg.norm(w), lambda w: w / np.linalg.norm(w)),
        (lambda w: float(np.maximum(w, 0).sum()), lambda w: 1.0 * (w > 0)),
        (lambda w: sum(math.exp(entry) for entry in w), np.exp),
        (lambda w: np.real(w * np.conj(w)).sum(), lambda w: 2 * w),
    ],
)
def test_a_function_of_real_numbers_is_checked_by_differences(
    function: Callable[[Any], Any], gradient: Callable[[Any], Any]
) -> None:
    (row,) = tutor.gradcheck(function, {"w": b}, {"w": gradient(b)})
    assert row.agrees
    assert row.error < 1e-7
    assert "central differences" in row.note
    (row,) = tutor.gradcheck(function, {"w": b}, {"w": 2 * gradient(b)})
    assert [found.code for found in row.diagnosis] == ["factor"]


def test_any_slope_is_right_at_a_kink_and_it_is_said_where() -> None:
    w = np.array([1.0, -2.0, 0.0])
    for slope in (-1.0, 0.0, 1.0):
        (row,) = tutor.gradcheck(lambda w: np.abs(w).sum(), {"w": w}, {"w": [1.0, -1.0, slope]})
        assert row.agrees
        assert "kink at [3]" in row.note
    (row,) = tutor.gradcheck(lambda w: np.abs(w).sum(), {"w": w}, {"w": [1.0, -1.0, 3.0]})
    assert not row.agrees


def one_off(array: Any) -> Any:
    changed = array.copy()
    changed[1, 2] += 0.1
    return changed


def test_wrong_numbers_are_told_by_themselves() -> None:
    dW = right()["dW"]
    row_off, last_only = dW.copy(), np.zeros_like(dW)
    row_off[2] *= np.arange(1, 5)
    last_only[-1] = dW[-1]
    wrong = [
        -dW,
        5 * dW,
        0 * dW,
        dW.T,
        one_off(dW),
        row_off,
        last_only,
        dW[::-1],
        dW.sum(0),
        dW.mean(0),
    ]
    names = [codes({"dW": array})[0] for array in wrong]
    assert names == [
        ["sign"], ["factor"], ["zero"], ["transpose"], ["place"], ["place"], ["place"], ["place"], ["sum-extra"],
        ["mean-for-sum"],
    ]  # fmt: skip
    said = [tutor.gradcheck(cross_entropy, GIVEN, {"dW": array})[0].diagnosis[0].message for array in wrong[:7]]
    assert said[1] == "All of it is 5 times what is right."
    assert said[4] == "Only the entry [2,3] is wrong; all others agree."
    assert said[5] == "Along axis 1, only place 3 of 3 differs; all others agree."
    assert said[6] == "Along axis 1, only place 3 of 3 agrees; all others are zero."


def test_a_gradient_that_is_not_summed_is_told_its_axis() -> None:
    P = np.exp(X @ W + b)
    D = P / P.sum(1, keepdims=True)
    D[np.arange(5), y] -= 1
    (row,) = tutor.gradcheck(cross_entropy, GIVEN, {"db": D / 5})
    assert (row.diagnosis[0].code, row.agrees) == ("sum-missing", False)
    assert "not summed over axis 1. Its shape is 5×4; expected 4." in row.diagnosis[0].message
    assert codes({"db": np.ones((2, 2))}) == [["shape"]]
    assert codes({"db": [1.0, np.nan, 0.0, 0.0]}) == [["not-finite"]]


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda w: w, "must return one number, the loss, but it returns an array of shape 4"),
        (lambda w: "a", "must return one number, the loss, but it returns a str"),
        (lambda w: 1 / 0, "the function raises ZeroDivisionError: division by zero"),
        (lambda w: np.inf, "the function is not finite"),
        (lambda w: float(np.random.default_rng().normal()), "returns another number each time"),
        (lambda w: float(w[1] >= b[1]), r"the function jumps at w\[2\]"),
        (lambda w: math.floor(1e3 * w.sum()) + 0.0 * w[0], "the function is too rough at these arrays"),
        (lambda w, z: 1.0, "the function wants `z`, which is not given"),
        (lambda: 1.0, "the function has no `w`"),
    ],
)
def test_a_function_that_is_no_loss_is_refused_in_one_sentence(function: Callable[..., Any], said: str) -> None:
    with pytest.raises(TutorError, match=said):
        tutor.gradcheck(function, {"w": b}, {"w": b})


def test_names_tolerances_sizes_and_values_are_checked_for_functions_too() -> None:
    for grads, said in (
        ({"dV": b}, "`dV` is not one of the given arrays"),
        ({}, "there are no gradients to compare"),
        ({"w": ["a"]}, "w is not an array of real numbers"),
    ):
        with pytest.raises(TutorError, match=said):
            tutor.gradcheck(lambda w: w.sum(), {"w": b}, grads)
    with pytest.raises(TutorError, match="200000 entries; the most for a function is 100000"):
        tutor.gradcheck(lambda w: w.sum(), {"w": np.ones(200_000)}, {"w": b})
    with pytest.raises(TutorError, match="has neither values nor choices"):
        tutor.gradcheck(lambda w: w.sum(), {"w": b}, {"w": b}, values={"h": 1})
    assert tutor.gradcheck(lambda w: (w**2).sum(), {"w": b}, {"w": 2.001 * b}, tolerance=1e-2)[0].agrees


def test_nested_objects_are_handed_to_the_function_as_they_are() -> None:
    (row,) = tutor.gradcheck(
        lambda net, k: k * (net["l1"]["w"] ** 2).sum(),
        {"net": {"l1": {"w": b}}, "k": 3},
        {"net": {"l1": {"dw": 6 * b}}},
    )
    assert (row.name, row.agrees) == ("net.l1.w", True)


@pytest.mark.parametrize("log", [np.log, math.log])
def test_a_function_that_has_no_value_beyond_small_numbers_is_checked_beside_them(log: Callable[[Any], Any]) -> None:
    w = np.array([1e-8, 2e-8])
    for times in (1, 2):
        (row,) = tutor.gradcheck(lambda w: sum(log(entry) for entry in w), {"w": w}, {"w": times / w})
        assert row.agrees == (times == 1)


def test_a_shifted_gradient_is_told_so() -> None:
    right = 2 * np.arange(1.0, 7)
    for own in (np.roll(right, 1), np.append(0, right[:-1]), np.append(right[1:], 0)):
        (row,) = tutor.gradcheck(lambda x: (x**2).sum(), {"x": right / 2}, {"x": own})
        assert row.diagnosis[0].message == "All of it is shifted by one place along axis 1."


def test_a_function_that_writes_into_its_arrays_spoils_nothing() -> None:
    def greedy(w: Any) -> Any:
        w *= 2
        return (w**2).sum()

    given = {"w": b.copy()}
    (row,) = tutor.gradcheck(greedy, given, {"w": 8 * b})
    assert row.agrees
    assert (given["w"] == b).all()
