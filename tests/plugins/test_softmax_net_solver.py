"""The solvers of softmax-net against autograd, at extremes, and in other precisions."""

from __future__ import annotations

import autograd.numpy as anp
import numpy as np
import pytest

from tutor_softmax_net import net_solver, unit_solver


def _sigma(x):
    return 1 / (1 + anp.exp(-x))


def _unit(size, seed):
    draw = np.random.default_rng(seed)
    return {"x": draw.normal(size=size), "W": draw.normal(size=size), "t": np.array(draw.uniform(0.5, 2))}


def _unit_loss(given, nudge):
    z = anp.sum(given["W"] * given["x"]) + nudge["z"]
    y = _sigma(z) + nudge["y"]
    return -given["t"] * anp.log(y)


def _net(sizes, seed):
    d, h, m = sizes
    draw = np.random.default_rng(seed)
    return {
        "x": draw.normal(size=d),
        "W1": draw.normal(size=(h, d)),
        "W2": draw.normal(size=(m, h)),
        "t": draw.dirichlet(np.ones(m)) if seed % 2 else np.eye(m)[seed % m],
        "eta": np.array(0.5),
    }


def _net_loss(given, nudge):
    z1 = given["W1"] @ given["x"] + nudge["z1"]
    y1 = _sigma(z1) + nudge["y1"]
    e = anp.exp(given["W2"] @ y1 + nudge["z2"])
    y = e / anp.sum(e) + nudge["y"]
    return -anp.sum(given["t"] * anp.log(y))


@pytest.mark.parametrize("size", [1, 3, 8])
def test_every_gradient_of_the_unit_agrees_with_autograd(size, agree_with_autograd):
    for seed in range(5):
        given = _unit(size, seed)
        values = unit_solver.forward(given)
        assert values["L"] == pytest.approx(_unit_loss(given, {"z": 0, "y": 0}), rel=1e-13)
        gradients = unit_solver.backward(given, values)
        assert set(gradients) == {"t", "y", "z", "x", "W"}
        agree_with_autograd(_unit_loss, given, {"z": (), "y": ()}, gradients)


@pytest.mark.parametrize("sizes", [(5, 3, 7), (1, 1, 2), (2, 6, 3), (40, 9, 11)])
def test_every_gradient_of_the_net_agrees_with_autograd(sizes, agree_with_autograd):
    _, h, m = sizes
    shapes = {"z1": (h,), "y1": (h,), "z2": (m,), "y": (m,)}
    for seed in range(6):
        given = _net(sizes, seed)
        values = net_solver.forward(given)
        assert values["L"] == pytest.approx(_net_loss(given, dict.fromkeys(shapes, 0)), rel=1e-12)
        gradients = net_solver.backward(given, values)
        assert set(gradients) == {"y", "z2", "y1", "W2", "z1", "W1", "x"}
        agree_with_autograd(_net_loss, given, shapes, gradients)


def test_a_target_that_does_not_sum_to_one_is_right_too(agree_with_autograd):
    given = _net((4, 3, 5), 1)
    given["t"] = np.array([0.5, 2.0, 0.0, 1.0, 0.25])
    shapes = {"z1": (3,), "y1": (3,), "z2": (5,), "y": (5,)}
    agree_with_autograd(_net_loss, given, shapes, net_solver.backward(given, net_solver.forward(given)))


@pytest.mark.parametrize("z", [1000.0, -1000.0, 40.0, -40.0])
def test_a_logit_of_a_thousand_gives_finite_right_numbers(z):
    given = {"x": np.array([z]), "W": np.array([1.0]), "t": np.array(1.0)}
    values = unit_solver.forward(given)
    assert values["L"] == pytest.approx(max(-z, 0) + np.log1p(np.exp(-abs(z))), rel=1e-15)
    gradients = unit_solver.backward(given, values)
    assert gradients["z"] == pytest.approx(-1 / (1 + np.exp(min(z, 700))), rel=1e-13, abs=1e-300)
    assert gradients["t"] == values["L"]
    assert all(np.isfinite(gradient).all() for gradient in gradients.values())


def test_softmax_inputs_of_a_thousand_give_finite_right_numbers():
    given = {
        "x": np.array([1000.0, -1000.0]),
        "W1": np.eye(2),
        "W2": np.array([[1000.0, 0], [-1000.0, 0], [0, 7]]),
        "t": np.array([0.0, 1.0, 0.0]),
        "eta": np.array(0.1),
    }
    values = net_solver.forward(given)
    assert values["L"] == 2000
    assert values["y"] == pytest.approx([1, 0, 0], abs=1e-300)
    gradients = net_solver.backward(given, values)
    assert gradients["z2"] == pytest.approx([1, -1, 0], abs=1e-300)
    assert all(np.isfinite(gradient).all() for gradient in gradients.values())


def test_no_zero_has_a_minus_sign():
    given = _net((4, 3, 5), 0)
    gradients = net_solver.backward(given, net_solver.forward(given))
    assert not np.signbit(gradients["y"][given["t"] == 0]).any()


def test_single_precision_stays_single():
    for solver, given in ((net_solver, _net((4, 3, 5), 0)), (unit_solver, _unit(3, 0))):
        single = {name: value.astype(np.float32) for name, value in given.items()}
        values = solver.forward(single)
        arrays = {**values, **solver.backward(single, values)}
        assert {name for name, array in arrays.items() if array.dtype != np.float32} == set()


@pytest.mark.parametrize(
    ("solver", "given", "name"), [(net_solver, _net((4, 3, 5), 0), "x"), (unit_solver, _unit(3, 0), "W")]
)
def test_a_complex_step_through_the_forward_pass_gives_the_gradient(solver, given, name):
    stepped = {**given, name: given[name].astype(complex)}
    stepped[name][1] += 1e-30j
    slope = solver.forward(stepped)["L"].imag / 1e-30
    assert slope == pytest.approx(solver.backward(given, solver.forward(given))[name][1], rel=1e-12)
