"""Labels before a formula."""

from __future__ import annotations

import pytest

from tutor.marking.left_side import without_label
from tutor.notation.errors import NotationError


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("y = x^2", "y"),
        ("f(x) = x^2", "f(x)"),
        ("W_{ij} = a_i b_j", "W_{ij}"),
        ("y := x", "y"),
        (r"W \leftarrow W - \eta g", "W"),
        ("x ← x - 1", "x"),
        ("dL/dW = y x", "dL/dW"),
        (r"\frac{\partial L}{\partial W} = y x", r"\frac{\partial L}{\partial W}"),
        ("= x + 1", ""),
    ],
)
def test_a_label_is_left_out_and_columns_stay(text: str, label: str) -> None:
    found = without_label(text)
    assert found.label == label
    assert len(found.text) == len(text)
    assert found.text.strip()
    assert not set("=←") & set(found.text)


@pytest.mark.parametrize("text", ["1[i=j]", "x + y = z", "x == y", "sum_{i=1} x_i", "(x <= 1)", r"\sum_{i=1}^n x_i"])
def test_what_is_no_label_stays(text: str) -> None:
    assert without_label(text).text == text


def test_a_label_stands_on_the_right_only_behind_an_arrow() -> None:
    with pytest.raises(NotationError, match="`y` stands on both sides"):
        without_label("y = y + 1")
    assert without_label("y ← y + 1").updates
