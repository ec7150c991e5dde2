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


@pytest.mark.parametrize(("share", "verdict"), [(r"\frac{1}{2}", "right"), ("", "wrong")])
def test_a_number_before_the_sum_over_steps_belongs_to_the_loss_of_each(share: str, verdict: str) -> None:
    text = (
        rf"$L_t = {share} \|h_t - y_t\|^2$"
        + "\n\n"
        + r"$\frac{\partial L}{\partial U_r} = \sum_t \frac{\partial L_t}{\partial U_r}$"
    )
    marked = tutor.mark_page(text, ["gru-through-time"], name="page.md")
    assert [one.verdict for one in marked.statements] == [verdict, "right"]
