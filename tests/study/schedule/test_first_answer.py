from __future__ import annotations

from typing import Any

import pytest

from tests.study.toys import ended
from tutor.study.schedule.first_answer import first_answer


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ({}, True),
        ({"mode": "learn"}, True),
        ({"mode": "exam"}, True),
        ({"verdict": "follow-through"}, True),
        ({"verdict": "wrong", "ends": False}, False),
        ({"verdict": "wrong", "ends": False, "mode": "learn"}, False),
        ({"verdict": "wrong", "mode": "exam"}, False),
        ({"kind": "hint", "verdict": "", "tries": 0, "hints": 1, "ends": False}, False),
        ({"kind": "worked", "verdict": "", "tries": 0}, False),
    ],
)
def test_the_first_answer_counts_in_every_mode_and_help_before_it_counts_as_wrong(
    line: dict[str, Any], right: bool
) -> None:
    assert first_answer(ended(**line)) is right


@pytest.mark.parametrize(
    "line",
    [
        {"tries": 2},
        {"tries": 3, "verdict": "wrong", "ends": False},
        {"hints": 1},
        {"hints": 1, "verdict": "wrong", "ends": False},
        {"kind": "hint", "verdict": "", "tries": 0, "hints": 2, "ends": False},
        {"kind": "hint", "verdict": "", "tries": 1, "hints": 1, "ends": False},
        {"kind": "worked", "verdict": "", "tries": 3},
        {"kind": "worked", "verdict": "", "tries": 0, "hints": 3},
        {"kind": "later", "verdict": "", "tries": 0, "ends": False},
        {"verdict": "invalid", "ends": False, "tries": 0},
        {"verdict": "invalid", "ends": False, "tries": 1},
        {"verdict": "undecided", "ends": False, "tries": 1},
    ],
)
def test_what_comes_later_and_what_could_not_be_judged_changes_nothing(line: dict[str, Any]) -> None:
    assert first_answer(ended(**line)) is None
