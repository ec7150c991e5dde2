"""A pasted text falls into lines and sides; what only surrounds them is left out, and columns stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.notation.read.layout.statements import last_side, statements

SIDES = [
    ("y - t", [["y - t"]]),
    ("= y - t", [["", "y - t"]]),
    ("dz2 := y - t", [["dz2", "y - t"]]),
    (r"W \leftarrow W - \eta dW", [["W", r"W - \eta dW"]]),
    ("W <- W - a", [["W", "W - a"]]),
    ("W -= a*dW", [["W", "a*dW"]]),
    ("y == x", [["y", "x"]]),
    ("w ≈ -0.02", [["w", "-0.02"]]),
    (r"a \stackrel{(1)}{=} b \overset{!}{=} c", [["a", "b", "c"]]),
    (r"\[ a = b. \]", [["a", "b."]]),
    (r"$$ a = b $$", [["a", "b"]]),
    (r"\(a\)", [["a"]]),
    ("`a - b`", [["a - b"]]),
    ("**a - b**", [["a - b"]]),
    ("a**2 - b**2", [["a**2 - b**2"]]),
    (r"\boxed{a = b + c}", [["a", "b + c"]]),
    (r"\therefore a = b \tag{3}", [["a", "b"]]),
    (r"\begin{align*} a &= b \\[4pt] &= c \nonumber \end{align*}", [["a", "b", "c"]]),
    (
        r"\begin{aligned} a &= b && \text{(chain rule)} \\ &\quad + c \end{aligned}",
        [["a", "b                            \\quad + c"]],
    ),
    (r"\begin{array}{rcl} a & = & b \\ & = & c \end{array}", [["a", "b", "c"]]),
    (r"\left[\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right]", None),
    (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", None),
    (r"[a \\ b]", None),
    (r"\underbrace{a + b}_{\text{upstream}} c", [["{a + b}                   c"]]),
    (r"a = b \implies c = d", [["a", "b"], ["c", "d"]]),
    ("dz = y - t  # (m,)\ndW = dz @ x.T", [["dz", "y - t"], ["dW", "dz @ x.T"]]),
    ("a = b +\n  c\n  = d", [["a", "b +\n  c", "d"]]),
    ("a = b\n  - c", [["a", "b\n  - c"]]),
    ("[[1. 2.]\n [3. 4.]]", None),
    (r"\sum_{n=1}^{N} x_n", None),
    ("sum_n=1^N(x)", None),
    ("1[i=j] - y_i (z >= 0)", None),
    ("x <= 3", None),
    (r"\text{diag}(y)", None),
]


@pytest.mark.parametrize(("text", "sides"), SIDES)
def test_a_text_has_these_lines_of_sides(text: str, sides: list[list[str]] | None) -> None:
    found = [[side.text.strip() for side in line] for line in statements(text)]
    assert found == ([[text]] if sides is None else sides)


@pytest.mark.parametrize(("text", "sides"), SIDES)
def test_every_side_stands_at_its_own_columns(text: str, sides: list[list[str]] | None) -> None:
    for line in statements(text):
        for side in line:
            start = len(side.text) - len(side.text.lstrip())
            word = side.text[start:].split(" ")[0].split("\n")[0]
            assert text.startswith(word, start)


@given(st.text("ab=+-&\\\n{}[]()$# :<>_^.1", max_size=60))
def test_any_text_has_sides(text: str) -> None:
    assert all(len(side.text) <= len(text) for line in statements(text) for side in line)


def test_what_is_being_typed_is_the_last_side() -> None:
    assert last_side("dL/dz = a = b").strip() == "b"
    assert last_side("dL/dz =").strip() == "dL/dz"
    assert last_side("a b") == "a b"
