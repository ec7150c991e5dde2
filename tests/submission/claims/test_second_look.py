"""A formula that does not fit is wrong where one change makes it right that the rest of the page bears out."""

from __future__ import annotations

import tutor
from tutor import host

_TWO_LAYERS = """$z_1 = {first}$, $y_1 = \\sigma(z_1)$, $z_2 = W_2 y_1$, $y = \\operatorname{{softmax}}(z_2)$.

$\\frac{{\\partial L}}{{\\partial z_2}} = y - t$ and $\\frac{{\\partial L}}{{\\partial W_2}} = (y - t) y_1^\\top$.

$\\frac{{\\partial L}}{{\\partial y_1}} = W_2^\\top (y - t)$

$\\frac{{\\partial L}}{{\\partial z_1}} = \\frac{{\\partial L}}{{\\partial y_1}} \\odot y_1 \\odot (1 - y_1)$

$\\frac{{\\partial L}}{{\\partial W_1}} = {last}$
"""


def _two_layers(first: str = "W_1 x", last: str = "\\frac{\\partial L}{\\partial z_1} x^\\top") -> dict[str, str]:
    text = _TWO_LAYERS.format(first=first, last=last)
    page = tutor.mark_page(text, [host.problem("softmax-net")], name="two.md")
    return {one.right: " ".join([one.verdict, *(part.code for part in one.diagnosis)]) for one in page.statements}


def test_another_weight_of_the_page_in_the_place_of_one() -> None:
    assert _two_layers()["W_1 x"] == "right"
    assert _two_layers(first="W_2 x")["W_2 x"] == "wrong swapped"


def test_a_weight_that_the_page_has_nowhere_right_may_be_numbered_otherwise() -> None:
    text = "$z_1 = W_2 x$ and $y_1 = \\sigma(z_1)$"
    page = tutor.mark_page(text, [host.problem("softmax-net")], name="two.md")
    assert [one.verdict for one in page.statements] == ["not judged", "right"]


def test_an_index_that_nothing_binds_where_another_one_is_meant() -> None:
    text = "$z = \\sum_i %s$, $y = \\sigma(z)$ and $\\frac{\\partial z}{\\partial W_i} = x_i$."
    assert _first(text % "W_i x_i", "logistic-unit") == "right"
    assert _first(text % "W_j x_i", "logistic-unit") == "wrong index"


def test_what_a_step_takes_from_outside_is_of_that_step() -> None:
    text = """$u = h_{t-1} W_h + %s W_x + b$ and $h_t = \\tanh(u)$.

$\\frac{\\partial L}{\\partial W_x} = x_t^\\top \\frac{\\partial L}{\\partial u}$
"""
    assert _first(text % "x_t", "rnn-step") == "right"
    assert _first(text % "x_{t-1}", "rnn-step") == "wrong time-shift"


def _first(text: str, problem: str) -> str:
    one = tutor.mark_page(text, [host.problem(problem)], name="page.md").statements[0]
    return " ".join([one.verdict, *(part.code for part in one.diagnosis)])


def test_a_number_beside_exact_ones_has_its_last_digit() -> None:
    text = "$f_t = \\sigma(0.5 \\cdot 0 + 0.5 \\cdot 1) = %s$"
    verdicts = []
    for number in ("0.6225", "0.6228"):
        page = tutor.mark_page(text % number, [host.problem("lstm-cell")], name="numbers.md")
        verdicts.append(page.statements[-1].verdict)
    assert verdicts == ["right", "wrong"]
