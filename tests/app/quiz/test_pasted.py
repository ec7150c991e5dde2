from __future__ import annotations

import pytest

from tutor.app.quiz.pasted import pasted


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1.5\t-2\n0\t4e-3\n", "[[1.5, -2], [0, 4e-3]]"),
        ("1,5\t2\r\n3\t4,25", "[[1.5, 2], [3, 4.25]]"),
        ("1;2;3\n4;5;6", "[[1, 2, 3], [4, 5, 6]]"),
        ("0.1, 0.2\n0.3, 0.4", "[[0.1, 0.2], [0.3, 0.4]]"),
        (" 0.1   0.2\n-0.3  0.4 \n", "[[0.1, 0.2], [-0.3, 0.4]]"),
        ("0.5\n0.25\n\n1", "[0.5, 0.25, 1]"),
        ("7\t8\t9", "[7, 8, 9]"),
        ("−1\t2\n3\t4", "[[−1, 2], [3, 4]]"),
    ],
)
def test_a_block_of_numbers_becomes_an_array(text: str, line: str) -> None:
    assert pasted(text) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[[1. 2.]\n [3. 4.]]", "[[1. 2.] [3. 4.]]"),
        ("array([[1., 2.],\n       [3., 4.]])", "array([[1., 2.], [3., 4.]])"),
        ("\\frac{2}{N}\n  \\sum_n y_n", "\\frac{2}{N} \\sum_n y_n"),
        ("1\t2\n3", "1 2 3"),
        ("h\t2\n3\t4", "h 2 3 4"),
        ("1 2", "1 2"),
        ("0.5", "0.5"),
        ("", ""),
    ],
)
def test_anything_else_is_one_line_of_text(text: str, line: str) -> None:
    assert pasted(text) == line
