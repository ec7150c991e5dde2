"""A loss with an index under a sum over that index is what the loss adds up, over classes or over samples."""

from __future__ import annotations

import pytest

import tutor


def _verdicts(text: str, problem: str) -> list[str]:
    return [one.verdict for one in tutor.mark_page(text, [problem]).statements]


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (
            "softmax-net",
            r"\frac{\partial E}{\partial z^{(2)}_r} = \sum_q \frac{\partial E_q}{\partial y_q}"
            r" \frac{\partial y_q}{\partial z^{(2)}_r}",
        ),
        ("softmax-net", r"L = \sum_k L_k"),
        (
            "skip-mlp",
            r"\frac{\partial L}{\partial w_{io}} = \frac{1}{N} \sum_n \frac{\partial L^{(n)}}{\partial w_{io}}",
        ),
        (
            "conv-dense",
            r"\frac{\partial L}{\partial w_3} = \sum_k \frac{\partial L_k}{\partial z_{3,k}}"
            r" \frac{\partial z_{3,k}}{\partial w_3}",
        ),
    ],
)
def test_it_is_a_part_of_the_loss(problem: str, line: str) -> None:
    assert _verdicts(f"${line}$", problem) == ["right"]


@pytest.mark.parametrize(
    "line",
    [
        r"\frac{\partial L}{\partial W^{(2)}} = \sum_i \frac{\partial L_i}{\partial z^{(2)}_i}"
        r" \frac{\partial z^{(2)}_i}{\partial W^{(2)}}",
        r"\frac{\partial L_i}{\partial z_i^{(2)}} = y_i - t_i",
    ],
)
def test_where_that_does_not_hold_the_index_may_be_of_a_sample(line: str) -> None:
    assert "wrong" not in _verdicts(f"${line}$", "softmax-net")
