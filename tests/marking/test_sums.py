"""Sums as they are written by hand: with limits of every kind, left out, with dots, and under indices in brackets."""

from __future__ import annotations

import pytest

import tutor
from tutor.marking import Verdict, mark, question


def marked(problem: str, step: str, text: str) -> Verdict:
    return mark(question(tutor.problem(problem).instance(seed=1), step), text)


@pytest.mark.parametrize(
    "text",
    [
        r"\sum_{u=1}^{U}\sum_{v=1}^{V} \frac{\partial L}{\partial y_{1,uv}} z_{0,u+(r-1),v+(c-1)}",
        r"\sum_{u,v} dL/dy1[u,v] z0[u+(r-1),v-(1-c)]",
    ],
)
def test_an_index_may_have_a_difference_in_brackets(text: str) -> None:
    assert marked("conv-dense", "dL/dK", text).kind == "correct"


@pytest.mark.parametrize("index", ["r+r-1,v+c-1", "u+u-1,v+c-1", "u+r-1,c+c-1", "u-(r-1),v+c-1"])
def test_a_letter_that_stands_twice_in_an_index_is_counted_twice(index: str) -> None:
    text = rf"\sum_{{u=1}}^{{U}}\sum_{{v=1}}^{{V}} \frac{{\partial L}}{{\partial y_{{1,uv}}}} z_{{0,{index}}}"
    assert marked("conv-dense", "dL/dK", text).kind == "wrong"


def test_a_letter_of_a_label_that_runs_over_another_axis_is_told() -> None:
    verdict = marked("word2vec", "dL/dh", "dL/ds*U[o] + sum_k(dL/da[k]*U[n[d]])")
    assert verdict.kind == "wrong"
    assert "The letter d runs over d and over k." in verdict.diagnosis[0].message
