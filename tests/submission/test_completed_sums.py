"""Gradients that are written down in two parts: the sum is what is right or wrong, neither part by itself."""

from __future__ import annotations

import pytest

import tutor

PAGE = r"""
$$g_t = \sigma(W_g x_t + U_g s_{t-1} + b_g)$$
$$n_t = \tanh(W_n x_t + U_n s_{t-1} + b_n)$$
$$m_t = g_t \odot m_{t-1} + (1 - g_t) \odot n_t$$
$$q_t = \sigma(W_q x_t + U_q s_{t-1} + b_q)$$
$$s_t = q_t \odot \tanh(m_t)$$

$$\frac{\partial L}{\partial q_t} = \frac{\partial L}{\partial s_t} \odot \tanh(m_t)$$
$$\frac{\partial L}{\partial m_t} = \frac{\partial L}{\partial s_t} \odot q_t \odot (1 - \tanh^2(m_t))$$

What comes from the step behind is added:

$$\frac{\partial L}{\partial m_t} += \frac{\partial L}{\partial m_{t+1}} \odot g_{t+1}$$
$$\frac{\partial L}{\partial g_t} = \frac{\partial L}{\partial m_t} \odot (m_{t-1} - n_t)$$
$$\frac{\partial L}{\partial n_t} = \frac{\partial L}{\partial m_t} \odot (1 - g_t)$$
"""
MEMORY = r"\frac{\partial L}{\partial m_t}"


def verdicts(page: str) -> list[str]:
    return [one.verdict for one in tutor.mark_page(page).statements if one.left == MEMORY]


def test_both_parts_of_a_sum_are_right_if_the_sum_is() -> None:
    assert verdicts(PAGE) == ["right", "right"]


def test_a_part_alone_leaves_a_path_out() -> None:
    assert verdicts(PAGE.replace("+= ", "= 0 + ")) != ["right", "right"]


@pytest.mark.parametrize(("old", "new"), [("(1 - \\tanh^2(m_t))", "(1 + \\tanh^2(m_t))"), ("g_{t+1}", "n_t")])
def test_a_mistake_in_one_part_makes_the_sum_wrong(old: str, new: str) -> None:
    assert old in PAGE
    assert "right" not in verdicts(PAGE.replace(old, new))
