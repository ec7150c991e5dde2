"""Names with that of a gate below them are names of their own, whatever entries the problem has."""

from __future__ import annotations

import pytest

import tutor
from tutor.submission.verdicts import FOLLOWS, RIGHT, WRONG

CELL = r"""
$$f_t = \sigma(W_f [h_{t-1}, x_t] + b_f)$$
$$C_t = f_t \odot C_{t-1} + i_t \odot \tilde{C}_t$$
$$h_t = o_t \odot \tanh(C_t)$$
$$\delta^f_t = \frac{\partial L}{\partial C_t} \odot C_{t-1} \odot f_t \odot (1-f_t)$$
"""


def verdicts(page: str, problem: str) -> list[str]:
    return [one.verdict for one in tutor.mark_page(page, [problem], name="page").statements]


def test_the_gradient_by_the_bias_of_a_gate_is_no_entry_of_the_bias_of_all_gates() -> None:
    page = CELL + r"$$\frac{\partial L}{\partial b_f} = \sum_t \delta^f_t$$"
    assert verdicts(page, "lstm-sequence")[-1] == RIGHT
    assert verdicts(page.replace("= \\sum_t", "= -\\sum_t"), "lstm-sequence")[-1] == WRONG
    assert verdicts(page.replace("C_{t-1} \\odot f_t", "C_t \\odot f_t"), "lstm-sequence")[-2] == WRONG


@pytest.mark.parametrize("problem", ["lstm-step", "lstm-cell"])
def test_a_problem_with_a_bias_for_each_gate_has_it_as_before(problem: str) -> None:
    found = verdicts(CELL + r"$$\frac{\partial L}{\partial b_f} = \sum_t \delta^f_t$$", problem)
    assert WRONG not in found
    assert FOLLOWS not in found
