from __future__ import annotations

from typing import Any

import pytest

from tests.study.toys import ended
from tutor.study.schedule import mastery


@pytest.mark.parametrize(
    ("line", "worth"),
    [
        ({}, 1.0),
        ({"hints": 1}, 0.5),
        ({"tries": 2}, 0.5),
        ({"tries": 2, "hints": 1}, 0.25),
        ({"tries": 3, "hints": 2}, 0.0625),
        ({"verdict": "follow-through"}, 0.5),
        ({"kind": "worked", "verdict": ""}, 0.0),
        ({"verdict": "wrong", "mode": "exam"}, 0.0),
        ({"mode": "learn"}, 1.0),
        ({"mode": "learn", "hints": 1}, None),
        ({"mode": "learn", "tries": 3}, None),
    ],
)
def test_only_a_right_first_try_unaided_counts_in_full(line: dict[str, Any], worth: float | None) -> None:
    assert mastery.credit(ended(**line)) == worth


def test_a_skill_is_known_after_a_few_first_tries_and_not_after_one() -> None:
    known: dict[str, float] = {}
    course = []
    for _ in range(5):
        known |= mastery.update(known, ["s"], 1.0)
        course.append(known["s"])
    assert course == sorted(course)
    assert course[0] < 0.75
    assert course[-1] > mastery.KNOWN
    assert mastery.update(known, ["s"], 0.0)["s"] < known["s"]


def test_less_credit_raises_a_skill_less() -> None:
    after = [mastery.update({"s": 0.4}, ["s"], worth)["s"] for worth in (0.0, 0.25, 0.5, 1.0)]
    assert after == sorted(set(after))


def test_a_wrong_answer_is_blamed_on_the_skill_that_was_doubtful() -> None:
    after = mastery.update({"sure": 0.95, "doubtful": 0.3}, ["sure", "doubtful"], 0.0)
    assert 0.95 - after["sure"] < 0.1
    assert after["doubtful"] < 0.2


def test_what_says_nothing_leaves_a_skill_but_for_what_was_learned() -> None:
    assert mastery.update({"s": 0.4}, ["s"], None)["s"] == pytest.approx(0.4 + 0.6 * mastery.LEARN)


def test_a_skill_named_twice_counts_once() -> None:
    assert mastery.update({}, ["s", "s"], 1.0) == mastery.update({}, ["s"], 1.0)


def test_probabilities_stay_between_nothing_and_certainty() -> None:
    for worth in (0.0, 1.0):
        known: dict[str, float] = {}
        for _ in range(500):
            known |= mastery.update(known, ["a", "b"], worth)
        assert all(mastery.LEAST <= p <= mastery.MOST for p in known.values())
