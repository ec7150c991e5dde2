"""The law of a slope is true of any letter, whatever the network calls its values."""

from __future__ import annotations

import pytest

import tutor
from tutor import host


@pytest.mark.parametrize(
    ("law", "verdict"),
    [
        (r"\sigma'(q) = \left(\frac{1}{1+e^{-q}}\right)'", "right"),
        (r"\sigma'(q) = \left(\frac{1}{1+e^{q}}\right)'", "wrong"),
        (r"\sigma'(x) = \left(\frac{1}{1+e^{-x}}\right)'", "right"),
        (r"\sigma'(q) = \frac{e^{-q}}{(1+e^{-q})^2}", "right"),
        (r"\sigma'(q) = \sigma(q)(1 - \sigma(q))", "right"),
        (r"\sigma'(q) = \sigma(q)(1 + \sigma(q))", "wrong"),
        (r"\tanh'(q) = 1 - \tanh^2(q)", "right"),
    ],
)
def test_the_law_of_a_slope_is_judged_whatever_its_letter(law: str, verdict: str) -> None:
    page = tutor.mark_page(f"${law}$", [host.problem("softmax-net")])
    assert [one.verdict for one in page.statements] == [verdict]
