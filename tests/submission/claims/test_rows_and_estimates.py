"""Gradients by rows, estimates with accents, and names that a page gives to a gradient on its way."""

from __future__ import annotations

import pytest

import tutor
from tutor.problems.contract.problem import Problem
from tutor.submission.marked import Marked

_ROWS = """
input    row x[i]
weights  A[i,h], B[h,c]
target   row y[c]

z = x A
a = sigma(z)
s = a B
J = 1/2 sum((s - y)^2)
"""
_COLUMNS = """
input    x[i]
weights  W[c,i]
target   y[c]

z = W x
p = sigma(z)
L = 1/2 sum((p - y)^2)
"""


def _marked(text: str, network: str) -> Marked:
    return tutor.mark_page(text, [_problem(network)], name="page.md")


def _problem(network: str) -> Problem:
    return tutor.network(network, "one.net")


def _verdicts(text: str, network: str = _ROWS) -> list[str]:
    return [one.verdict for one in _marked(text, network).statements]


@pytest.mark.parametrize(
    "line",
    [
        r"\frac{\partial J}{\partial B} = a^T \frac{\partial J}{\partial s}",
        r"\frac{\partial J}{\partial A} = x^T \frac{\partial J}{\partial z}",
        r"\frac{\partial J}{\partial a} = \frac{\partial J}{\partial s} B^T",
    ],
)
def test_the_gradient_by_a_row_is_a_row(line: str) -> None:
    assert _verdicts(f"$${line}$$") == ["right"]


def test_a_product_for_columns_is_wrong_there() -> None:
    assert _verdicts(r"$$\frac{\partial J}{\partial a} = B^T \frac{\partial J}{\partial s}$$") == ["wrong"]


def test_a_link_may_name_the_gradient() -> None:
    page = r"""
$$\frac{\partial J}{\partial s} = s - y = \delta^{(2)}$$

$$\frac{\partial J}{\partial B} = a^T \delta^{(2)}$$

$$\frac{\partial J}{\partial B} = x^T \delta^{(2)}$$
"""
    assert _verdicts(page) == ["right", "definition", "right", "wrong"]


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"\hat{y} - y", "right"),
        (r"y - \hat{y}", "not read"),
        (r"(\hat{y} - y) \odot p \odot (1 - p)", "not read"),
    ],
)
def test_an_estimate_is_the_output_and_not_the_target(right: str, verdict: str) -> None:
    assert _verdicts(rf"$$\frac{{\partial L}}{{\partial p}} = {right}$$", _COLUMNS) == [verdict]


def test_the_word_for_a_loss_is_no_product() -> None:
    assert "wrong" not in _verdicts(r"$L = CE(y, p)$", _COLUMNS)


def test_a_transpose_may_stand_behind_a_thin_space() -> None:
    assert _verdicts(r"$$\frac{\partial J}{\partial B} = \big(a\big)^{\!\top} (s - y)$$") == ["right"]


def test_an_empty_text_in_a_formula_is_not_read() -> None:
    assert _verdicts(r"$$k_{1} = \text{} x + \mathrm{-}$$ $$q = 2k$$")[0] in ("not read", "not judged")


def test_a_letter_that_hangs_on_a_step_above_a_name_is_that_of_an_entry() -> None:
    page = r"$$\frac{\partial L_t}{\partial z} = -y^{<t_l>} + \hat{y}^{<t_l>} \sum_k y^{<t_k>}$$"
    network = """
input    x[t,d]
weights  U[h,d], W[h,g=h], V[m,h]
target   y[t,m] one-hot m

s = tanh(U x[t] + W s[t-1])
z = V s[t]
yhat = softmax(z)
l[t] = -sum_m(y*log(yhat))
L = sum_t(l)
"""
    assert _verdicts(page, network) == ["right"]
