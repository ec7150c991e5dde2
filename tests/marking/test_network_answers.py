"""Answers to questions of networks with many axes, and with numbers that all but vanish."""

from __future__ import annotations

import tutor

STRIDE = """
input    X[c,i,j]
weights  W[o,c,r,s], b[o]
upstream dY for Y
sizes    C=2, I=5, J=5, O=2, R=3, S=3, U=3, V=3
Y[o,u,v] = sum_{c,r,s}(W[o,c,r,s]*X[c,2*u+r-2,2*v+s-2]) + b[o]
"""

MASKED = """
input    S[i,j], V[j,e]
constant M[i,j] mask
upstream dO for O
B[i,j] = S - 100*(1 - M)
A = softmax_j(B)
O = A V
"""


def test_what_the_right_formula_takes_its_like_may_take() -> None:
    network = tutor.network(STRIDE)
    right = "sum_{u,v}(X[c,2u+r-2,2v+s-2]*dY[o,u,v])"
    assert tutor.check(network, "dL/dW", right).kind == "correct"
    shifted = tutor.check(network, "dL/dW", right.replace("r-2", "r-1"))
    assert [said.code for said in shifted.diagnosis] == ["padding"]


def test_a_zero_that_floats_make_of_a_number_that_all_but_vanishes_is_looked_at_with_more_digits() -> None:
    network = tutor.network(MASKED)
    jacobian = "sum_k(dL/dA[i,k]*A[i,k]*(1[k=j] - A[i,j]))"
    assert tutor.check(network, "dL/dB", jacobian).kind == "correct"
    assert tutor.check(network, "dL/dB", "A*(1 - A)*dL/dA").kind == "wrong"
