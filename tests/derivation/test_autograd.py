"""Derived gradients have the values that HIPS autograd finds for the same losses, written in NumPy by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.derivation.networks import network
from tutor.problems.instances.formula_values import compute, lift

pytest.importorskip("autograd")

from autograd import grad
from autograd import numpy as anp

Given = dict[str, Any]


def softmax(z: Any) -> Any:
    shares = anp.exp(z - anp.max(z, axis=-1, keepdims=True))
    return shares / anp.sum(shares, axis=-1, keepdims=True)


def sigma(z: Any) -> Any:
    return 0.5 * (1 + anp.tanh(z / 2))


def relu(z: Any) -> Any:
    return anp.maximum(z, 0)


def two_layer(g: Given) -> Any:
    shares = softmax(relu(g["X"] @ g["W1"] + g["b1"]) @ g["W2"] + g["b2"])
    return -anp.sum(g["Y"] * anp.log(shares)) / len(g["X"])


def label_smoothing(g: Given) -> Any:
    target = (1 - g["eps"]) * g["Y"] + g["eps"] / g["Y"].shape[1]
    return -anp.mean(anp.sum(target * anp.log(softmax(g["Z"] / g["tau"])), axis=1))


def binary_cross_entropy(g: Given) -> Any:
    p = sigma(g["X"] @ g["w"] + g["b"])
    return -anp.mean(g["y"] * anp.log(p) + (1 - g["y"]) * anp.log(1 - p))


def log_sum_exp(g: Given) -> Any:
    z = g["X"] @ g["W"]
    return anp.sum(anp.log(anp.sum(anp.exp(z), axis=1)) - anp.sum(g["Y"] * z, axis=1))


def gru(g: Given) -> Any:
    state, loss = g["h0"], 0.0
    for x, dh in zip(g["x"], g["dh"], strict=True):
        r, z = sigma(g["Wr"] @ x + g["Ur"] @ state), sigma(g["Wz"] @ x + g["Uz"] @ state)
        q = anp.tanh(g["Wn"] @ x + g["Un"] @ (r * state))
        state = (1 - z) * q + z * state
        loss = loss + anp.sum(dh * state)
    return loss


def backwards(g: Given) -> Any:
    state, loss = anp.zeros(len(g["W"])), 0.0
    for x, dh in zip(g["x"][::-1], g["dh"][::-1], strict=True):
        state = anp.tanh(g["W"] @ x + g["U"] @ state)
        loss = loss + anp.sum(dh * state)
    return loss


def normalised_over(axis: int) -> Callable[[Given], Any]:
    def loss(g: Given) -> Any:
        centred = g["x"] - anp.mean(g["x"], axis=axis, keepdims=True)
        deviation = anp.sqrt(anp.mean(centred**2, axis=axis, keepdims=True) + g["eps"])
        return anp.sum(g["dy"] * (g["g"] * centred / deviation + g["b"]))

    return loss


def rms_norm(g: Given) -> Any:
    return anp.sum(g["dy"] * g["g"] * g["x"] / anp.sqrt(anp.mean(g["x"] ** 2, axis=1, keepdims=True) + g["eps"]))


def attention(g: Given) -> Any:
    q, k, v = (g["X"] @ g[name] for name in ("Wq", "Wk", "Wv"))
    return anp.sum(g["dO"] * (softmax(q @ k.T / np.sqrt(q.shape[1])) @ v))


def multi_head(g: Given) -> Any:
    q, k, v = (anp.einsum("td,adj->atj", g["X"], g[name]) for name in ("Wq", "Wk", "Wv"))
    weights = softmax(anp.einsum("atj,asj->ats", q, k) / np.sqrt(q.shape[2]))
    return anp.sum(g["dO"] * anp.einsum("ats,asj,aje->te", weights, v, g["Wo"]))


def vae(g: Given) -> Any:
    m, s = g["x"] @ g["Wm"], g["x"] @ g["Ws"]
    r = (m + anp.exp(s / 2) * g["e"]) @ g["D"]
    return anp.sum((g["x"] - r) ** 2) / 2 - anp.sum(1 + s - m**2 - anp.exp(s)) / 2


def word2vec(g: Given) -> Any:
    return -anp.log(sigma(g["v"] @ g["u"])) - anp.sum(anp.log(sigma(-(g["U"] @ g["v"]))))


def residual(g: Given) -> Any:
    return anp.sum((g["x"] + relu(g["x"] @ g["W1"]) @ g["W2"] - g["y"]) ** 2) / 2


def tied(g: Given) -> Any:
    return anp.sum((g["W"].T @ anp.tanh(g["W"] @ g["x"]) - g["x"]) ** 2) / 2


def strided_convolution(g: Given) -> Any:
    loss = 0.0
    for u, dy in enumerate(g["dy"]):
        for r, kernel in enumerate(g["K"]):
            at = 2 * (u + 1) + (r + 1) - 2 - 1
            if 0 <= at < len(g["x"]):
                loss = loss + anp.sum(dy * (g["x"][at] @ kernel))
        loss = loss + anp.sum(dy * g["b"])
    return loss


def product(g: Given) -> Any:
    p = anp.prod(g["x"] ** 2 + g["w"] ** 2)
    return anp.log(p) + p


def softmax_inside(g: Given) -> Any:
    inner = anp.tanh(g["x"] @ g["A"]) * (g["x"] @ g["B"]) + g["x"]
    return anp.sum(softmax(inner) ** 2)


def swish(g: Given) -> Any:
    a = g["x"] @ g["W"]
    return anp.sum(g["dy"] * a * sigma(a))


def causal_attention(g: Given) -> Any:
    later = np.triu(np.ones(g["S"].shape), 1)
    return anp.sum(g["dO"] * (softmax(g["S"] - 9 * later) @ g["V"]))


def dropout(g: Given) -> Any:
    return anp.mean((relu(g["x"] @ g["W"]) * g["m"] @ g["v"] - g["y"]) ** 2)


def mixture_density(g: Given) -> Any:
    alpha, s = softmax(g["W_pi"] @ g["x"]), anp.exp(g["W_s"] @ g["x"])
    u = (g["y"] - g["W_mu"] @ g["x"]) / s
    return -anp.log(anp.sum(alpha * anp.exp(-(u**2) / 2) / (s * anp.sqrt(2 * anp.pi))))


def kalman_update(g: Given) -> Any:
    H, P = g["H"], g["P"]
    K = P @ H.T @ anp.linalg.inv(H @ P @ H.T + g["R"])
    return anp.sum((g["m"] + K @ (g["y"] - H @ g["m"]) - g["x"]) ** 2) / 2


def cosine(g: Given) -> Any:
    u, v = g["A"] @ g["x"], g["B"] @ g["y"]
    return 1 - u @ v / anp.sqrt((u @ u) * (v @ v))


def norm_past_a_branch(g: Given) -> Any:
    centred = g["x"] - anp.mean(g["x"], axis=1, keepdims=True)
    xhat = centred / anp.sqrt(anp.mean(centred**2, axis=1, keepdims=True) + g["eps"])
    return anp.sum(g["dy"] * (g["x"] + anp.tanh(xhat @ g["W"])))


def norm_of_a_cell(g: Given) -> Any:
    return anp.sum(g["dy"] * g["g"] * (g["c"] - anp.mean(g["c"])) / anp.sqrt(anp.var(g["c"]) + g["eps"]))


def hopfield(g: Given) -> Any:
    return -anp.log(anp.sum(anp.exp(g["beta"] * g["X"] @ g["xi"]))) / g["beta"] + g["xi"] @ g["xi"] / 2


def triplet(g: Given) -> Any:
    a, p, n = (g["W"] @ g[name] for name in ("x_a", "x_p", "x_n"))
    return relu(anp.sum((a - p) ** 2) - anp.sum((a - n) ** 2) + g["m"])


LOSSES: dict[str, Callable[[Given], Any]] = {
    "ridge": lambda g: anp.sum((g["X"] @ g["w"] - g["y"]) ** 2) + g["lam"] * anp.sum(g["w"] ** 2),
    "two-layer": two_layer,
    "log-sum-exp": log_sum_exp,
    "label smoothing": label_smoothing,
    "binary cross-entropy": binary_cross_entropy,
    "gru": gru,
    "backwards recurrence": backwards,
    "layer norm": normalised_over(1),
    "batch norm": normalised_over(0),
    "rms norm": rms_norm,
    "attention": attention,
    "multi-head attention": multi_head,
    "causal attention": causal_attention,
    "vae": vae,
    "word2vec": word2vec,
    "residual": residual,
    "tied weights": tied,
    "strided convolution": strided_convolution,
    "product": product,
    "softmax inside": softmax_inside,
    "swish": swish,
    "dropout": dropout,
    "lora": lambda g: anp.sum(g["dy"] * (g["x"] @ g["W"] + g["alpha"] * (g["x"] @ g["A"] @ g["B"]))),
    "matrix power": lambda g: g["a"] @ g["M"] @ g["M"] @ g["M"] @ g["b"],
    "power": lambda g: anp.sum(g["a"] ** g["b"]),
    "mixture density": mixture_density,
    "kalman update": kalman_update,
    "cosine": cosine,
    "norm past a branch": norm_past_a_branch,
    "norm of a cell": norm_of_a_cell,
    "hopfield": hopfield,
    "triplet": triplet,
    "normalised": lambda g: anp.sum(g["x"] / anp.sqrt(anp.sum(g["x"] ** 2)) * g["y"]),
}


@pytest.mark.parametrize("name", LOSSES)
def test_derived_gradients_are_those_of_autograd(name: str) -> None:
    problem = network(name)
    instance = problem.instance(seed=5)
    found = dict(instance.given)
    asked = [step.id for step in problem.steps if step.id.removeprefix("dL/d") in found]
    assert asked
    gradients = grad(LOSSES[name])(found)
    by_formula = compute(problem, lift(found), instance.sizes)
    for step in asked:
        wanted = gradients[step.removeprefix("dL/d")]
        np.testing.assert_allclose(by_formula[step][0], wanted, rtol=1e-8, atol=1e-10, err_msg=step)
