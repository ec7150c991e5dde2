"""Ways of typing that say the same: each is read as the one that it stands for, and a mistake in it is still found."""

from __future__ import annotations

import pytest

import tutor
from tutor.submission.mark import mark

UNIT = r"""
$$s = V u + c$$
$$q = \sigma(s)$$
$$E = \frac{1}{2} \|q - t\|^2$$
"""


def _verdicts(text: str) -> list[str]:
    return [one.verdict for one in tutor.mark_page(text, name="page.md").statements if one.line > 4]


@pytest.mark.parametrize(
    "typed",
    [
        r"\frac{\partial E}{\partial s} = (q - t) \odot \sigma^{'}(s)",
        r"\frac{\partial E}{\partial s} = (q - t) \odot \sigma(s)'",
        r"\frac{\partial E}{\partial s} = (q - t) \odot \sigma(s)^{\prime}",
        r"\frac{\partial E}{\partial s} = (q - t) \odot \sigma\prime(s)",
        r"\frac{\partial E}{\partial s} = (q - t) \odot {\sigma}'(s)",
        r"\frac{\partial E}{\partial s} = (q - t) \odot \sigma ' (s)",
        r"\frac{\partial E}{\partial s} = (q - t) \odot \dot{\sigma}(s)",
        r"\frac{\partial E}{\partial s} = (q - t) .* \sigma'(s)",
        r"\frac{\partial E}{\partial s} = (q - t) \cdot* \sigma'(s)",
        r"\frac{\partial E}{\partial s} = \large{(q - t) \odot \sigma'(s)}",
        r"\require{cancel} \frac{\partial E}{\partial s} = (q - t) \odot \sigma'(s)",
        r"{\partial E \over \partial s} = (q - t) \odot \sigma'(s)",
        r"\frac{\partial E}{\partial s} = \frac{\partial E}{\cancel{\partial q}}"
        r" \frac{\cancel{\partial q}}{\partial s}",
        r"\mathrm{d}s = (q - t) \odot \sigma'(s)",
        r"\frac{{d}E}{{d}s} = (q - t) \odot \sigma'(s)",
        r"\frac{\partial E}{\partial \textbf{s}} = (q - t) \odot \sigma'(s)",
    ],
)
def test_a_slope_a_product_or_a_fraction_may_be_typed_in_many_ways(typed: str) -> None:
    assert _verdicts(f"{UNIT}$${typed}$$") == ["right"]
    for right, wrong in (("(q - t)", "(t - q)"), (r"{\partial s}$", r"{\partial c} 2$")):
        changed = f"$${typed}$$".replace(right, wrong)
        if changed != f"$${typed}$$" and "cancel{\\" not in typed:
            anchor = r"$$\frac{\partial E}{\partial q} = q - t$$" + "\n"
            assert _verdicts(UNIT + anchor + changed)[1:] == ["wrong"]


def test_a_factor_may_run_into_the_name_of_a_function() -> None:
    page = r"""
$$q = \sigma(v^T u)$$
$$E = -tlog(q)-(1-t)log(1-q)$$
$$\frac{\partial E}{\partial q} = -\frac{t}{q} + \frac{1-t}{1-q}$$
"""
    verdicts = [one.verdict for one in tutor.mark_page(page, name="page.md").statements]
    assert verdicts == ["right"] * 3


def test_one_digit_below_a_name_is_all_that_is_below_it() -> None:
    page = r"""
$$s_1 = v_1u + c_1, \quad h = \sigma(s_1), \quad s_2 = v_2h + c_2, \quad E = (s_2 - t)^2$$
$$\frac{\partial E}{\partial v_1} = 2(s_2 - t)v_2h(1-h)u$$
"""
    assert [one.verdict for one in tutor.mark_page(page, name="page.md").statements][-1] == "right"


def test_scripts_may_stand_inside_a_font_or_an_accent() -> None:
    page = r"""
$$\mathbf{s_j} = \sum_i v_{ji} u_i, \quad \hat{t_j} = \sigma(\mathbf{s_j})$$
$$E = \frac12 \sum_j (\hat{t_j} - t_j)^2$$
$$\frac{\partial E}{\partial \pmb{s_j}} = (\hat{t_j} - t_j) \hat{t}_j (1 - \hat{t_j})$$
$$\pmb{v_{ji}} = v_{ji} - \gamma (\hat{t_j} - t_j) \hat{t}_j (1 - \hat{t_j}) u_i$$
"""
    assert [one.verdict for one in tutor.mark_page(page, name="page.md").statements][-2:] == ["right"] * 2


def test_a_page_keeps_what_was_typed() -> None:
    marked = tutor.mark_page(
        UNIT + r"$$\frac{\partial E}{\partial \pmb{s_j}} = (q_j - t_j) .* \sigma(s_j)'$$", name="p.md"
    )
    assert marked.statements[-1].left == r"\frac{\partial E}{\partial \pmb{s_j}}"
    assert marked.statements[-1].right == r"(q_j - t_j) .* \sigma(s_j)'"


def test_the_last_term_of_a_sum_may_run_into_what_is_added() -> None:
    page = r"""
$$s_j = \sum_{i=1}^nv_{ji}u_i$$
$$q_j = \sigma(s_j)$$
$$E = \frac{1}{2} \sum_{j=1}^m(q_j - t_j)^2$$
$$\frac{\partial E}{\partial q_j} = q_j - t_j$$
$$\frac{\partial E}{\partial u_i} = \sum_{j=1}^m(q_j - t_j)q_j(1 - q_j)v_{ji}$$
"""
    verdicts = [one.verdict for one in tutor.mark_page(page, name="page.md").statements]
    assert verdicts == ["right"] * 5
    signed = page.replace("(q_j - t_j)q_j", "(t_j - q_j)q_j")
    assert [one.verdict for one in tutor.mark_page(signed, name="page.md").statements][-1] == "wrong"


@pytest.mark.parametrize("weights", [("W_1", "W_2"), ("W^Q", "W^K"), ("W^{Q}", "W^{K}")])
def test_a_factor_may_run_into_a_weight_that_has_something_above_or_below_it(weights: tuple[str, str]) -> None:
    first, second = weights
    page = rf"""
$$g = r{first}, \quad h = \tanh(g), \quad o = h{second}$$
$$E = \frac{{1}}{{2}} \|o - t\|^2$$
$$\frac{{\partial E}}{{\partial o}} = o - t$$
$$\frac{{\partial E}}{{\partial h}} = (o - t) {second}^T$$
"""
    if "^" in first:
        page = page.replace(f"{second}^T", f"({second})^T")
    assert [one.verdict for one in tutor.mark_page(page, name="page.md").statements] == ["right"] * 6


def test_an_index_whose_capital_is_a_matrix_counts_nothing() -> None:
    page = r"""
$$S = \frac{Q K^\top}{\sqrt{d_h}}$$
$$P_{ij} = \frac{e^{S_{ij}}}{\sum_k e^{S_{ik}}}$$
$$O = P V$$
$$\frac{\partial L}{\partial P} = \frac{\partial L}{\partial O} V^\top$$
$$\frac{\partial L}{\partial V} = P^\top \frac{\partial L}{\partial O}$$
$$\frac{\partial L}{\partial Q} = \frac{1}{\sqrt{d_h}} \frac{\partial L}{\partial S} K$$
"""
    marked = mark(page, "page.md", (), sure=False)
    assert [one.verdict for one in marked.statements] == ["right"] * 6
    turned = mark(page.replace(r"S} K$$", r"S} K^\top$$"), "page.md", (), sure=False)
    assert turned.statements[-1].verdict == "wrong"
