# ruff: noqa: E501  (tables: one row an answer)
"""Choices: options picked by number, one, several, or in order."""

from __future__ import annotations

import pytest

from tutor import Choice
from tutor.marking.choices import mark_choice

OPTIONS = ("f", "i", "g", "o")
ONE = Choice("one", "Which?", OPTIONS, (3,), slips={1: ("gate-swapped", "That is a gate.")}, rule="The candidate.")
MANY = Choice("many", "Which ones?", OPTIONS, (1, 2, 4), many=True, slips={3: ("range", "That has a sign.")})
ORDERED = Choice("order", "In which order?", OPTIONS, (2, 1, 4), ordered=True)


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        (ONE, "3"), (ONE, " (3) "), (ONE, "[3]"), (MANY, "1 2 4"), (MANY, "4, 2, 1"), (MANY, "[1,2,4]"), (MANY, "1; 2 and 4"), (ORDERED, "2 1 4"), (ORDERED, "(2, 1, 4)"),
    ],
)  # fmt: skip
def test_the_right_options_are_right_however_they_are_listed(choice: Choice, text: str) -> None:
    verdict = mark_choice(choice, text)
    assert (verdict.kind, verdict.score) == ("correct", 1.0)


@pytest.mark.parametrize(
    ("choice", "text", "reason"),
    [
        (ONE, "", "options are chosen by one number"),
        (ONE, "z", "options are chosen by one number"),
        (ONE, "-3", "options are chosen by one number"),
        (ONE, "3.0", "options are chosen by one number"),
        (MANY, "all", "options are chosen by their numbers, such as 1, 3"),
        (ONE, "5", "there is no option 5; they go from 1 to 4"),
        (ONE, "0", "there is no option 0; they go from 1 to 4"),
        (ONE, "1003", "there is no option 1003; they go from 1 to 4"),
        (MANY, "1 1", "an option is named twice"),
        (ONE, "1 3", "just one option is asked for"),
        (MANY, "9" * 5000, "options are chosen by their numbers, such as 1, 3"),
    ],
)
def test_what_picks_no_option_is_invalid_and_free(choice: Choice, text: str, reason: str) -> None:
    verdict = mark_choice(choice, text)
    assert verdict.kind == "invalid"
    assert not verdict.counts
    assert verdict.diagnosis[0].message == reason


@pytest.mark.parametrize(
    ("choice", "text", "code"),
    [
        (ONE, "1", "gate-swapped"),
        (ONE, "2", "choice"),
        (MANY, "1 2", "choice-missing"),
        (MANY, "1 2 3 4", "range"),
        (MANY, "3", "range"),
        (ORDERED, "1 2 4", "order"),
        (ORDERED, "1 2 3", "choice"),
    ],
)
def test_a_wrong_pick_is_explained(choice: Choice, text: str, code: str) -> None:
    assert mark_choice(choice, text).diagnosis[0].code == code


def test_several_options_are_scored_by_how_many_are_judged_rightly() -> None:
    assert mark_choice(MANY, "1 2").score == 0.75
    assert mark_choice(ONE, "2").score == 0.0


def test_the_rule_goes_with_the_explanation_and_no_option_number_does() -> None:
    found = mark_choice(ONE, "2").diagnosis[0]
    assert found.rule == "The candidate."
    assert "3" not in found.message
