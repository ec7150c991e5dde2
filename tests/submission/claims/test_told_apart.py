"""Claims for the two cases of a Jacobian: two indices that are one, and two that are not."""

from __future__ import annotations

import pytest

import tutor

FORWARD = r"""
$$p_i = \frac{e^{s_i}}{\sum_m e^{s_m}}, \qquad L = -\sum_m t_m \log p_m$$
$$\frac{\partial L}{\partial s_i} = p_i - t_i$$
$$\frac{\partial L}{\partial p_i} = -\frac{t_i}{p_i}, \qquad \frac{\partial L}{\partial t_i} = -\log p_i$$
"""
SAME, APART = r"\frac{\partial p_i}{\partial s_j} = p_i (1 - p_j)", r"\frac{\partial p_i}{\partial s_j} = -p_i p_j"

SPELT = {
    "behind a comma": r"$${same}, \quad i = j$$ $${apart}, \quad i \neq j$$",
    "in words above": "If $i = j$:\n$${same}$$\nIf $i \\ne j$:\n$${apart}$$",
    "in Chinese, a line apart": "当 $i = j$ 时\n\n$${same}$$\n\n当 $i \\neq j$ 时\n\n$${apart}$$",
    "as a text": r"$${same} \quad \text{{if }} i = j$$ $${apart} \quad \text{{if }} i \neq j$$",
    "in brackets": r"$${same} \ (i = j)$$ $${apart} \ (i \neq j)$$",
    "a formula further up": "First $i = j$.\n\nSome words on it.\n\n$${same}$$\n\nElse\n\n$${apart}$$",
}


def _verdicts(text: str) -> list[str]:
    marked = tutor.mark_page(FORWARD + text, name="page.md")
    return [one.verdict for one in marked.statements if "p_i}{" in one.left.replace(" ", "")]


@pytest.mark.parametrize("spelt", SPELT.values(), ids=SPELT.keys())
def test_both_cases_of_the_slopes_of_a_softmax_are_right_however_they_are_told_apart(spelt: str) -> None:
    assert _verdicts(spelt.format(same=SAME, apart=APART)) == ["right", "right"]


def test_what_is_right_in_the_other_case_alone_is_wrong() -> None:
    assert _verdicts(SPELT["behind a comma"].format(same=APART, apart=SAME)) == ["wrong", "wrong"]


def test_a_sign_that_is_turned_round_in_a_case_is_wrong() -> None:
    assert _verdicts(SPELT["in words above"].format(same=SAME, apart=APART.replace("-", ""))) == ["right", "wrong"]


@pytest.mark.parametrize(
    "formula",
    [
        r"\begin{cases} p_i (1 - p_i^2), & i = j \\ -p_i p_j, & i \neq j \end{cases}",
        r"p_i (\delta_{ii} - p_j)",
    ],
)
def test_a_formula_for_all_cases_is_wrong_where_one_of_them_is(formula: str) -> None:
    right = formula.replace("p_i^2", "p_i").replace("ii", "ij")
    for spelt, verdict in ((formula, "wrong"), (right, "right")):
        assert _verdicts(rf"$$\frac{{\partial p_i}}{{\partial s_j}} = {spelt}$$") == [verdict]


def test_a_case_without_a_word_of_it_on_the_page_is_wrong() -> None:
    assert _verdicts(f"$${SAME}$$") == ["wrong"]


def test_the_letter_of_an_entry_counts_where_a_sum_runs_over_its_name_by_another() -> None:
    """In ``FORWARD`` no sum runs over i."""
    marked = tutor.mark_page(FORWARD, name="page.md")
    assert [one.verdict for one in marked.statements] == ["right"] * 5
