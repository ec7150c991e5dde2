"""Pages about one sample, or with samples as columns, where the problem has a batch of rows."""

from __future__ import annotations

import pytest

import tutor
from tutor.submission.marked import MarkedStatement

FORWARD = r"""
$$z^{(i)} = w^T x^{(i)} + b$$

$$\hat{y}^{(i)} = \sigma(z^{(i)})$$
"""
COLUMNS = r"""
$$A = W_1 X + b_1, \qquad H = \text{ReLU}(A)$$

$$Z = W_2 H + b_2, \qquad P = \text{softmax}(Z)$$
"""


def _last(page: str, line: str, problem: str = "logistic-regression") -> MarkedStatement:
    return tutor.mark_page(f"{page}\n$${line}$$\n", [problem], name="samples.md").statements[-1]


@pytest.mark.parametrize(
    "line",
    [
        r"z = w^T x + b",
        r"z^{(i)} = w^\top x^{(i)} + b",
        r"\hat{y} = \sigma(w^T x + b)",
        r"\frac{\partial L}{\partial w} = (\hat{y} - y) x",
        r"\frac{\partial L}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) x^{(i)}",
        r"\frac{\partial L}{\partial w_j} = \frac{1}{m} \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) x_j^{(i)}",
    ],
)
def test_a_small_letter_is_one_row_of_the_samples(line: str) -> None:
    assert _last(FORWARD, line).verdict == "right"


def test_a_slip_about_one_sample_is_wrong() -> None:
    found = _last("", r"z = w^T x - b")
    assert (found.verdict, found.diagnosis[0].code) == ("wrong", "sign")
    assert _last(FORWARD, r"\frac{\partial L}{\partial w} = (\hat{y} + y) x").verdict != "right"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"dZ = \frac{1}{N} (P - Y)", "right"),
        (r"dW_2 = dZ H^T", "right"),
        (r"dH = W_2^T dZ", "right"),
        (r"dW_1 = dA X^T", "right"),
        (r"dW_1 = (dH \odot 1[A > 0]) X^T", "right"),
        (r"dW_1 = -dA X^T", "wrong"),
        (r"dW_1 = X^T dA", "not judged"),
        (r"dH = dZ W_2^T", "not judged"),
    ],
)
def test_samples_may_be_columns_and_then_are_so_throughout(line: str, verdict: str) -> None:
    assert _last(COLUMNS, line, "relu-classifier").verdict == verdict


@pytest.mark.parametrize(
    "line", [r"dw = \frac{1}{m} X dZ^T", r"\frac{\partial J}{\partial w} = \frac{1}{m} X (A - Y)^T"]
)
def test_the_gradients_of_one_unit_with_samples_as_columns(line: str) -> None:
    page = r"$$Z = w^T X + b, \qquad A = \sigma(Z), \qquad dZ = A - Y$$"
    assert _last(page, line).verdict == "right"


def test_rows_stay_rows() -> None:
    page = "$$A = X W_1 + b_1$$"
    assert _last(page, r"dW_1 = X^T dA", "relu-classifier").verdict == "right"
    assert _last(page, r"dW_1 = dA X^T", "relu-classifier").verdict != "right"


def test_a_case_that_a_page_tells_apart_is_judged_as_it_was_read() -> None:
    page = r"""
$$a_j = \frac{e^{z_j}}{\sum_{k} e^{z_k}}, \qquad L = -\sum_j y_j \log a_j$$

$$\frac{\partial L}{\partial z_i} = a_i - y_i$$

If $i = j$:
$$\frac{\partial a_j}{\partial z_i} = a_i (1 + a_i)$$
"""
    found = tutor.mark_page(page, name="cases.md").statements[-1]
    assert (found.verdict, found.diagnosis[0].code) == ("wrong", "sign")
