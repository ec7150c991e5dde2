"""What is said of a number that is not what stands before it comes to."""

from __future__ import annotations

import pytest

import tutor
from tutor.submission.marked import MarkedStatement

NETWORK = tutor.network(
    """input x
weights w, b
target d
a = w*x + b
p = tanh(a)
L = 1/2*(p - d)^2
value x = 0.8
value w = 0.5
value b = 0.2
value d = 0.9
"""
)
RIGHT = r"""
$a = w x + b = 0.5 \cdot 0.8 + 0.2 = 0.6$

$p = \tanh(a) = 0.537$

$\frac{\partial L}{\partial p} = p - d = 0.537 - 0.9 = -0.363$
"""


def said(page: str) -> list[MarkedStatement]:
    return list(tutor.mark_page(page, [NETWORK]).statements)


def test_numbers_that_are_right_stay_right() -> None:
    assert {one.verdict for one in said(RIGHT)} == {"right"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("0.9 = -0.363", "0.9 = -0.360", "rounding"),
        ("0.9 = -0.363", "0.9 = 0.363", "sign"),
        ("0.2 = 0.6", "0.2 = 0.4", "term-missing"),
        ("0.2 = 0.6", "0.2 = 1.5", "operation"),
        ("0.9 = -0.363", "0.9 = -0.411", "arithmetic"),
        (r"\tanh(a) = 0.537", r"\tanh(a) = 0.600", "derivative-missing"),
    ],
)
def test_a_slip_of_arithmetic_is_told_from_rounding(old: str, new: str, code: str) -> None:
    page = RIGHT.replace(old, new)
    assert page != RIGHT
    wrong = [one for one in said(page) if one.verdict == "wrong"]
    assert [part.code for part in wrong[0].diagnosis] == [code]


def test_a_number_that_rests_on_a_wrong_one_of_another_line_follows_from_it() -> None:
    page = RIGHT.replace(r"\tanh(a) = 0.537", r"\tanh(a) = 0.600").replace(
        "0.537 - 0.9 = -0.363", "0.600 - 0.9 = -0.300"
    )
    assert [(one.verdict, one.follows) for one in said(page)[-2:]] == [("follows", 4)] * 2


@pytest.mark.parametrize(("number", "verdict"), [("0.5", "right"), ("0.9", "wrong"), ("0.2", "wrong")])
def test_a_number_with_a_power_of_ten_is_one_rounded_number(number: str, verdict: str) -> None:
    power = rf"$0.8^{{34}} \approx {number} \times 10^{{-3}}$"
    assert said(RIGHT + power)[-1].verdict == verdict


@pytest.mark.parametrize(("typed", "verdict"), [("0.5370", "right"), ("0.5376", "wrong")])
def test_a_number_with_one_place_is_not_rounded_where_four_are_made_of_it(typed: str, verdict: str) -> None:
    page = RIGHT.replace(r"\tanh(a) = 0.537", rf"\tanh(a) = \tanh(0.6) = {typed}")
    assert [one.verdict for one in said(page) if one.right == typed] == [verdict]


def test_the_sum_of_a_distribution_is_one_and_no_other_number() -> None:
    page = r"Since $\sum_k t_k = NUMBER$, $\frac{\partial L}{\partial z_2} = y - t$."
    found = [tutor.mark_page(page.replace("NUMBER", one), ["softmax-net"]).statements[0] for one in ("1", "3")]
    assert [one.verdict for one in found] == ["right", "wrong"]


def test_the_gradient_by_a_matrix_is_no_number_of_sizes() -> None:
    page = r"$Z = XW + b$ and $\frac{\partial L}{\partial W} = GRADIENT$"
    given = tutor.network(
        "input X[n,d]\nweights W[d,m]\nweights b[m]\ntarget T[n,m]\nZ = X W + b\nL = 1/N*sum((Z-T)^2)\n"
    )
    found = tutor.mark_page(page.replace("GRADIENT", r"\frac{2}{N}"), [given]).statements[-1]
    assert found.verdict == "wrong"


def test_what_a_page_calls_one_in_one_case_may_be_zero_in_another() -> None:
    page = "when $a \\in o$, $y_a = 1$. when $a \\notin o, y_a = 0$\n"
    assert all(one.verdict != "wrong" for one in tutor.mark_page(page, ["word2vec"], name="cases.md").statements)
