from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.study.toys import START, ended
from tutor.study.schedule import fsrs_cards
from tutor.study.schedule.fsrs_cards import Card


def days(card: Card | None, day: float = 0) -> float:
    """After how many days from `day` a card is due."""
    assert card is not None
    return (datetime.fromisoformat(card.due) - START) / timedelta(days=1) - day


@pytest.mark.parametrize(
    ("line", "grade"),
    [
        ({}, "good"),
        ({"hints": 1}, "hard"),
        ({"tries": 2}, "hard"),
        ({"verdict": "follow-through"}, "hard"),
        ({"tries": 2, "hints": 1}, "again"),
        ({"tries": 3}, "again"),
        ({"hints": 2}, "again"),
        ({"kind": "worked", "verdict": ""}, "again"),
        ({"verdict": "wrong", "mode": "exam"}, "again"),
    ],
)
def test_the_grade_is_that_of_the_way_a_question_ended(line: dict[str, Any], grade: str) -> None:
    assert fsrs_cards.grade(ended(**line)) == grade


def test_a_question_that_went_well_comes_back_later_each_time() -> None:
    card: Card | None = None
    gaps = []
    at = 0.0
    for _ in range(4):
        card = fsrs_cards.review(card, ended(day=at))
        gaps.append(days(card, at))
        at += gaps[-1]
    assert gaps == sorted(gaps)
    assert gaps[0] >= 1
    assert gaps[-1] > 7
    assert card is not None
    assert (card.streak, card.asked) == (4, 4)


@pytest.mark.parametrize("line", [{"kind": "worked", "verdict": ""}, {"tries": 4}, {"verdict": "wrong"}])
def test_a_question_that_went_badly_comes_back_tomorrow(
    line: dict[str, Any],
) -> None:
    card = None
    for day in (0, 3, 12, 40):
        card = fsrs_cards.review(card, ended(day=day))
    card = fsrs_cards.review(card, ended(day=140, **line))
    assert days(card, 140) == 1
    assert card is not None
    assert (card.streak, card.asked) == (0, 5)


def test_hints_cost_nothing_in_learn() -> None:
    before = fsrs_cards.review(None, ended())
    assert fsrs_cards.review(before, ended(day=2, mode="learn", hints=2)) == before
    new = fsrs_cards.review(None, ended(mode="learn", hints=2))
    assert days(new) == 1
    assert new is not None
    assert new.streak == 0


def test_a_question_is_done_once_it_was_answered_right_at_any_try_or_worked_out() -> None:
    missed = fsrs_cards.review(None, ended(mode="exam", verdict="wrong"))
    assert not missed.done
    hinted = fsrs_cards.review(missed, ended(day=1, mode="learn", hints=3, tries=4))
    assert (hinted.done, hinted.due) == (True, missed.due)
    assert fsrs_cards.review(hinted, ended(day=2, mode="exam", verdict="wrong")).done
    assert fsrs_cards.review(None, ended(kind="worked", verdict="")).done


def test_what_is_remembered_falls_along_the_curve_of_the_package() -> None:
    import fsrs

    card = fsrs_cards.review(None, ended())
    scheduler = fsrs.Scheduler()
    theirs = fsrs.Card(card_id=1, stability=card.stability, difficulty=card.difficulty, last_review=START)
    for passed in (0, 1, 4, 30, 400):
        expected = scheduler.get_card_retrievability(theirs, START + timedelta(days=passed))
        assert fsrs_cards.recall(card, fsrs_cards.day_of(START) + passed) == pytest.approx(expected, abs=1e-9)
    assert fsrs_cards.recall(None, 0.0) == 0.0


def test_a_worked_step_brings_a_question_back_tomorrow_in_learn_too() -> None:
    before = fsrs_cards.review(None, ended())
    assert days(fsrs_cards.review(before, ended(day=2, mode="learn", kind="worked", verdict="")), 2) == 1


def test_a_clock_that_was_turned_back_schedules_from_the_time_it_shows() -> None:
    ahead = fsrs_cards.review(None, ended(day=3650))
    back = fsrs_cards.review(ahead, ended(day=0))
    assert 1 <= days(back) < 60
    assert back is not None
    assert back.last == ended(day=0).time


def test_dates_are_the_same_each_time() -> None:
    cards = [None, None]
    for day in (0, 4, 30):
        cards = [fsrs_cards.review(card, ended(day=day)) for card in cards]
    assert cards[0] == cards[1]
