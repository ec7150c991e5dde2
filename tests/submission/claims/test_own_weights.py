"""The slope of a unit by its own weights stands for that of all units by all weights."""

from __future__ import annotations

import pytest

import tutor
from tutor import host

TWO_LAYERS = [
    (r"\frac{\partial z^{(2)}}{\partial W^{(2)}} = y^{(1)}", "right"),
    (r"\frac{\partial z^{(1)}}{\partial W^{(1)}} = x^\top", "right"),
    (r"\frac{\partial z^{(2)}}{\partial W^{(2)}} = x^\top", "not right"),
    (r"\frac{\partial y^{(1)}}{\partial W^{(1)}} = \sigma'(z^{(1)}) x^\top", "right"),
    (r"\frac{\partial y^{(1)}}{\partial W^{(1)}} = y^{(1)} x^\top", "not right"),
]


@pytest.mark.parametrize(("line", "verdict"), TWO_LAYERS)
def test_what_all_rows_have_stands_for_the_derivative(line: str, verdict: str) -> None:
    (found,) = tutor.mark_page(f"${line}$", [host.problem("softmax-net")]).statements
    assert found.verdict == verdict or (verdict == "not right" and found.verdict != "right")


@pytest.mark.parametrize(("step", "right"), [("t-1", True), ("t", False)])
def test_a_step_takes_in_the_state_before_it(step: str, right: bool) -> None:
    (found,) = tutor.mark_page(
        rf"$\frac{{\partial a_t}}{{\partial W}} = H_{{{step}}}^\top$", [host.problem("rnn-bptt")]
    ).statements
    assert (found.verdict == "right") is right
