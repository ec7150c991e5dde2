"""Backward passes of people's own networks, as code writes them: what is right agrees, and one slip is told as one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tutor
from tutor.marking.mistakes.codes import CODES
from tutor.testing import assert_gradients

RNN = """
input   x[t,d], h0[s]
weights W[s,d], U[s,k=s], b[s], V[o,s]
target  y[t,o]
a = W x[t] + U h[t-1] + b
h = tanh(a)
h[0] = h0
p = V h[t]
L = 1/2 sum((p - y)^2)
"""

MIX = """
input   x[d]
weights W[s,d], U[s,d]
target  y[s]
a = W x
z = sigma(a)
c = tanh(U x)
h = (1 - z)*x[1] + z*c
L = 1/2 sum((h - y)^2)
"""


def given_arrays(problem: Any) -> dict[str, Any]:
    return dict(problem.instance(seed=3).given)


def backward(given: dict[str, Any], *, carried: bool = True, slope_at: str = "h") -> dict[str, Any]:
    """The gradients of the recurrent network; without what is ``carried`` back in time, or another slope."""
    x, state, y = given["x"], given["h0"], given["y"]
    states = [state]
    for row in x:
        states.append(np.tanh(given["W"] @ row + given["U"] @ states[-1] + given["b"]))
    found = {name: np.zeros_like(given[name]) for name in ("W", "U", "b", "V", "x")}
    after = np.zeros_like(state)
    for t in reversed(range(len(x))):
        h, before = states[t + 1], states[t]
        dp = given["V"] @ h - y[t]
        dh = given["V"].T @ dp + (after if carried else 0)
        da = dh * (1 - (h if slope_at == "h" else np.tanh(h)) ** 2)
        after = given["U"].T @ da
        found["W"] += np.outer(da, x[t])
        found["U"] += np.outer(da, before)
        found["V"] += np.outer(dp, h)
        found["b"] += da
        found["x"][t] = given["W"].T @ da
    return {f"d{name}": array for name, array in {**found, "h0": after}.items()}


def test_one_mistake_in_time_explains_all_arrays_that_it_reaches_and_its_formula_is_named() -> None:
    network = tutor.network(RNN)
    given = given_arrays(network)
    assert all(row.agrees for row in tutor.gradcheck(network, given, backward(given)))
    rows = {row.name: row for row in tutor.gradcheck(network, given, backward(given, carried=False))}
    assert rows["V"].agrees
    wrong = [row for row in rows.values() if not row.agrees]
    assert {row.name for row in wrong} == {"W", "U", "b", "x", "h0"}
    assert len({row.diagnosis for row in wrong}) == 1
    (said,) = wrong[0].diagnosis
    assert (said.code, said.where) == ("path-only-last", "It was made in ∂L/∂h.")


def test_what_is_said_of_several_arrays_is_printed_once() -> None:
    network = tutor.network(RNN)
    given = given_arrays(network)
    with pytest.raises(AssertionError) as error:
        assert_gradients(network, given, backward(given, slope_at="tanh"))
    first, *_ = text = str(error.value).splitlines()
    assert first.startswith("∂L/∂a (not among your arrays): A slope is taken at the wrong point.")
    assert [line.split("  ")[-1].strip() for line in text if line.startswith("✗")] == ["follows from ∂L/∂a"] * 5
    assert sum("slope is taken" in line for line in text) == 1


def test_a_gate_for_its_complement_is_a_gate_in_the_wrong_place() -> None:
    network = tutor.network(MIX)
    for step, answer in (("dL/dc", "dL/dh*(1 - z)"), ("h", "z*x[1] + z*c")):
        (first, *_) = tutor.check(network, step, answer).diagnosis
        assert first.code == "gate-swapped"


def test_the_sum_of_all_entries_everywhere_is_a_sum_too_far() -> None:
    network = tutor.network(RNN)
    given = given_arrays(network)
    right = backward(given)
    (row,) = tutor.gradcheck(network, given, {"db": np.full_like(right["db"], right["db"].sum())})
    assert [said.code for said in row.diagnosis] == ["sum-extra"]


def test_an_array_may_be_kept_in_objects_of_layers() -> None:
    network = tutor.network(RNN)
    given = given_arrays(network)
    right = backward(given)
    nested = {"grads": {"cell": {"W": right["dW"], "U": right["dU"]}, "head": {"V": right["dV"]}}}
    assert [row.name for row in tutor.gradcheck(network, given, nested) if row.agrees] == ["W", "U", "V"]


def test_a_function_of_a_state_taken_for_the_value_made_with_it_is_a_slope_at_the_wrong_point() -> None:
    network = tutor.network("""
        input  x[t,s], q[t,s]
        target y[t,s]
        c = c[t-1] + x[t]
        h = q[t]*tanh(c[t])
        L = 1/2 sum((h - y)^2)
    """)
    verdict = tutor.check(network, "dL/dc", "dL/dc[t+1] + dL/dh*q*(1 - h^2)")
    assert verdict.diagnosis[0].code == "derivative-point"


def test_a_kernel_that_is_turned_round_or_has_two_axes_swapped_is_told_by_its_numbers() -> None:
    network = tutor.network("""
        input    X[c,i,j]
        weights  W[o,c,r,s]
        upstream dY for Y
        sizes    C=2, I=4, J=4, O=2, R=2, S=2, U=3, V=3
        Y[o,u,v] = sum_{c,r,s}(W[o,c,r,s]*X[c,u+r-1,v+s-1])
    """)
    instance = network.instance(seed=2, sizes={"I": 4, "J": 4, "R": 2, "S": 2, "U": 3, "V": 3, "C": 3, "O": 2})
    right = instance.gradients["W"]
    for wrong, said in (
        (right[:, :, ::-1, ::-1], CODES["kernel-flipped"].message),
        (right.swapaxes(2, 3), "Its axes 3 and 4 are swapped."),
    ):
        (row,) = tutor.gradcheck(network, dict(instance.given), {"dW": wrong})
        assert [found.message for found in row.diagnosis] == [said]


def test_what_arrives_from_outside_handed_in_beside_the_gradients_is_passed_over_with_a_note() -> None:
    instance = tutor.problem("lstm-sequence").instance(seed=1)
    outside = instance.given["dh"]
    given_back, of_state, wrong = (
        tutor.gradcheck(instance.problem, instance.given, {"dh": array})[0]
        for array in (outside, instance.gradients["h"], 2 * np.asarray(instance.gradients["h"]))
    )
    assert given_back.agrees
    assert given_back.note == "it is the given dh itself, not a gradient: passed over"
    assert (of_state.name, of_state.agrees, of_state.note) == ("h", True, "")
    assert (wrong.name, wrong.agrees) == ("h", False)
