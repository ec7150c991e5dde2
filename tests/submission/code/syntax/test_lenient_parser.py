"""Files with lines of Python 2, or of results among their statements, are read but for these lines."""

from __future__ import annotations

import ast

import pytest

from tutor.submission.code.syntax.lenient_parser import parsed


def statements(text: str) -> list[str]:
    return [ast.unparse(one) for one in parsed(text).tree.body]


def test_prints_of_python_2_are_passed_over_silently() -> None:
    found = parsed('k = 3\nprint "k is", k\nprint ("%d" % k), k\nm = k + 1\n')
    assert [ast.unparse(one) for one in found.tree.body][::3] == ["k = 3", "m = k + 1"]
    assert found.left_out == ()


def test_results_that_were_pasted_in_are_left_out_with_all_their_lines() -> None:
    found = parsed("k = 3\nk[1] = [0.5  0.25\n  0.125]\nm = 4\n")
    assert [ast.unparse(one) for one in found.tree.body] == ["k = 3", "pass", "m = 4"]
    assert [error.lineno for error in found.left_out] == [2]


def test_lines_keep_their_numbers() -> None:
    assert parsed("k = 3\nprint k\n\nm = 4\n").tree.body[-1].lineno == 4


def test_tabs_and_spaces_are_read_as_python_2_read_them() -> None:
    assert statements("if k:\n        m = 1\n\tn = 2\n") == ["if k:\n    m = 1\n    n = 2"]


@pytest.mark.parametrize("text", ["for k in (1, 2\n    m = 1\n", "if k then:\n    m = 1\n", "k = (1,\n" * 50])
def test_what_holds_other_statements_is_not_left_out(text: str) -> None:
    with pytest.raises(SyntaxError):
        parsed(text)
