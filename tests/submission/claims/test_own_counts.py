"""How many samples there are, by the letter of a page, and samples as rows of a matrix."""

from __future__ import annotations

import pytest

import tutor

PAGE = r"""
$$s_k = w^\top x_k + b, \qquad p_k = \sigma(s_k)$$
$$J = -\frac1{Q} \sum_{k=1}^{Q} \left[ y_k \log p_k + (1 - y_k) \log(1 - p_k) \right]$$
$$\nabla_w J = \frac{1}{Q} \sum_{k=1}^{Q} (p_k - y_k) x_k$$
$$\frac{\partial J}{\partial w_j} = \frac{1}{Q} \sum_{k=1}^{Q} (p_k - y_k) x_j^{(k)}$$
$$\frac{\partial J}{\partial b} = \frac{1}{Q} \sum_{k=1}^Q (p_k - y_k)$$
"""


@pytest.mark.parametrize("letter", ["m", "n", "M", "q"])
def test_samples_are_counted_by_any_letter_and_are_rows_of_the_matrix(letter: str) -> None:
    summary = tutor.mark_page(PAGE.replace("Q", letter), ["logistic-regression"]).summary
    assert (summary.judged, summary.wrong) == (summary.claims, 0)


def test_a_mean_that_is_missing_is_found_where_samples_are_counted_by_another_letter() -> None:
    page = PAGE.replace("Q", "m").replace(
        r"\frac{1}{m} \sum_{k=1}^{m} (p_k - y_k) x_k", r"\sum_{k=1}^{m} (p_k - y_k) x_k"
    )
    wrong = [one for one in tutor.mark_page(page, ["logistic-regression"]).statements if one.verdict == "wrong"]
    assert [(one.line, one.diagnosis[0].code) for one in wrong] == [(4, "mean-missing")]


def test_a_letter_that_is_an_index_too_is_where_a_sum_ends() -> None:
    page = r"$$\frac{\partial L}{\partial b} = \frac1N \sum_{k=1}^{m} (p_k - y_k) + 0 \cdot p_m$$"
    marked = tutor.mark_page(page, ["logistic-regression"])
    assert not any(one.verdict == "right" for one in marked.statements)
