"""A delta before a name is the gradient by it, unless a delta is a name of the page itself."""

from __future__ import annotations

import pytest

import tutor
from tutor import host


def _verdicts(text: str) -> list[str]:
    return [one.verdict for one in tutor.mark_page(text, [host.problem("lstm-sequence")]).statements]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\delta i_t = \delta c_t \odot g_t", "right"),
        (r"\delta g_t = \delta c_t \odot g_t", "wrong"),
        (r"\delta c_t = \delta h_t \odot o_t \odot (1 - \tanh^2(c_t)) + \delta c_{t+1} \odot f_{t+1}", "right"),
        (r"\delta c_t = \delta h_t \odot o_t \odot (1 - \tanh^2(c_t)) + \delta c_{t+1} \odot f_t", "wrong"),
        (r"\delta o_t = \delta h_t \odot \tanh(c_t) \odot \sigma'(o_t)", "not judged"),
        (r"\delta c_{t-1} = \delta c_t \odot f_t", "not judged"),
    ],
)
def test_a_delta_before_a_name_is_the_gradient_by_it(line: str, verdict: str) -> None:
    assert _verdicts(f"${line}$") == [verdict]


def test_a_delta_with_a_left_side_of_its_own_is_a_factor() -> None:
    text = r"""$\delta = \frac{\partial L}{\partial z^{(1)}}$

$\frac{\partial L}{\partial W^{(1)}} = \delta x^\top$

$\frac{\partial L}{\partial W^{(1)}} = -\delta x^\top$"""
    page = tutor.mark_page(text, [host.problem("softmax-net")])
    assert [one.verdict for one in page.statements][1:] == ["right", "wrong"]
