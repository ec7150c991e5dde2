"""How well a network fits what a page says of derivatives, and how far the page is judged for that."""

from __future__ import annotations

import pytest

from tutor.submission.own_network.scores import Score, Scores
from tutor.submission.statement import Statement
from tutor.submission.text.page import statements_of

NETWORK = r"""title A layer
input x[i]
weights W[n,i], b[n]
target t[n]
loss L
z = W x + b
h = \tanh(z)
L = \frac{1}{2} \|h - t\|^2
"""
FIRST = r"$\frac{\partial L}{\partial h} = SLOPE$"
REST = r"""
$\frac{\partial L}{\partial z} = \frac{\partial L}{\partial h} \odot (1 - h^2)$
$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} x^T$
$\frac{\partial L}{\partial b} = \frac{\partial L}{\partial z}$
"""


def said(slope: str) -> tuple[Statement, ...]:
    return statements_of(FIRST.replace("SLOPE", slope) + REST, "markdown").statements


def score(slope: str, *least: float) -> list[Score]:
    scores = Scores("page.md")
    problem = scores.problem(NETWORK)
    assert problem is not None
    return [scores.score(problem, NETWORK, said(slope), one) for one in least]


def test_a_score_counts_what_is_right_and_wrong_of_derivatives() -> None:
    assert score("t - h", -1) == [Score(3, 1, 2)]


def test_a_network_that_cannot_have_more_of_a_lead_is_judged_no_further() -> None:
    (found,) = score("t - h", 2)
    assert not found.is_whole
    assert found.right + found.wrong < 4


def test_a_network_in_which_nothing_is_wrong_is_judged_to_the_end() -> None:
    assert score("h - t", 100) == [Score(4, 0, 4)]


def test_a_score_that_ended_early_is_taken_up_again_where_less_is_asked_for() -> None:
    early, whole, again = score("t - h", 2, 0, 2)
    assert not early.is_whole
    assert whole == again == Score(3, 1, 2)


@pytest.mark.parametrize("text", ["", "title A layer\nz = W x"])
def test_a_file_that_is_no_network_has_no_problem(text: str) -> None:
    assert Scores("page.md").problem(text) is None
