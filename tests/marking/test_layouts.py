"""A gradient in the other layout stays wrong, and is told which layout it is."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tutor.marking import mark, question

TRANSPOSED = [
    ("softmax-net", "dL/dW2", "y1 (y-t)^T", "∂L/∂W⁽²⁾ has the shape of W⁽²⁾, (m, h)"),
    ("softmax-net", "dL/dW1", "dL/dW1^T = dL/dz1 x^T", "∂L/∂W⁽¹⁾ has the shape of W⁽¹⁾, (h, d)"),
    ("lstm-step", "dL/dWx", "dL/da^T x", "∂L/∂W_x has the shape of W_x, (d, e)"),
    ("rnn-bptt", "dL/dW", "sum_t(H[t-1] dL/da_t^T)", "∂L/∂W has the shape of W, (s, k)"),
]


@pytest.mark.parametrize(("problem", "step", "text", "shape"), TRANSPOSED)
def test_the_transpose_of_a_gradient_is_told_its_layout(problem: str, step: str, text: str, shape: str) -> None:
    verdict = mark(question(tutor.problem(problem).instance(seed=2), step), text)
    assert verdict.kind == "wrong"
    assert verdict.diagnosis[0].code in ("transpose", "order")
    assert shape in verdict.diagnosis[0].message


def test_so_are_its_numbers() -> None:
    instance = tutor.problem("softmax-net").instance(seed=2)
    turned = np.round(np.asarray(instance.target("dL/dW2")).T, 6).tolist()
    verdict = mark(question(instance, "dL/dW2"), str(turned))
    assert verdict.kind == "wrong"
    assert "laid out the other way" in verdict.diagnosis[0].message


def test_another_slip_is_not_told_to_be_a_layout() -> None:
    verdict = mark(question(tutor.problem("softmax-net").instance(seed=2), "dL/dW2"), "y1 (t-y)^T")
    assert "laid out" not in verdict.diagnosis[0].message
