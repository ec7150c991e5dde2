"""Trees that say the same, wherever their parts stand, are equal by shape; all others differ."""

from __future__ import annotations

import pytest

import tutor
from tutor.notation.read.parser import parse
from tutor.notation.tree_shape import Shaped

SCOPE = tutor.problem("skip-mlp").scope


def shaped(text: str) -> Shaped:
    return Shaped(parse(text, SCOPE))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2/N*sum_n((yhat-y)*x_i)", " 2 / N * sum_n( (yhat - y) * (x_i) )"),
        ("yhat * (1 - yhat)", "ŷ*(1 − ŷ)"),
        ("x_i^(n)", "x[n,i]"),
        (r"\frac{2}{N}", "2/N"),
    ],
)
def test_spellings_of_one_formula_are_equal(one: str, other: str) -> None:
    assert shaped(one) == shaped(other)
    assert len({shaped(one), shaped(other)}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("yhat - y", "y - yhat"), ("yhat + y", "yhat - y"), ("2 y", "2 * y"), ("x_i", "x_n"), ("x", "x.T"),
        ("y*y", "y@y"), ("2", "2.0"), ("sum_n(y)", "mean_n(y)"), ("-(y^2)", "(-y)^2"), ("y", "-y"), ("0", "y"),
    ],
)  # fmt: skip
def test_other_formulas_differ(one: str, other: str) -> None:
    assert shaped(one) != shaped(other)
