"""Pages about word vectors: letters below a name are words, and what was seen has one of its own."""

from __future__ import annotations

import pytest

import tutor
from tutor.submission.marked import MarkedStatement

SOFTMAX = r"""
$$\hat{y}_w = \frac{\exp(u_w^\top v_c)}{\sum_{x} \exp(u_x^\top v_c)}$$

$$J = -\log \hat{y}_o$$

$$J = -u_o^\top v_c + \log \sum_{x} \exp(u_x^\top v_c)$$

$$\frac{\partial J}{\partial v_c} = -u_o + \sum_x \hat{y}_x u_x$$
"""
DRAWN = r"""
$$J = -\log \sigma(a_g^T b_s) - \sum_{j=1}^{M} \log \sigma(-a_j^T b_s)$$

$$\frac{\partial J}{\partial b_s} = (\sigma(a_g^T b_s) - 1)\, a_g + \sum_{j=1}^{M} (1 - \sigma(-a_j^T b_s))\, a_j$$

$$\frac{\partial J}{\partial a_g} = (\sigma(a_g^T b_s) - 1)\, b_s$$

$$\frac{\partial J}{\partial a_j} = \sigma(a_j^T b_s)\, b_s$$
"""


def _judged(page: str) -> list[MarkedStatement]:
    return list(tutor.mark_page(page, ["word2vec"], name="words.md").statements)


def _last(page: str, line: str) -> str:
    return _judged(f"{page}\n$${line}$$\n")[-1].verdict


@pytest.mark.parametrize("page", [SOFTMAX, DRAWN])
def test_both_ways_to_learn_word_vectors_are_read(page: str) -> None:
    assert {one.verdict for one in _judged(page)} == {"right"}


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial J}{\partial u_o} = (\hat{y}_o - 1) v_c", "right"),
        (r"\frac{\partial J}{\partial u_w} = (\hat{y}_w - y_w) v_c", "right"),
        (r"\frac{\partial J}{\partial v_c} = U^\top (\hat{y} - y)", "right"),
        (r"\frac{\partial J}{\partial v_c} = U (\hat{y} - y)", "right"),
        (r"\frac{\partial J}{\partial v_c} = -u_o + \sum_x P(x \mid c) u_x", "right"),
        (r"\frac{\partial J}{\partial v_c} = u_o + \sum_x \hat{y}_x u_x", "wrong"),
        (r"\frac{\partial J}{\partial u_o} = \hat{y}_o v_c", "not read"),
    ],
)
def test_gradients_by_one_vector_and_by_all(line: str, verdict: str) -> None:
    assert _last(SOFTMAX, line) == verdict


def test_a_matrix_has_the_vectors_as_rows_or_as_columns_and_not_as_both() -> None:
    columns, rows = r"$$\frac{\partial J}{\partial v_c} = U (\hat{y} - y)$$", r"$$\hat{y} = \text{softmax}(U v_c)$$"
    found = [one.verdict for one in _judged("\n\n".join((SOFTMAX, columns, rows)))]
    assert set(found) != {"right"}


@pytest.mark.parametrize(
    ("words", "right"),
    [("If $w = o$:", r"(\hat{y}_w - 1) v_c"), (r"If $w \neq o$:", r"\hat{y}_w v_c")],
)
def test_the_word_that_was_seen_and_the_others_have_gradients_of_their_own(words: str, right: str) -> None:
    line = rf"\frac{{\partial J}}{{\partial u_w}} = {right}"
    assert _last(f"{SOFTMAX}\n{words}\n", line) == "right"
    assert _last(SOFTMAX, line) != "right"


@pytest.mark.parametrize(
    ("of", "slip", "code"),
    [
        (r"(\sigma(a_g^T b_s) - 1)\, b_s", r"(\sigma(a_g^T b_s) + 1)\, b_s", "sign"),
        (r"(1 - \sigma(-a_j^T b_s))\, a_j", r"(1 - \sigma(a_j^T b_s))\, a_j", "sign"),
    ],
)
def test_a_slip_beside_what_is_right_is_named(of: str, slip: str, code: str) -> None:
    wrong = [one for one in _judged(DRAWN.replace(of, slip)) if one.verdict == "wrong"]
    assert [(one.diagnosis[0].code, slip in one.right) for one in wrong] == [(code, True)]


def test_a_sum_over_words_that_a_condition_picks_is_not_judged() -> None:
    line = r"\frac{\partial J}{\partial a_j} = \sum_{i \in \{1, \dots, M\}: w_i = w_j} \sigma(a_j^T b_s) b_s"
    assert _last(DRAWN, line) in ("not read", "not judged")


def test_vectors_with_letters_on_a_page_about_something_else_are_left_to_it() -> None:
    page = r"""
$$s_k = w^\top x_k + b, \qquad p_k = \sigma(s_k)$$
$$z_i = \theta_i^T x_n$$
$$z_j = \theta_j^T x_n$$
$$\frac{\partial z_i}{\partial \theta_i} = x_n$$
"""
    notes = [one.note for one in tutor.mark_page(page, ["logistic-regression"], name="other.md").statements]
    assert not any("vectors of words" in note for note in notes)


@pytest.mark.parametrize(
    "line",
    [
        r"J_{\rm s}(\bold v_c, o, U) = -\bold u_o^T \bold v_c + \log \sum_{w \in {\rm V}} \exp(\bold u_w^T \bold v_c)",
        r"\hat{y} = {\rm softmax}(\theta), \qquad \theta = U v_c",
        r"\frac{\partial CE(y, \hat{y})}{\partial \theta} = \hat{y} - y",
        r"\frac{\partial J}{\partial v_c} = (\hat{y} - y)^TU",
    ],
)
def test_fonts_of_plain_tex_and_the_scores_are_read(line: str) -> None:
    assert _last(SOFTMAX, line) == "right"
