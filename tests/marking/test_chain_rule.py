"""Derivatives side by side."""

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
