"""The solvers of rnn-bptt against autograd, at extremes, and in other precisions."""

from __future__ import annotations

import autograd.numpy as anp
import numpy as np
import pytest

from tutor_rnn_bptt import bptt_solver, step_solver


def _sequence(sizes, seed):
    t, d, s, m = sizes
    draw = np.random.default_rng(seed)
    return {
        "X": draw.normal(size=(t, d)),
        "y": np.eye(m)[draw.integers(0, m, size=t)],
        "U": draw.normal(size=(s, d)),
        "W": draw.normal(size=(s, s)),
        "V": draw.normal(size=(m, s)),
        "lr": np.array(0.1),
    }


def _sequence_loss(given, nudge):
    state = anp.zeros(len(given["W"]))
    loss = 0.0
    for t in range(len(given["X"])):
        a = given["U"] @ given["X"][t] + given["W"] @ state + nudge["a"][t]
        state = 1 / (1 + anp.exp(-a)) + nudge["H"][t]
        e = anp.exp(given["V"] @ state + nudge["z"][t])
        Y = e / anp.sum(e) + nudge["Y"][t]
        loss = loss - anp.log(anp.sum(Y * given["y"][t]))
    return loss


def _step(sizes, seed):
    n, d, h = sizes
    draw = np.random.default_rng(seed)
    return {
        "x": draw.normal(size=(n, d)),
        "h_prev": draw.normal(size=(n, h)),
        "Wx": draw.normal(size=(d, h)),
        "Wh": draw.normal(size=(h, h)),
        "b": draw.normal(size=h),
        "dh": draw.normal(size=(n, h)),
    }


def _step_loss(given, nudge):
    u = given["h_prev"] @ given["Wh"] + given["x"] @ given["Wx"] + given["b"] + nudge["u"]
    return anp.sum((anp.tanh(u) + nudge["h"]) * given["dh"])


@pytest.mark.parametrize("sizes", [(3, 2, 4, 5), (1, 1, 1, 2), (2, 3, 1, 3), (12, 5, 7, 3), (50, 4, 6, 3)])
def test_every_gradient_through_time_agrees_with_autograd(sizes, agree_with_autograd):
    t, _, s, m = sizes
    shapes = {"a": (t, s), "H": (t, s), "z": (t, m), "Y": (t, m)}
    for seed in range(3 if t > 20 else 5):
        given = _sequence(sizes, seed)
        values = bptt_solver.forward(given)
        loss = _sequence_loss(given, {name: np.zeros(shape) for name, shape in shapes.items()})
        assert values["L"] == pytest.approx(loss, rel=1e-12)
        assert values["P"] == pytest.approx(np.prod(np.sum(values["Y"] * given["y"], axis=1)), rel=1e-11)
        gradients = bptt_solver.backward(given, values)
        assert set(gradients) == {"Y", "z", "V", "H", "a", "U", "W", "X"}
        agree_with_autograd(_sequence_loss, given, shapes, gradients)


@pytest.mark.parametrize("sizes", [(5, 3, 4), (1, 1, 1), (7, 2, 6)])
def test_every_gradient_of_the_step_agrees_with_autograd(sizes, agree_with_autograd):
    n, _, h = sizes
    for seed in range(5):
        given = _step(sizes, seed)
        values = step_solver.forward(given)
        assert values["L"] == pytest.approx(_step_loss(given, {"u": 0, "h": 0}), rel=1e-11)
        gradients = step_solver.backward(given, values)
        assert set(gradients) == {"h", "u", "Wh", "h_prev", "Wx", "x", "b"}
        agree_with_autograd(_step_loss, given, {"u": (n, h), "h": (n, h)}, gradients)


def test_inputs_of_a_thousand_give_finite_right_numbers():
    given = _sequence((4, 2, 3, 3), 0)
    given["X"] = np.array([[1000.0, 0], [-1000, 0], [1000, 0], [-1000, 0]])
    given["U"] = np.ones((3, 2))
    given["V"] = 1000 * np.array([[1.0, 0, 0], [-1, 0, 0], [0, 0, 0]])
    given["y"] = np.array([[0.0, 1, 0], [1, 0, 0], [1, 0, 0], [0, 0, 1]])
    values = bptt_solver.forward(given)
    assert values["H"] == pytest.approx(np.array([[1.0] * 3, [0] * 3, [1] * 3, [0] * 3]), abs=1e-300)
    assert values["L"] == pytest.approx(2000 + 2 * np.log(3))
    assert values["P"] == 0
    gradients = bptt_solver.backward(given, values)
    assert gradients["z"][0] == pytest.approx([1, -1, 0], abs=1e-300)
    assert all(np.isfinite(gradient).all() for gradient in gradients.values())


def test_single_precision_stays_single():
    for solver, given in ((bptt_solver, _sequence((6, 2, 4, 3), 0)), (step_solver, _step((5, 3, 4), 0))):
        single = {name: value.astype(np.float32) for name, value in given.items()}
        values = solver.forward(single)
        arrays = {**values, **solver.backward(single, values)}
        assert {name for name, array in arrays.items() if array.dtype != np.float32} == set()


@pytest.mark.parametrize(
    ("solver", "given", "names"),
    [
        (bptt_solver, _sequence((6, 2, 4, 3), 0), ("X", "U", "W", "V")),
        (step_solver, _step((5, 3, 4), 0), ("x", "h_prev", "Wx", "Wh", "b")),
    ],
)
def test_a_complex_step_through_the_forward_pass_gives_the_gradient(solver, given, names):
    gradients = solver.backward(given, solver.forward(given))
    for name in names:
        stepped = {**given, name: given[name].astype(complex)}
        stepped[name].flat[1] += 1e-30j
        slope = solver.forward(stepped)["L"].imag / 1e-30
        assert slope == pytest.approx(gradients[name].flat[1], rel=1e-11)


def test_the_arrays_that_were_given_are_left_alone():
    for solver, given in ((bptt_solver, _sequence((6, 2, 4, 3), 0)), (step_solver, _step((5, 3, 4), 0))):
        before = {name: value.copy() for name, value in given.items()}
        values = solver.forward(given)
        kept = {name: value.copy() for name, value in values.items()}
        solver.backward(given, values)
        assert all((given[name] == before[name]).all() for name in given)
        assert all((values[name] == kept[name]).all() for name in values)
