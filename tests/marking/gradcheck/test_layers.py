"""Slips in the backward passes of norms, attention and pooling are named, each by what was done wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tutor

NORM = tutor.network("""
input    X[n,d]
weights  gamma[d]
constant eps in 0.01..0.05
upstream dY for Y
mu = mean_n(X[n,d])
v = mean_n((X[n,d] - mu)^2)
Xhat = (X - mu)/sqrt(v + eps)
Y = gamma*Xhat
""")

ATTENTION = tutor.network("""
input    Q[i,d], K[j=i,d], V[j,e]
upstream dO for O
S = Q K^T/sqrt(D)
P = softmax_j(S)
O = P V
""")

POOLING = tutor.network("""
input    X[i]
upstream dY for Y
sizes    R=3, U=3, I=2*U+R-2
B[u,r] = X[2*u+r-2]
Y[u] = max_r(B[u,r])
""")


def told(network: Any, given: dict[str, Any], gradients: dict[str, Any]) -> dict[str, str]:
    """The first code of each wrong gradient."""
    rows = tutor.gradcheck(network, given, gradients)
    return {row.name: row.diagnosis[0].code if row.diagnosis else "" for row in rows if not row.agrees}


def norm(given: dict[str, Any], root: Callable[[Any, Any], Any], mean: Callable[[Any], Any]) -> dict[str, Any]:
    """The gradients of a batch norm with its root, and the mean that is taken of what arrives."""
    X, dY = given["X"], given["dY"]
    s = root(X.var(axis=0), given["eps"])
    Xhat = (X - X.mean(axis=0)) / s
    d = dY * given["gamma"]
    dv = (d * (X - X.mean(axis=0))).sum(axis=0) * -0.5 * s**-3
    dX = (d - mean(d)) / s + dv * 2 * (X - X.mean(axis=0)) / len(X)
    return {"dX": dX, "dgamma": (dY * Xhat).sum(axis=0)}


def right_root(v: Any, eps: Any) -> Any:
    return np.sqrt(v + eps)


def right_mean(d: Any) -> Any:
    return d.mean(axis=0)


@pytest.mark.parametrize(
    ("root", "code"),
    [
        (right_root, None),
        (lambda v, eps: np.sqrt(v), "term-missing"),
        (lambda v, eps: np.sqrt(v) + eps, "power"),
        (lambda v, eps: v + eps, "power"),
        (lambda v, eps: np.sqrt(np.sqrt(v) + eps), "power"),
    ],
)
def test_a_wrong_root_is_one_mistake_in_all_that_reads_it(root: Callable[[Any, Any], Any], code: str | None) -> None:
    given = dict(NORM.instance(seed=2).given)
    assert told(NORM, given, norm(given, root, right_mean)) == (dict.fromkeys(("X", "gamma"), code) if code else {})


@pytest.mark.parametrize(("mean", "code"), [(lambda d: d.mean(), "sum-extra"), (lambda d: 2 * right_mean(d), "factor")])
def test_a_mean_over_too_much_is_told_from_one_that_is_there_twice(mean: Callable[[Any], Any], code: str) -> None:
    given = dict(NORM.instance(seed=2).given)
    assert told(NORM, given, norm(given, right_root, mean)) == {"X": code}


def attention(given: dict[str, Any], softmax: Callable[[Any, Any], Any], scale: float) -> dict[str, Any]:
    """The gradients of attention, by what goes back through its softmax and the scale of the scores."""
    Q, K, V, dO = (given[name] for name in ("Q", "K", "V", "dO"))
    e = np.exp(Q @ K.T / np.sqrt(Q.shape[1]))
    P = e / e.sum(axis=1, keepdims=True)
    dS = softmax(P, dO @ V.T)
    return {"dQ": dS @ K * scale, "dK": dS.T @ Q * scale, "dV": P.T @ dO}


def right_softmax(P: Any, dP: Any) -> Any:
    return P * (dP - (dP * P).sum(axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("softmax", "power", "code"),
    [
        (right_softmax, -0.5, None),
        (right_softmax, 0, "factor"),
        (lambda P, dP: P * (dP - (dP * P).sum(axis=1)), -0.5, "softmax-axis"),
        (lambda P, dP: P * (dP - (dP * P).sum()), -0.5, "softmax-axis"),
        (lambda P, dP: P * dP - (dP * P).sum(axis=1, keepdims=True), -0.5, "factor-missing"),
        (lambda P, dP: P * (1 - P) * dP, -0.5, "softmax-diagonal"),
    ],
)
def test_slips_in_attention_show_in_queries_and_keys_and_not_in_values(
    softmax: Callable[[Any, Any], Any], power: float, code: str | None
) -> None:
    given = dict(ATTENTION.instance(seed=1, sizes={"I": 4, "D": 3, "E": 5}).given)
    found = told(ATTENTION, given, attention(given, softmax, given["Q"].shape[1] ** power))
    assert found == (dict.fromkeys(("Q", "K"), code) if code else {})


@pytest.mark.parametrize(
    ("stride", "to", "code"),
    [
        (2, "largest", None),
        (1, "largest", "padding"),
        (2, "smallest", "mask"),
        (2, "all", "mask"),
        (2, "share", "mask"),
    ],
)
def test_pooling_hands_back_to_the_largest_of_each_window(stride: int, to: str, code: str | None) -> None:
    given = dict(POOLING.instance(seed=1).given)
    X, dY = given["X"], given["dY"]
    dX, width = np.zeros_like(X), len(X) - 2 * len(dY) + 2
    for u, arriving in enumerate(dY):
        window = X[2 * u : 2 * u + width]
        if to in ("all", "share"):
            dX[2 * u : 2 * u + width] += arriving / (width if to == "share" else 1)
        else:
            dX[stride * u + (window.argmin() if to == "smallest" else window.argmax())] += arriving
    assert told(POOLING, given, {"dX": dX}) == ({"X": code} if code else {})


def test_a_sum_over_the_rows_for_the_columns_is_known_though_its_shape_is_another() -> None:
    instance = NORM.instance(seed=1, sizes={"N": 5, "D": 3})
    given = dict(instance.given)
    right = norm(given, right_root, lambda d: d.mean(axis=0))
    X = given["X"]
    Xhat = (X - X.mean(axis=0)) / right_root(X.var(axis=0), given["eps"])
    right["dgamma"] = (given["dY"] * Xhat).sum(axis=1)
    (row,) = (row for row in tutor.gradcheck(NORM, given, right) if not row.agrees)
    assert [found.code for found in row.diagnosis] == ["sum-extra"]
    assert "Its shape is 5; expected 3." in row.diagnosis[0].message
