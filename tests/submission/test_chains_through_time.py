"""Chain rules through time as pages write them: with dots, bars, points, numbered steps, one letter for all weights."""

from __future__ import annotations

import pytest

import tutor
from tutor.problems.contract.problem import Problem
from tutor.submission.text.page import statements_of

WEIGHT = r"\frac{\partial L_t}{\partial R} = "


@pytest.mark.parametrize(
    ("middle", "verdict"),
    [
        (r"\frac{\partial g_t}{\partial g_{t-1}} \cdots \frac{\partial g_{k+1}}{\partial g_k}", "right"),
        (
            r"\frac{\partial g_t}{\partial g_{t-1}} \cdot \frac{\partial g_{t-1}}{\partial g_{t-2}} \cdot \ldots"
            r" \cdot \frac{\partial g_{k+2}}{\partial g_{k+1}} \cdot \frac{\partial g_{k+1}}{\partial g_{k}}",
            "right",
        ),
        (r"\frac{\partial g_t}{\partial g_{t-1}} \cdots \frac{\partial g_{k+2}}{\partial g_{k+1}}", "wrong"),
        (r"\frac{\partial g_t}{\partial g_{t-1}} \cdots \frac{\partial p_{k+1}}{\partial p_k}", "not read"),
    ],
)
def test_dots_between_steps_are_all_the_steps_between(middle: str, verdict: str) -> None:
    text = rf"$\frac{{\partial g_t}}{{\partial g_k}} = {middle}$"
    assert _verdicts(text) == [verdict]


def test_dots_between_numbered_steps_are_so_too() -> None:
    left, first = r"\frac{\partial g^{(9)}}{\partial g^{(5)}}", r"\frac{\partial g^{(9)}}{\partial g^{(8)}}"
    last = r"\frac{\partial g^{(LAST)}}{\partial g^{(5)}}"
    text = r"$g^{(t)} = \tanh(R g^{(t-1)} + S x^{(t)})$" + f"\n\n${left} = {first} \\cdots {last}$"
    assert _verdicts(text.replace("LAST", "6")) == ["right", "right"]
    assert _verdicts(text.replace("LAST", "7"))[1:] == ["not read"]


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"\sum_{k=1}^t \frac{\partial L_t}{\partial R}\bigg{|}_{k}", "right"),
        (r"\sum_{k=1}^t \left.\frac{\partial L_t}{\partial R}\right|_k \frac{\partial R|_k}{\partial R}", "right"),
        (r"\sum_{k=1}^{t-1} \frac{\partial L_t}{\partial R}\Big|_{(k)}", "wrong"),
    ],
)
def test_a_bar_with_a_step_is_the_use_of_the_weight_at_that_step(right: str, verdict: str) -> None:
    assert _below_the_state(WEIGHT + right) == verdict


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"\frac{\partial L_5}{\partial g_5}\frac{\partial g_5}{\partial g_4}", "right"),
        (r"\frac{\partial L_5}{\partial g_5}\frac{\partial g_4}{\partial g_3}", "wrong"),
        (r"\frac{\partial L_5}{\partial g_5} . \frac{\partial g_5}{\partial g_4}", "right"),
    ],
)
def test_a_page_may_name_more_steps_than_a_textbook_has(right: str, verdict: str) -> None:
    assert _below_the_state(r"\frac{\partial L_5}{\partial g_4} = " + right) == verdict


def test_two_digits_below_a_name_are_two_indices() -> None:
    text = r"$\frac{\partial L}{\partial g_3} = (g_3 - y_3)$, where $w_{11}$, $w_{12}$ and $y_{12} = x_t$"
    assert _verdicts(text)[0] == "right"


def test_a_full_stop_between_formulas_is_no_product() -> None:
    said = statements_of(r"$$a = \frac{\partial L}{\partial b}. \frac{\partial L}{\partial c} = d$$", "markdown")
    assert [one.left for one in said.statements] == ["a", r"\frac{\partial L}{\partial c}"]


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"\sum_t \frac{\partial L_t}{\partial W}", "right"),
        (
            r"\sum_t \sum_{k=1}^t \frac{\partial L_t}{\partial g_t}\frac{\partial g_t}{\partial g_k}"
            r"\frac{\partial g_k}{\partial W}",
            "right",
        ),
        (r"\sum_t \sum_{k=1}^t \frac{\partial L_t}{\partial g_t}\frac{\partial g_k}{\partial W}", "not read"),
    ],
)
def test_one_letter_may_stand_for_every_weight_of_the_state(right: str, verdict: str) -> None:
    assert _verdicts(rf"$\frac{{\partial L}}{{\partial W}} = {right}$", _network("W_g", "W_x")) == [verdict]


def test_two_letters_above_a_weight_are_its_name() -> None:
    text = r"$g_t = \tanh(W^{gg} g_{t-1} + W^{gx} x_t)$"
    assert _verdicts(text, _network("W_{gg}", "W_{gx}")) == ["right"]


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (
            r"\frac{\partial L_t}{\partial g_t} \sum_{k=1}^t \left( \frac{\partial g_t}{\partial g_k} USE \right)",
            "right",
        ),
        (r"\frac{\partial L_t}{\partial g_t} \sum_{k=1}^t \frac{\partial g_t}{\partial g_k} USE", "right"),
        (
            r"\frac{\partial L_t}{\partial g_t} \left( \sum_{k=1}^{t-1} \frac{\partial g_t}{\partial g_k} USE \right)",
            "wrong",
        ),
    ],
)
def test_the_first_factors_may_stand_before_the_sum_of_the_others(right: str, verdict: str) -> None:
    use = r"\frac{\partial g_k}{\partial R}"
    assert _verdicts(f"${WEIGHT}{right.replace('USE', use)}$") == [verdict]


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"\sum_t \frac{\partial L}{\partial R_t}", "right"),
        (r"\sum_t \frac{\partial L}{\partial R^{(t)}}", "right"),
        (r"\sum_t \frac{\partial L}{\partial g_t} \frac{\partial g_t}{\partial R_t}", "right"),
        (r"\sum_t 2 \frac{\partial L}{\partial R_t}", "wrong"),
    ],
)
def test_a_weight_at_a_step_is_its_use_there(right: str, verdict: str) -> None:
    assert _verdicts(rf"$\frac{{\partial L}}{{\partial R}} = {right}$") == [verdict]


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"(1 - g_t^2)(g_{t-1} + R \frac{\partial g_{t-1}}{\partial R})", "right"),
        (r"(1 - g_t^2)(g_{t-1} + R \frac{\partial g_t}{\partial R})", "wrong"),
    ],
)
def test_a_vector_by_a_matrix_is_what_it_is_for_single_numbers(right: str, verdict: str) -> None:
    assert _verdicts(rf"$\frac{{\partial g_t}}{{\partial R}} = {right}$") == [verdict]


def test_a_loss_of_values_at_a_step_is_that_of_the_step() -> None:
    text = r"$L = \sum_{t=1}^T L(y_t, g_t)$" + "\n\n" + r"$L(y_t, g_t) = \frac{1}{2} \|g_t - y_t\|^2$"
    assert _verdicts(text) == ["right", "right"]
    assert _verdicts(text.replace(r"\frac{1}{2}", ""))[1] == "wrong"


def _below_the_state(formula: str) -> str:
    """The verdict on a formula on a page that says first what the state is."""
    state, verdict = _verdicts(r"$g_t = \tanh(R g_{t-1} + S x_t)$" + f"\n\n${formula}$")
    assert state == "right"
    return verdict


def _verdicts(text: str, problem: Problem | None = None) -> list[str]:
    found = tutor.mark_page(text, [problem or _network("R", "S")], name="page.md")
    return [one.verdict for one in found.statements]


def _network(of_state: str, of_input: str) -> Problem:
    return tutor.network(
        f"input x[t,i]\nweights {of_state}[n,m=n], {of_input}[n,i]\ntarget y[t,n]\n"
        f"p_t = {of_state} g_{{t-1}} + {of_input} x_t\ng_t = \\tanh(p_t)\n"
        "L = \\frac{1}{2} \\sum_t \\sum_n (g_{t,n} - y_{t,n})^2\n"
    )
