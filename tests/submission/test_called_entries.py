"""Convolutions whose entries are written as values of functions: ``S(i, j)`` for the entry at i and j."""

from __future__ import annotations

import pytest

import tutor

FORWARD = r"""
$$Z(i,j) = \sum_m \sum_n X(i+m, j+n) W(m,n)$$

"""


def _verdicts(line: str, forward: str = FORWARD) -> list[str]:
    return [one.verdict for one in tutor.mark_page(f"{forward}$${line}$$", name="window.md").statements]


@pytest.mark.parametrize(
    "line",
    [
        r"\frac{\partial L}{\partial W(m,n)} = \sum_{i,j} \frac{\partial L}{\partial Z(i,j)} X(i+m, j+n)",
        r"\frac{\partial L}{\partial W_{m,n}} = \sum_{i,j} \frac{\partial L}{\partial Z_{i,j}} X(i+m, j+n)",
        r"\frac{\partial L}{\partial X(i,j)} = \sum_{m,n} \frac{\partial L}{\partial Z(i-m,j-n)} W(m,n)",
    ],
)
def test_what_is_called_at_places_is_an_entry(line: str) -> None:
    assert _verdicts(line) == ["right", "right"]


def test_a_slip_in_them_is_not_right() -> None:
    kernel = r"\frac{\partial L}{\partial W(m,n)} = \sum_{i,j} \frac{\partial L}{\partial Z(i,j)} X(i+m, j+n)"
    entry = r"\frac{\partial L}{\partial X(i,j)} = \sum_{m,n} \frac{\partial L}{\partial Z(i-m,j-n)} W(m,n)"
    assert _verdicts(f"{entry}$$\n\n$${kernel.replace('= ', '= -')}") != ["right"] * 3


def test_functions_of_two_things_stay_functions() -> None:
    assert "right" not in _verdicts(r"H(p,q) = -\sum_k p_k \log q_k", "$$G(p,q) = H(p,q) - H(p,p)$$\n\n")[:1]
