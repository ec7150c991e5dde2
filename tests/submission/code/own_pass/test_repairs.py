"""A wrong gradient of a page without a problem is found and named by the single change that makes it right."""

from __future__ import annotations

import pytest

from tests.submission.code.own_pass.test_explanations import codes
from tests.submission.code.own_pass.test_families import judge

REGRESSION = """
import numpy as np
U = np.random.randn(4, 7)
c = np.zeros((7, 1))
V = np.random.randn(7, 3)
e = np.zeros((3, 1))
S = np.random.randn(4, 9)
T = np.random.rand(3, 9)
k = S.shape[1]
P = np.dot(U.T, S) + c
Q = np.tanh(P)
R = np.dot(V.T, Q) + e
loss = np.sum((R - T) ** 2) / (2 * k)
dR = R - T
dV = np.dot(Q, dR.T) / k
de = np.sum(dR, axis=1, keepdims=True) / k
dQ = np.dot(V, dR)
dP = dQ * (1 - Q ** 2)
dU = np.dot(S, dP.T) / k
dc = np.sum(dP, axis=1, keepdims=True) / k
U = U - 0.1 * dU
V = V - 0.1 * dV
"""

DENSE = """
import numpy as np

class Dense:
    def __init__(self, n_from, n_to):
        self.W = np.random.randn(n_from, n_to)
        self.b = np.zeros(n_to)

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        dx = np.dot(dout, self.W.T)
        return dx
"""

WITH_PENALTY = """
import numpy as np
A = np.random.randn(8, 5)
W = np.random.randn(5, 3)
T = np.random.rand(8, 3)
decay = 0.3
Z = A @ W
data_loss = 0.5 * np.sum((Z - T) ** 2)
loss = data_loss + 0.5 * decay * np.sum(W ** 2)
dZ = Z - T
dA = dZ @ W.T
dW = A.T @ dZ
dW += decay * W
"""


@pytest.mark.parametrize("page", [REGRESSION, DENSE, WITH_PENALTY])
def test_a_page_without_a_mistake_is_right(page: str) -> None:
    verdicts = [one.verdict for one in judge(page).statements if one.name.lstrip("self.").startswith("d")]
    assert "right" in verdicts
    assert not {"wrong", "follows", "not judged"} & set(verdicts)


@pytest.mark.parametrize(
    ("page", "right", "wrong", "name", "code"),
    [
        (REGRESSION, "dR = R - T", "dR = T - R", "dR", "sign"),
        (REGRESSION, "np.dot(Q, dR.T) / k", "np.dot(Q, dR.T)", "dV", "mean-missing"),
        (REGRESSION, "np.dot(Q, dR.T) / k", "np.dot(P, dR.T) / k", "dV", "swapped"),
        (REGRESSION, "np.sum(dR, axis=1", "np.sum(dR, axis=0", "de", "sum-extra"),
        (REGRESSION, "dQ = np.dot(V, dR)", "dQ = np.dot(V.T, dR)", "dQ", "transpose"),
        (REGRESSION, "(1 - Q ** 2)", "(1 - P ** 2)", "dP", "derivative-point"),
        (REGRESSION, "np.dot(S, dP.T) / k", "np.dot(dP, S.T) / k", "dU", "transpose"),
        (DENSE, "np.dot(self.x.T, dout)", "np.dot(dout.T, self.x)", "self.dW", "transpose"),
        (DENSE, "np.sum(dout, axis=0)", "np.sum(dout, axis=1)", "self.db", "sum-extra"),
        (DENSE, "np.dot(dout, self.W.T)", "np.dot(dout, self.W)", "dx", "transpose"),
        (WITH_PENALTY, "dW += decay * W", "dW -= decay * W", "dW", "sign"),
        (WITH_PENALTY, "A.T @ dZ", "dZ.T @ A", "dW", "transpose"),
    ],
)
def test_the_change_that_makes_a_gradient_right_names_it(
    page: str, right: str, wrong: str, name: str, code: str
) -> None:
    assert codes(page, right, wrong) == {name: code}


def test_a_layout_that_the_page_turns_itself_is_meant() -> None:
    page = REGRESSION.replace("np.dot(S, dP.T) / k", "np.dot(dP, S.T) / k").replace("0.1 * dU", "0.1 * dU.T")
    assert "wrong" not in [one.verdict for one in judge(page).statements]


def test_a_function_that_has_a_loss_of_its_own_is_not_held_against_another_one() -> None:
    other = """
def cross_entropy(s, t):
    e = np.exp(s)
    q = e / np.sum(e, axis=1, keepdims=True)
    loss = -np.sum(np.log(q) * t)
    ds = q * np.sum(t, axis=1, keepdims=True) - t
    return loss, ds
"""
    assert "wrong" not in [one.verdict for one in judge(DENSE + other).statements]


def test_sums_that_keep_an_axis_of_other_values_do_not_make_biases_columns() -> None:
    page = """
import numpy as np

def centred_forward(x, gamma, beta):
    m = x.mean(axis=1, keepdims=True)
    u = x - m
    out = gamma * u + beta
    return out, (gamma, u)

def centred_backward(dout, cache):
    gamma, u = cache
    dbeta = dout.sum(axis=0)
    dgamma = np.sum(dout * u, axis=0)
    du = dout * gamma
    dm = -np.sum(du, axis=1, keepdims=True)
    dx = du + dm / u.shape[1]
    return dx, dgamma, dbeta
"""
    assert [one.verdict for one in judge(page).statements if one.name in ("dbeta", "dgamma", "dx")] == ["right"] * 3
