"""A letter for the layer in front of the number of an entry, counted row by row: it stands for layers that have one."""

from __future__ import annotations

import pytest

import tutor


def _verdicts(line: str, problem: str) -> list[str]:
    return [one.verdict for one in tutor.mark_page(f"${line}$", [problem]).statements]


@pytest.mark.parametrize("ends", [r"\sum_{s=1}^{4}", r"\sum_s"])
def test_a_chain_over_the_positions_of_a_layer_is_right(ends: str) -> None:
    line = rf"\frac{{\partial L}}{{\partial w_{{lm}}}} = {ends} \frac{{\partial L}}{{\partial y_{{ls}}}}"
    assert _verdicts(line + r" \frac{\partial y_{ls}}{\partial w_{lm}}", "conv-dense") == ["right"]


def test_all_links_of_a_chain_are_judged_so() -> None:
    line = (
        r"\frac{\partial L}{\partial y_{ab}} = \frac{\partial L}{\partial z_{ab}}"
        r" \frac{\partial z_{ab}}{\partial y_{ab}} = \frac{\partial L}{\partial z_{ab}} f'(y_{ab})"
    )
    assert _verdicts(line, "conv-dense") == ["right", "right"]


@pytest.mark.parametrize(
    "right",
    [
        r"\sum_{s=1}^{3} \frac{\partial L}{\partial y_{ls}} \frac{\partial y_{ls}}{\partial w_{lm}}",
        r"\sum_{s=1}^{4} \frac{\partial L}{\partial z_{ls}} \frac{\partial y_{ls}}{\partial w_{lm}}",
        r"\sum_{s=1}^{4} \frac{\partial L}{\partial y_{ls}} \frac{\partial y_{ls}}{\partial w_{mm}}",
    ],
)
def test_what_does_not_hold_for_all_of_them_stays_open(right: str) -> None:
    assert _verdicts(rf"\frac{{\partial L}}{{\partial w_{{lm}}}} = {right}", "conv-dense") in (
        ["not read"],
        ["not judged"],
    )


def test_where_no_names_have_numbers_two_letters_are_two_indices() -> None:
    line = r"\frac{\partial L}{\partial V_{ms}} = \sum_t \frac{\partial L}{\partial z_{t,m}} H_{t,s}"
    assert _verdicts(line, "rnn-bptt") == ["right"]
