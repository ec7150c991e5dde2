"""What softmax is of one entry, in the ways in which pages write it."""

from __future__ import annotations

import pytest

import tutor
from tutor.submission.claims.softmax_law import is_softmax

FRACTION = r"\frac{e^{u_i}}{\sum_{k=1}^{K} e^{u_k}}"


@pytest.mark.parametrize("left", [r"\mathrm{softmax}(u_i)", r"\sigma(\vec{u})_i", r"S(\mathbf{u})_{i}"])
@pytest.mark.parametrize("right", [FRACTION, r"\exp(u_i) / \sum_k \exp(u_k)", r"\dfrac{\exp(u_{i})}{\sum_k e^{u_k}}"])
def test_powers_of_e_over_their_sum_are_softmax(left: str, right: str) -> None:
    assert is_softmax(left, right)


@pytest.mark.parametrize(
    "right",
    [r"\frac{e^{u_i}}{\sum_i e^{u_i}}", r"\frac{e^{u_k}}{\sum_k e^{u_k}}", r"\frac{e^{u_i}}{\sum_k e^{v_k}}"],
)
def test_with_other_indices_or_names_they_are_not(right: str) -> None:
    assert not is_softmax("S(u_i)", right)


def test_a_page_that_calls_softmax_sigma_is_right() -> None:
    page = rf"$$\sigma(\vec{{u}})_i = {FRACTION}$$"
    assert [one.verdict for one in tutor.mark_page(page, name="page.md").statements] == ["right"]
