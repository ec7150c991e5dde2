"""The solver of skip-mlp against autograd, at extremes, and in other precisions."""

from __future__ import annotations

import autograd.numpy as anp
import numpy as np
import pytest

from tutor_skip_mlp.solver import backward, forward

SIZES = [(5, 3, 7), (1, 1, 1), (2, 6, 3), (40, 9, 8)]
ASKED = {"yhat", "z", "w_io", "w_ho", "v", "a", "w_ih", "x"}


def _given(sizes, seed):
    n, i, h = sizes
    draw = np.random.default_rng(seed)
    return {
        "x": draw.normal(size=(n, i)),
        "y": draw.uniform(size=n),
        "w_ih": draw.normal(size=(i, h)),
        "w_ho": draw.normal(size=h),
        "w_io": draw.normal(size=i),
        "eta": np.array(0.5),
    }


def _loss(given, nudge):
    def sigma(x):
        return 1 / (1 + anp.exp(-x))

    a = given["x"] @ given["w_ih"] + nudge["a"]
    v = sigma(a) + nudge["v"]
    z = v @ given["w_ho"] + given["x"] @ given["w_io"] + nudge["z"]
    yhat = sigma(z) + nudge["yhat"]
    return anp.mean((yhat - given["y"]) ** 2)


@pytest.mark.parametrize("sizes", SIZES)
def test_every_gradient_agrees_with_autograd(sizes, agree_with_autograd):
    n, _, h = sizes
    shapes = {"a": (n, h), "v": (n, h), "z": (n,), "yhat": (n,)}
    for seed in range(5):
        given = _given(sizes, seed)
        values = forward(given)
        nothing = dict.fromkeys(shapes, 0.0)
        assert values["L"] == pytest.approx(_loss(given, nothing), rel=1e-13)
        gradients = backward(given, values)
        assert set(gradients) == ASKED
        agree_with_autograd(_loss, given, shapes, gradients)


def test_inputs_of_a_thousand_give_finite_right_numbers():
    given = _given((4, 3, 2), 0)
    given["x"] = np.array([[1000.0, 0, 0], [-1000.0, 0, 0], [0, 1000.0, 0], [0, -1000.0, 0]])
    given["w_io"] = np.array([1.0, -1.0, 0.5])
    given["y"] = np.array([0.0, 0, 1, 0])
    values = forward(given)
    assert values["yhat"] == pytest.approx([1, 0, 0, 1], abs=1e-300)
    assert values["L"] == pytest.approx((1 + 0 + 1 + 1) / 4)
    gradients = backward(given, values)
    assert all(np.isfinite(gradient).all() for gradient in gradients.values())
    assert np.abs(gradients["w_ih"]).max() == 0


def test_single_precision_stays_single():
    given = {name: value.astype(np.float32) for name, value in _given((5, 3, 2), 0).items()}
    values = forward(given)
    arrays = {**values, **backward(given, values)}
    assert {name for name, array in arrays.items() if array.dtype != np.float32} == set()


def test_a_complex_step_through_the_forward_pass_gives_the_gradient():
    given = _given((5, 3, 2), 0)
    stepped = {**given, "w_ih": given["w_ih"].astype(complex)}
    stepped["w_ih"][1, 0] += 1e-30j
    slope = forward(stepped)["L"].imag / 1e-30
    assert slope == pytest.approx(backward(given, forward(given))["w_ih"][1, 0], rel=1e-13)
