"""A page about dense layers that says nothing of its forward pass: its names are the usual ones."""

from __future__ import annotations

import pytest

import tutor

_NETWORK = """
input    u[d]
weights  K[h,d], c[h], M[o,h], e[o]
target   t[o]

s = K u + c
g = tanh(s)
r = M g + e
q = sigma(r)
F = 1/2 sum((q - t)^2)
"""
_BACKWARD = r"""
$$\frac{\partial C}{\partial Z^{(2)}} = (A^{(2)} - Y) \odot A^{(2)} \odot (1 - A^{(2)})$$

$$\frac{\partial C}{\partial W^{(2)}} = \frac{\partial C}{\partial Z^{(2)}} (A^{(1)})^T$$

$$\frac{\partial C}{\partial B^{(2)}} = \frac{\partial C}{\partial Z^{(2)}}$$

$$\frac{\partial C}{\partial A^{(1)}} = (W^{(2)})^T \frac{\partial C}{\partial Z^{(2)}}$$

$$\frac{\partial C}{\partial Z^{(1)}} = \frac{\partial C}{\partial A^{(1)}} \odot (1 - (A^{(1)})^2)$$

$$\frac{\partial C}{\partial W^{(1)}} = \frac{\partial C}{\partial Z^{(1)}} (A^{(0)})^T$$
"""


def _verdicts(text: str) -> list[str]:
    marked = tutor.mark_page(text, [tutor.network(_NETWORK, "own.net")], name="page.md")
    return [one.verdict for one in marked.statements]


@pytest.mark.parametrize(
    "spelling",
    [
        {},
        {"^{(": "^{[", ")}": "]}"},
        {"^{(": "_{", ")}": "}"},
        {"B^": "b^", "A^": "a^", "Z^": "z^", "Y": "y"},
    ],
)
def test_names_with_the_number_of_a_layer_are_what_they_are_by_custom(spelling: dict[str, str]) -> None:
    page = _BACKWARD
    for usual, other in spelling.items():
        page = page.replace(usual, other)
    assert _verdicts(page) == ["right"] * 6


@pytest.mark.parametrize("cost", ["C", "L", "J"])
def test_the_cost_goes_by_any_of_its_letters(cost: str) -> None:
    assert _verdicts(_BACKWARD.replace("C", cost)) == ["right"] * 6


def test_nothing_is_wrong_by_custom_alone() -> None:
    slip = _BACKWARD.replace("(A^{(2)} - Y)", "(Y - A^{(2)})")
    assert _verdicts(slip)[0] == "not judged"


def test_a_slip_is_wrong_where_the_page_says_one_of_the_formulas_itself() -> None:
    slip = _BACKWARD.replace("(1 - (A^{(1)})^2)", "(1 + (A^{(1)})^2)")
    found = _verdicts("\n$$A^{(1)} = \\tanh(Z^{(1)})$$\n$$Z^{(2)} = W^{(2)} A^{(1)} + B^{(2)}$$\n" + slip)
    assert found == [*["right"] * 6, "wrong", "right"]


def test_a_page_about_more_layers_is_about_another_network() -> None:
    more = _BACKWARD.replace("(2)", "(3)").replace("(1)", "(2)").replace("(0)", "(1)")
    assert "right" not in _verdicts(more)[4:]


def test_another_activation_is_no_custom() -> None:
    other = "\n$$A^{(1)} = \\sigma(Z^{(1)})$$\n" + _BACKWARD.replace("(1 - (A^{(1)})^2)", "A^{(1)} (1 - A^{(1)})")
    assert "wrong" not in _verdicts(other)
