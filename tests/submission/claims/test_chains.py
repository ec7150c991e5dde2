"""Chain rules in spellings of their own: factors in a function, signs left out, slopes without arguments."""

from __future__ import annotations

import pytest

import tutor

NETWORK = r"""
sizes    T=4
input    u[t,e], g0[m]
weights  A[m,e], B[m,k=m], C[r,m]
target   v[t,r]
q = A u[t] + B g[t-1]
g = tanh(q)
g[0] = g0
r = C g
E = 1/2 sum((r - v)^2)
"""


def _verdicts(text: str) -> list[str]:
    return [one.verdict for one in tutor.mark_page(text, [tutor.network(NETWORK)]).statements]


def test_a_chain_may_be_a_function_of_its_factors() -> None:
    page = (
        r"$$\frac{\partial E}{\partial C} = \sum_{t=1}^T \text{prod}\left(\frac{\partial E}{\partial r_t},"
        r" \frac{\partial r_t}{\partial C}\right)$$ $$\frac{\partial E}{\partial g_t} ="
        r" \text{prod}\left(FACTOR, \frac{\partial g_{t+1}}{\partial g_t}\right)"
        r" + \operatorname{prod}\left(\frac{\partial E}{\partial r_t}, \frac{\partial r_t}{\partial g_t}\right)$$"
    )
    assert _verdicts(page.replace("FACTOR", r"\frac{\partial E}{\partial g_{t+1}}")) == ["right", "right"]
    assert _verdicts(page.replace("FACTOR", r"\frac{\partial E}{\partial r_{t+1}}"))[1] != "right"


@pytest.mark.parametrize("factor", [r"\frac{E}{\partial r_t}", r"\frac{\partial E}{r_t}"])
def test_one_of_the_signs_of_a_derivative_may_be_left_out(factor: str) -> None:
    assert _verdicts(
        rf"$$\frac{{\partial E}}{{\partial C}} = \sum_t {factor} \frac{{\partial r_t}}{{\partial C}}$$"
    ) == ["right"]


def test_a_slope_without_an_argument_is_that_of_each_step_of_a_product() -> None:
    page = r"$$\prod_{j=k+1}^t \frac{\partial g_j}{\partial g_{j-1}} = \prod_{j=k+1}^t \tanh' B$$"
    assert _verdicts(page) == ["right"]
    assert _verdicts(page.replace(r"\tanh' B", r"\tanh' A")) != ["right"]


def test_what_is_added_to_the_gradient_by_a_weight_in_each_step_comes_to_the_gradient() -> None:
    page = r"""
- $\frac{\partial E}{\partial C} += \frac{\partial E}{\partial r_t} g_t^T$
- $\frac{\partial E}{\partial B} += \frac{\partial E}{\partial q_t} g_{t-1}^T$
- $\frac{\partial E}{\partial B} += \frac{\partial E}{\partial q_t} g_t^T$
- $\frac{\partial E}{\partial q_t} += \frac{\partial E}{\partial g_t}$
"""
    assert _verdicts(page) == ["right", "right", "wrong", "not judged"]
