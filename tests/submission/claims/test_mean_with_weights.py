"""A page that takes the mean with the gradients by weights: slips in these are seen beside it."""

from __future__ import annotations

import pytest

import tutor

NET = """
input X[p,n]
weights V[q,p], a[q], U[r,q], c[r]
target Y[r,n]
S[q,n] = sum_p(V[q,p] * X[p,n]) + a[q]
Q = tanh(S)
Z[r,n] = sum_q(U[r,q] * Q[q,n]) + c[r]
L = 1/(2*N) * sum((Z - Y)^2)
"""
PAGE = r"""
$$S = V X + a$$
$$Q = \tanh(S)$$
$$Z = U Q + c$$
$$dZ = Z - Y$$
$$dU = \frac{{1}}{{n}} {dU}$$
$$dS = U^T dZ * (1 - Q^2)$$
$$dV = \frac{{1}}{{n}} {dV}$$
"""


def _verdicts(dU: str = "dZ Q^T", dV: str = "dS X^T") -> dict[str, str]:
    found = tutor.mark_page(PAGE.format(dU=dU, dV=dV), (tutor.network(NET),), name="mean.md")
    return {one.left.strip(): one.verdict for one in found.statements}


def test_gradients_by_weights_with_the_mean_are_right() -> None:
    found = _verdicts()
    assert found["dU"] == found["dV"] == found["dZ"] == "right"


@pytest.mark.parametrize("slip", ["Q^T dZ", "dZ Q"])
def test_a_product_whose_factors_do_not_meet_is_wrong_beside_the_mean(slip: str) -> None:
    found = _verdicts(dU=slip)
    assert found["dU"] == "wrong"
    assert found["dV"] == "right"
