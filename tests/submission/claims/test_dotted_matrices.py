"""Matrices written by their corners are read as the names that they are made of."""

from __future__ import annotations

import pytest

from tutor.submission.claims.writing.dotted_matrices import without_dots

CASES = [
    (r"\begin{bmatrix} q_1 \\ q_2 \\ \dots \\ q_n \end{bmatrix}", "q"),
    (
        r"\begin{pmatrix} q_1 & \dots & 0 \\ \vdots & \ddots & \vdots \\ 0 & \dots & q_n \end{pmatrix} x",
        r"\text{diag}(q) x",
    ),
    (r"\begin{bmatrix} W_{11} & \dots & W_{1d} \\ \dots \\ W_{n1} & \dots & W_{nd} \end{bmatrix}", "W"),
    (
        r"\begin{bmatrix} q_1 W_{11} & \dots & q_1 W_{1d} \\ \dots \\ q_n W_{n1} & \dots & q_n W_{nd} \end{bmatrix}",
        r"\text{diag}(q) W",
    ),
]


@pytest.mark.parametrize(("text", "meant"), CASES)
def test_a_matrix_by_its_corners_is_a_name_or_a_product(text: str, meant: str) -> None:
    assert without_dots(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
        r"\begin{bmatrix} a_1 \\ \dots \\ b_n \end{bmatrix}",
        r"\begin{bmatrix} x_1 + 1 & \dots \\ \dots & x_n \end{bmatrix}",
    ],
)
def test_what_follows_no_pattern_stays_as_it_is(text: str) -> None:
    assert without_dots(text) == text
