"""The solver of conv-dense against autograd for each non-linearity, at extremes, and in other precisions."""

from __future__ import annotations

import autograd.numpy as anp
import numpy as np
import pytest

from tutor_conv_dense.solver import backward, forward

ASKED = {"z3", "y3", "w3", "z2", "y2", "w2", "z1", "y1", "K", "b", "z0"}
FUNCTIONS = {
    "sigma": lambda y: 1 / (1 + anp.exp(-y)),
    "tanh": anp.tanh,
    "relu": lambda y: anp.where(y > 0, y, 0.0),
}


def _given(sizes, seed):
    i, j, r, c, q, o = sizes
    draw = np.random.default_rng(seed)
    return {
        "z0": draw.normal(size=(i, j)),
        "K": draw.normal(size=(r, c)) / r,
        "b": np.array(0.3),
        "w2": draw.normal(size=((i - r + 1) * (j - c + 1), q)),
        "w3": draw.normal(size=(q, o)),
        "d": draw.uniform(size=o),
        "eta": np.array(0.5),
    }


def _loss(f):
    def loss(given, nudge):
        z0, K = given["z0"], given["K"]
        u, v = z0.shape[0] - K.shape[0] + 1, z0.shape[1] - K.shape[1] + 1
        terms = [K[r, c] * z0[r : r + u, c : c + v] for r in range(K.shape[0]) for c in range(K.shape[1])]
        y1 = sum(terms) + given["b"] + nudge["y1"]
        z1 = f(y1) + nudge["z1"]
        y2 = given["w2"].T @ anp.reshape(z1, -1) + nudge["y2"]
        z2 = f(y2) + nudge["z2"]
        y3 = given["w3"].T @ z2 + nudge["y3"]
        z3 = f(y3) + nudge["z3"]
        return 0.5 * anp.sum((z3 - given["d"]) ** 2)

    return loss


@pytest.mark.parametrize("activation", FUNCTIONS)
@pytest.mark.parametrize("sizes", [(4, 4, 3, 3, 3, 1), (7, 5, 3, 2, 6, 3), (3, 8, 3, 5, 1, 2), (2, 2, 1, 1, 2, 2)])
def test_every_gradient_agrees_with_autograd(sizes, activation, agree_with_autograd):
    i, j, r, c, q, o = sizes
    grid = (i - r + 1, j - c + 1)
    shapes = {"y1": grid, "z1": grid, "y2": (q,), "z2": (q,), "y3": (o,), "z3": (o,)}
    loss = _loss(FUNCTIONS[activation])
    for seed in range(4):
        given = _given(sizes, seed)
        values = forward(given, activation)
        assert values["L"] == pytest.approx(loss(given, dict.fromkeys(shapes, 0)), rel=1e-12)
        gradients = backward(given, values, activation)
        assert set(gradients) == ASKED
        agree_with_autograd(loss, given, shapes, gradients)


@pytest.mark.parametrize("activation", FUNCTIONS)
def test_inputs_of_a_thousand_give_finite_numbers(activation):
    given = _given((5, 4, 2, 3, 3, 2), 1)
    given["z0"] *= 1000
    values = forward(given, activation)
    arrays = {**values, **backward(given, values, activation)}
    assert all(np.isfinite(array).all() for array in arrays.values())


def test_an_array_that_is_a_view_of_another_is_read_rightly():
    given = _given((5, 6, 2, 3, 3, 2), 1)
    turned = {**given, "z0": np.asfortranarray(given["z0"]), "K": np.repeat(given["K"], 2, axis=1)[:, ::2]}
    values = forward(given)
    for name, array in backward(turned, forward(turned)).items():
        assert array == pytest.approx(backward(given, values)[name], rel=1e-13)


def test_single_precision_stays_single():
    given = {name: value.astype(np.float32) for name, value in _given((5, 6, 2, 3, 3, 2), 0).items()}
    for activation in FUNCTIONS:
        values = forward(given, activation)
        arrays = {**values, **backward(given, values, activation)}
        assert {name for name, array in arrays.items() if array.dtype != np.float32} == set()


@pytest.mark.parametrize("activation", FUNCTIONS)
def test_a_complex_step_through_the_forward_pass_gives_the_gradient(activation):
    given = _given((5, 6, 2, 3, 3, 2), 0)
    stepped = {**given, "K": given["K"].astype(complex)}
    stepped["K"][1, 2] += 1e-30j
    slope = forward(stepped, activation)["L"].imag / 1e-30
    assert slope == pytest.approx(backward(given, forward(given, activation), activation)["K"][1, 2], rel=1e-12)
