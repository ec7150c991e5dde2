"""Derivatives through powers of a square matrix read as in a book."""

from __future__ import annotations

import pytest

import tutor

NAMES = ["U[i,j=i]", "V[i,k]", "G[i,j=i]", "x[i]"]


@pytest.mark.parametrize(
    ("loss", "by", "gradient"),
    [
        ("trace(U^3)", "U", "3*(U^2)^T"),
        ("trace(inv(U))", "U", "-(U^(-2))^T"),
        ("sum(inv(U)*G)", "U", "-(U^(-1))^T G (U^(-1))^T"),
        ("sum(inv(U))", "U", "-(U^(-1))^T ones(I) ones(I)^T (U^(-1))^T"),
        ("x^T inv(U) x", "U", "-(U^(-1))^T x x^T (U^(-1))^T"),
        ("sum(U^2 V)", "V", "((U^2)^T ones(I)) ones(K)^T"),
        ("x^T U^3 x", "U", "x (U^2 x)^T + U^T x x^T U^T + (U^2)^T x x^T"),
    ],
)
def test_powers_of_a_matrix_are_joined_and_summed_as_matrices(loss: str, by: str, gradient: str) -> None:
    names = [name for name in NAMES if name[0] in loss]
    assert tutor.derive(loss, by=by, names=names).text == gradient


@pytest.mark.parametrize(
    ("text", "step", "gradient"),
    [
        ("input M[i,j=i], G[i,j=i]\nA = inv(M)\nL = sum(A*G)", "dL/dM", "-A^T G A^T"),
        ("input M[i,j=i], b[i]\nx = inv(M) b\nL = 1/2 sum(x^2)", "dL/dM", "-(M^(-1))^T x x^T"),
        (
            "input U[i,j=i]\nA = U^3\nB = tanh(A)\nL = sum(B^2)",
            "dL/dU",
            "dL/dA (U^2)^T + U^T dL/dA U^T + (U^2)^T dL/dA",
        ),
    ],
)
def test_a_value_that_is_a_power_is_written_by_its_name(text: str, step: str, gradient: str) -> None:
    steps = {one.id: one.formula for one in tutor.network(text).steps}
    assert steps[step] == gradient
