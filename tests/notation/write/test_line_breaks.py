"""Lines that are broken where a reader would break them, and hold all that was there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.notation.write.line_breaks import wrapped_formula, wrapped_words
from tutor.terminal_text import cells

WORDS = st.lists(st.text("aλ̂語(),+−", min_size=1, max_size=12), min_size=1, max_size=30).map(" ".join)


@pytest.mark.parametrize(
    ("formula", "width", "lines"),
    [
        ("a b + c", 20, ["a b + c"]),
        ("a (b + c) + d (e + f)", 14, ["a (b + c)", "+ d (e + f)"]),
        ("f(a, b) − g(c, d) − h(e)", 18, ["f(a, b) − g(c, d)", "− h(e)"]),
        ("[a x, b y, c z]", 10, ["[a x, b y,", "c z]"]),
        ("a b c d e f", 5, ["a b c", "d e f"]),
        ("x(a + b)(c − d)y", 6, ["x(a", "+ b)(c", "− d)y"]),
        ("unbroken_and_long + a", 6, ["unbroken_and_long", "+ a"]),
        ("unbroken_and_long", 6, ["unbroken_and_long"]),
    ],
)
def test_a_formula_is_broken_before_a_sign_in_as_few_brackets_as_can_be(
    formula: str, width: int, lines: list[str]
) -> None:
    assert wrapped_formula(formula, width) == lines


@given(WORDS, st.integers(1, 60))
def test_nothing_is_lost_and_no_line_is_wider_than_it_must_be(text: str, width: int) -> None:
    for lines in (wrapped_formula(text, width), wrapped_words(text, width)):
        assert " ".join(lines) == text
        assert all(cells(line) <= width or " " not in line for line in lines)
