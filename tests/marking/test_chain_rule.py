"""Derivatives side by side, and derivatives of expressions."""

from __future__ import annotations

import pytest

import tutor
from tutor.marking import Verdict, mark, question


def marked(problem: str, step: str, text: str) -> Verdict:
    return mark(question(tutor.problem(problem).instance(seed=1), step), text)


RIGHT = [
    ("softmax-net", "dL/dz2", "dL/dy dy/dz2"),
    ("softmax-net", "dL/dz2", r"\frac{\partial L}{\partial y} \cdot \frac{\partial y}{\partial z_2}"),
    ("softmax-net", "dL/dz2", "dL/dy * dy/dz2"),
    ("softmax-net", "dL/dz2", "dL/dy @ dy/dz2"),
    ("softmax-net", "dL/dz2", "dL/dz2 = dL/dy dy/dz2 = y - t"),
    ("softmax-net", "dL/dz1", "dL/dy1 dy1/dz1"),
    ("skip-mlp", "dL/dz", "dL/dyhat dyhat/dz"),
    ("lstm-cell", "dL/do", "dL/dh dh/do"),
]


@pytest.mark.parametrize(("problem", "step", "text"), RIGHT)
def test_derivatives_side_by_side_are_summed_over_what_they_share(problem: str, step: str, text: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "correct", verdict.diagnosis


def test_the_sum_of_the_chain_rule_is_said() -> None:
    assert marked("softmax-net", "dL/dz2", "dL/dy dy/dz2").read_as.endswith(", summed over m, as written")


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("dL/dz2", "-dL/dy dy/dz2"),
        ("dL/dz2", "2 dL/dy dy/dz2"),
        ("dL/dz2", "dL/dy y dy/dz2"),
        ("dL/dz2", "dL/dy dy1/dz1"),
        ("dL/dz2", "dL/dy"),
        ("dL/dy1", "dL/dy dy/dz2"),
        ("dL/dz1", "dL/dy dy1/dz1"),
        ("L", "dL/dy dy/dz2"),
    ],
)
def test_other_products_of_derivatives_are_no_chain(step: str, text: str) -> None:
    assert marked("softmax-net", step, text).kind != "correct"


@pytest.mark.parametrize(
    ("problem", "step", "text"),
    [
        ("skip-mlp", "dyhat/dz", r"\frac{d}{dz} \sigma(z)"),
        ("skip-mlp", "dyhat/dz", r"\frac{\partial}{\partial z} \sigma(z)"),
        ("skip-mlp", "dyhat/dz", r"\frac{\mathrm{d}}{\mathrm{d}z} \sigma(z)"),
        ("skip-mlp", "dyhat/dz", "d/dz sigma(z)"),
        ("skip-mlp", "dyhat/dz", "∂/∂z σ(z)"),
        ("conv-dense", "dL/dz3", r"\frac{d}{dz_3} L"),
        ("conv-dense", "dL/dz3", "d/dz3 (z3 - d)^2/2"),
    ],
)
def test_a_derivative_of_an_expression_is_no_quotient(problem: str, step: str, text: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "invalid"
    assert verdict.diagnosis[0].message.startswith("the derivative at column 1 is not worked out here")
