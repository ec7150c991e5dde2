"""A page that sums over letters that stand twice in a product says so; on others such a sum is missing."""

from __future__ import annotations

import pytest

import tutor
from tutor import host

SAYS_SO = "We use Einstein's summation convention.\n\n"
BACK = r"\frac{\partial L}{\partial y^{(1)}_k} = (y_m - t_m) W^{(2)}_{mk}"
BY_LOGITS = r"\partial z^{(2)}_k"
CHAIN = (
    rf"\frac{{\partial L}}{{{BY_LOGITS}}} = \frac{{\partial L}}{{\partial y_m}} \frac{{\partial y_m}}{{{BY_LOGITS}}}"
)
LINES = [
    (BACK, "right"),
    (BACK.replace("- t_m", "+ t_m"), "wrong"),
    (CHAIN, "right"),
    (r"\frac{\partial y_m}{\partial z^{(2)}_k} = y_m (\delta_{mk} - y_k)", "right"),
    (
        r"\frac{\partial z^{(1)}_h}{\partial W^{(1)}_{pq}} = \frac{\partial}{\partial W^{(1)}_{pq}} (W^{(1)}_{hr} x_r)",
        "right",
    ),
]


def _verdict(text: str) -> str:
    (found,) = tutor.mark_page(text, [host.problem("softmax-net")]).statements
    return found.verdict


@pytest.mark.parametrize(("line", "verdict"), LINES)
def test_letters_that_stand_twice_are_summed_over_where_the_page_says_so(line: str, verdict: str) -> None:
    assert _verdict(f"{SAYS_SO}${line}$") == verdict


def test_elsewhere_such_a_sum_is_not_taken_for_granted() -> None:
    assert _verdict(f"${BACK}$") != "right"
