"""An answer in other words has the verdict that it would have if nobody had given it before."""

from __future__ import annotations

import pytest

import tutor
from tutor.marking import Verdict, mark, question
from tutor.marking.mark import _of_shape

PAIRS = [
    ("lstm-cell", "dL/dh", "h - d", " h  -( d )"),
    ("lstm-cell", "dL/dh", "d - h", "d  -  h"),
    ("skip-mlp", "dL/dw_io", "2/N*sum_n((yhat-y)*yhat*(1-yhat)*x_i)", "2/N * sum_n( (ŷ−y)*ŷ*(1−ŷ)*x_i )"),
    ("skip-mlp", "dL/dw_io", "sum_n((yhat-y)*x_i)", "sum_n( (yhat - y) * x_i )"),
    ("skip-mlp", "dL/dw_io", "sum_n(x_n @ dL/dz)", "sum_n(  x_n  @  dL/dz )"),
    ("softmax-net", "dL/dW1", "(W2.T (y - t)) * y1", "(W2.T  (y - t))  *  y1"),
    ("softmax-net", "dL/dz2", "y - t + dL/dz1", "y  -  t  +  dL/dz1"),
    ("lstm-cell", "dL/do", "dL/dh * tanh(c_{t", "dL/dh  * tanh(c_{t"),
]


def said(verdict: Verdict) -> object:
    return verdict.kind, verdict.score, verdict.read_as, verdict.diagnosis, verdict.note, verdict.column


@pytest.mark.parametrize(("problem", "step", "first", "second"), PAIRS)
def test_what_was_said_before_to_the_same_formula_changes_nothing(
    problem: str, step: str, first: str, second: str
) -> None:
    asked = question(tutor.problem(problem).instance(), step)
    found = []
    for before in ("", first):
        _of_shape.cache_clear()
        if before:
            mark(asked, before)
        found.append(said(mark(asked, second)))
    assert found[0] == found[1]
