"""One slip in a pass, followed through, is told as the slip it is; what no slip explains is not told as another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tutor

NORM = """
input    X[n,d]
weights  gamma[d], beta[d]
constant eps in 0.01..0.05
upstream dY for Y
mu = mean_n(X[n,d])
v = mean_n((X[n,d] - mu)^2)
Xhat = (X - mu)/sqrt(v + eps)
Y = gamma*Xhat + beta
"""

TABLE = """
label   w[t] of v
weights E[v,d]
target  Y[t,d]
sizes   T=5, V=3, D=2
X[t,d] = E[w[t],d]
L = 1/2 sum((X - Y)^2)
"""

SCORES = """
input    Q[i,d], K[j=i,d]
upstream dP for P
S = Q K^T/sqrt(D)
B = S - 1[j>i]
P = softmax_j(B)
"""


def norm_pass(given: dict[str, Any], *, eps_of_slope: float, carried: bool) -> dict[str, Any]:
    """A batch norm's gradients step by step; with another eps in the slope of the variance, or no way by the mean."""
    X, count = given["X"], len(given["X"])
    mu, v = X.mean(axis=0), X.var(axis=0)
    root = np.sqrt(v + given["eps"])
    hat = given["dY"] * given["gamma"]
    dv = (hat * (X - mu)).sum(axis=0) * -0.5 * (v + eps_of_slope) ** -1.5
    dmu = -hat.sum(axis=0) / root
    dX = hat / root + dv * 2 * (X - mu) / count + (dmu / count if carried else 0)
    return {"dX": dX, "dgamma": (given["dY"] * (X - mu) / root).sum(axis=0), "dbeta": given["dY"].sum(axis=0)}


def told(network: Any, given: dict[str, Any], gradients: dict[str, Any]) -> dict[str, list[str]]:
    rows = tutor.gradcheck(network, given, gradients)
    return {row.name: [found.code for found in row.diagnosis] for row in rows if not row.agrees}


def test_a_slip_on_the_way_by_the_variance_is_found_though_the_gradient_is_shown_on_one_line() -> None:
    network = tutor.network(NORM)
    given = dict(network.instance(seed=2).given)
    assert told(network, given, norm_pass(given, eps_of_slope=float(given["eps"]), carried=True)) == {}
    assert told(network, given, norm_pass(given, eps_of_slope=0.0, carried=True)) == {"X": ["term-missing"]}
    (codes,) = told(network, given, norm_pass(given, eps_of_slope=float(given["eps"]), carried=False)).values()
    assert codes[0] in ("path-missing", "term-missing")


def test_an_assignment_for_an_addition_where_labels_repeat_is_a_use_counted_once() -> None:
    network = tutor.network(TABLE)
    given = dict(network.instance(seed=1, sizes={"T": 5, "V": 2}).given)
    rows = np.asarray(given["w"]).astype(int) - 1
    added, assigned = np.zeros_like(given["E"]), np.zeros_like(given["E"])
    np.add.at(added, rows, given["E"][rows] - given["Y"])
    assigned[rows] = given["E"][rows] - given["Y"]
    assert told(network, given, {"dE": added}) == {}
    assert told(network, given, {"dE": assigned}) == {"E": ["sum-missing"]}


@pytest.mark.parametrize(
    ("step", "answer", "kind"),
    [
        ("dL/dQ", "dL/dS K/sqrt(D)", "correct"),
        ("dL/dQ", "∂L/∂S K/sqrt(D)", "correct"),
        ("dL/dK", "dL/dS^T Q/sqrt(D)", "correct"),
        ("dL/dB", "P*(dL/dP - sum_j(dL/dP*P))", "correct"),
        ("dL/dQ", "dL/dS^T K/sqrt(D)", "wrong"),
        ("dL/dB", "dL/dS", "invalid"),
        ("dL/dQ", "dL/dQ", "invalid"),
    ],
)
def test_a_gradient_that_passes_through_may_be_named_where_it_is_not_what_is_asked(
    step: str, answer: str, kind: str
) -> None:
    assert tutor.check(tutor.network(SCORES), step, answer).kind == kind
