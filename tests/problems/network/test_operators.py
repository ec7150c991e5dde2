"""Operators, norms, cases, ones and identity serve in networks: their gradients are proved against other witnesses."""

from __future__ import annotations

import pytest

from tutor.problems.network.reader import read_network
from tutor.problems.proof.conformance import prove

HEAD = """
title    Operators
input    x[d]
weights  W[h,d], A[h,g=h], v[h]
target   t[h]
sizes    D=2, H=3

a = W x
"""
NETWORKS = (
    "b = (I + A) a\nL = ⟨v, b⟩ + ‖v - t‖_1 + 1^T (v ⊙ t)",
    "b = log_softmax(a)\nL = -⟨t, b⟩ + ⟨v ⊗ v, A⟩",
    "b = a if a > 0 else 0.1*a\nc = log(3 + b^2, 2)\nL = c^T v + 1/2 ‖c ⊘ (1 + square(t))‖^2",
    "b = mish(a) + sech(a)*logit(sigma(a)) + cbrt(a + 9)\nL = v^T (I - A) b",
    "b = softsign(selu(a) + logsigmoid(a))\n"
    "c = hardtanh(b) + relu6(3 b) + coth(b + 4)*csch(b + 4)\nL = 1^T (A c) + v^T c",
    "b = \\begin{cases} a^2 & a > 1 \\\\ a & a > 0 \\\\ prelu(a, 0.2) & \\text{otherwise} \\end{cases}\nL = v^T A' b",
)


@pytest.mark.parametrize("formulas", NETWORKS)
def test_the_gradients_of_operators_and_functions_are_proved(formulas: str) -> None:
    prove(read_network(f"{HEAD}{formulas} + t^T A v\n"), seeds=(1,), words=False)
