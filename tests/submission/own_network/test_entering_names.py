"""Pages on a cell whose gradients have names for what enters the gates, or other letters than the forward equations."""

from __future__ import annotations

import pytest

import tutor

FORWARD = r"""
$$g_t = \sigma(W_g x_t + U_g s_{t-1} + b_g)$$
$$q_t = \sigma(W_q x_t + U_q s_{t-1} + b_q)$$
$$\tilde{M}_t = \tanh(W_M x_t + U_M s_{t-1} + b_M)$$
$$M_t = g_t * M_{t-1} + (1 - g_t) * \tilde{M}_t$$
$$s_t = q_t * \tanh(M_t)$$
"""
GRADIENTS = r"""
$$\frac{\partial L}{\partial q_t} = \frac{\partial L}{\partial s_t} \odot \tanh(M_t)$$
$$\frac{\partial L}{\partial NAME_q} = \frac{\partial L}{\partial s_t} \odot \tanh(M_t) \odot q_t (1 - q_t)$$
$$\frac{\partial L}{\partial W_q} = \frac{\partial L}{\partial NAME_q} x_t^T$$
$$\frac{\partial L}{\partial M_t} = \frac{\partial L}{\partial s_t} \odot q_t \odot (1 - \tanh^2(M_t))$$
$$\frac{\partial L}{\partial NAME_g} = \frac{\partial L}{\partial M_t} \odot (M_{t-1} - \tilde{M}_t) \odot g_t(1-g_t)$$
$$\frac{\partial L}{\partial NAME_m} = \frac{\partial L}{\partial M_t} \odot (1 - g_t) \odot (1 - \tilde{M}_t^2)$$
$$\frac{\partial L}{\partial U_g} = \frac{\partial L}{\partial NAME_g} . s_{t-1}^T$$
"""


def verdicts(page: str) -> list[str]:
    found = tutor.mark_page(page).statements
    return [one.verdict for one in found if "partial" in one.left]


def written(name: str) -> str:
    """The gradients with names for what enters the gates: ``a_*`` has the gate below, ``a^*_t`` above."""
    page = GRADIENTS
    for gate in "qgm":
        page = page.replace(f"NAME_{gate}", name.replace("*", gate))
    return page


@pytest.mark.parametrize("name", ["a_*", "z_{*,t}", "a^*_t", "a_{*_t}", "net_*"])
def test_names_that_bear_a_gate_mean_what_enters_it(name: str) -> None:
    assert verdicts(FORWARD + written(name)) == ["right"] * 7


@pytest.mark.parametrize("name", ["a_*", "a^*_t"])
def test_a_forgotten_slope_of_a_gate_is_wrong_under_such_a_name(name: str) -> None:
    page = written(name).replace(r"\odot q_t (1 - q_t)", "")
    assert verdicts(FORWARD + page)[1] == "wrong"


def test_other_letters_than_those_of_the_forward_equations_are_read_where_one_value_is_meant() -> None:
    page = written("a_*").replace(r"\tilde{M}", r"\hat{m}").replace("M_", "m_")
    assert verdicts(FORWARD + page) == ["right"] * 7
