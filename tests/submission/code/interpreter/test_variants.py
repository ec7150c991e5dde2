"""Other statements in the place of one are run with what the page has there."""

from __future__ import annotations

import ast

import numpy as np

from tutor.submission.code.interpreter.run import run
from tutor.submission.code.interpreter.state import Watch
from tutor.submission.code.interpreter.variants import Variants
from tutor.submission.code.syntax.program import Cell, program

PAGE = """
w = np.array([1.0, 2.0])
kept = {"g": w}
w += 3.0
last = w * 2.0
"""


def _tried(*others: str) -> tuple[list[list[float]], list[str]]:
    """What statements assign in the place of the page's third one, and what its run made before that."""
    read = program([Cell(PAGE)])
    found = Variants([ast.parse(one).body[0] for one in others])
    made = run(read, lambda wanted: wanted.got, watch=Watch(read.statements[2][0], found.run))
    return [[np.asarray(one.value).tolist() for one in each] for each in found.found], [
        one.name for one in made.assigned
    ]


def test_each_statement_has_what_the_page_has_at_that_place() -> None:
    found, _ = _tried("w += 1.0", "w -= 1.0", "w = w * w", "w = kept['g'] + 5.0")
    assert found == [[[2.0, 3.0]], [[0.0, 1.0]], [[1.0, 4.0]], [[6.0, 7.0]]]


def test_what_one_changes_in_a_dict_the_next_one_does_not_see() -> None:
    found, _ = _tried("kept['g'] += 1.0", "kept['g'][0] = 7.0", "w = kept['g'] * 1.0")
    assert [one[-1] for one in found] == [[2.0, 3.0], 7.0, [1.0, 2.0]]


def test_one_that_cannot_be_run_does_not_keep_the_others_from_it() -> None:
    found, _ = _tried("w = w @ np.ones((3, 3))", "w = 2.0 * w")
    assert found[1] == [[2.0, 4.0]]


def test_a_run_ends_with_them_and_records_none_of_them() -> None:
    _, names = _tried("w = w * 2.0")
    assert "last" not in names
    assert names.count("w") == 1
