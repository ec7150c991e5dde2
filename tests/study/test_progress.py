from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from tests.study.toys import START, FakeProblem, ended
from tutor.study import progress as pages
from tutor.study.learner_state import LearnerState
from tutor.study.progress import progress_of

PROBLEMS: Any = {"toy": FakeProblem("toy"), "other": FakeProblem("other")}
WRONG: Any = {"verdict": "wrong", "ends": False, "codes": ("sign",), "note": "right size", "answer": "-x"}


def after(*lines: Any) -> LearnerState:
    found = LearnerState()
    for line in lines:
        found.fold(line)
    return found


def test_before_the_first_answer_there_is_nothing_to_tell() -> None:
    shown = progress_of(LearnerState(), PROBLEMS, START)
    assert (shown.answers, shown.streak, shown.done, shown.known, shown.total) == (0, 0, 0, 0, 6)
    assert shown.skills == shown.slips == ()
    assert shown.due == {"today": 0, "tomorrow": 0, "week": 0, "later": 0}


def test_each_problem_says_what_is_done_when_it_was_seen_and_when_it_is_due() -> None:
    found = after(ended("a"), ended("b", kind="worked", verdict=""), ended("c"), ended("c", day=20))
    toy, other = progress_of(found, PROBLEMS, START + timedelta(days=20)).problems
    assert (toy.done, toy.known, toy.total, toy.due, toy.streak) == (3, 0, 3, 2, 0)
    assert toy.last_seen == ended(day=20).time
    assert toy.next_due == ended(day=1).time
    assert (other.done, other.last_seen, other.next_due) == (0, None, None)


def test_a_question_is_known_when_a_right_first_try_is_expected_in_a_week_eight_times_in_ten() -> None:
    found = after(*[ended(step.id, day=day, skills=step.skills) for day in range(4) for step in FakeProblem().steps])
    toy = progress_of(found, PROBLEMS, START + timedelta(days=4)).problems[0]
    assert (toy.done, toy.known, toy.mastery) == (3, 3, 1.0)
    later = progress_of(found, PROBLEMS, START + timedelta(days=400)).problems[0]
    assert later.done == 3
    assert later.known < 3


def test_wrong_tries_in_learn_count_against_a_skill() -> None:
    def learned(*tries: int) -> float:
        lines = []
        for day, count in enumerate(tries):
            for number in range(1, count + 1):
                right = number == count
                verdict = "correct" if right else "wrong"
                lines.append(ended("a", day=day, mode="learn", tries=number, verdict=verdict, ends=right))
        shown = progress_of(after(*lines), PROBLEMS, START + timedelta(days=9))
        (skill,) = (one for one in shown.skills if one.skill == "chain-rule")
        assert skill.asked == len(tries)
        assert skill.first_try == pytest.approx(sum(count == 1 for count in tries) / len(tries))
        return skill.known

    assert learned(1, 1, 1, 1) > learned(1, 2, 1, 2) > learned(2, 3, 2, 4)


def test_each_skill_says_how_well_it_is_known_and_how_that_came_about() -> None:
    missed = ended("a", day=2, verdict="wrong", ends=False)
    found = after(ended("a", day=0), missed, ended("a", day=2, tries=2), ended("b", skills=("transpose",), day=3))
    shown = progress_of(found, PROBLEMS, START + timedelta(days=3))
    chain = next(skill for skill in shown.skills if skill.skill == "chain-rule")
    assert (chain.asked, chain.first_try, chain.streak) == (2, 0.5, 0)
    assert chain.last_seen == ended(day=2).time
    assert chain.next_due is not None
    assert len(chain.history) == 14
    assert chain.history[:10] == (0.0,) * 10
    assert chain.history[10] == chain.history[11]
    assert chain.history[12] == chain.history[13] < chain.history[10]


def test_the_most_frequent_slip_comes_first_with_an_example_and_a_step_that_practises_it() -> None:
    lines = [ended("a", **WRONG), ended("a", **WRONG | {"codes": ("mask",)}), ended("a", **WRONG, day=1)]
    slip = progress_of(after(*lines), PROBLEMS, START).slips[0]
    assert (slip.code, slip.count, slip.message) == ("sign", 2, "right size")
    assert (slip.example.answer, slip.example.step, slip.example.problem) == ("-x", "a", "toy")
    assert slip.practise == ("toy", "c")


def test_a_slip_of_a_problem_that_is_gone_is_still_told() -> None:
    slip = progress_of(after(ended("a", problem="gone", **WRONG)), PROBLEMS, START).slips[0]
    assert (slip.count, slip.practise) == (1, None)


@pytest.mark.parametrize(
    ("days", "streak"),
    [([], 0), ([0], 1), ([1], 1), ([0, 1, 2], 3), ([1, 2], 2), ([2, 3], 0), ([0, 2], 1)],
)
def test_days_in_a_row_are_counted_up_to_today_or_yesterday(days: list[int], streak: int) -> None:
    today = date(2026, 3, 2)
    assert pages.day_streak({(today - timedelta(days=back)).isoformat(): 1 for back in days}, today) == streak


def test_what_comes_back_is_counted_by_the_day() -> None:
    found = after(ended("a"), ended("b", kind="worked", verdict=""), ended("c", kind="worked", verdict=""))
    counts = pages.comes_back(found, [("toy", "a"), ("toy", "b"), ("toy", "c"), ("toy", "z")], START)
    assert counts[1] == 2
    assert sum(counts.values()) == 3


def test_all_of_it_can_be_written_as_json() -> None:
    found = after(ended("a", **WRONG), ended("a", tries=2))
    got = json.loads(json.dumps(progress_of(found, PROBLEMS, START).as_json()))
    assert got["schema"] == "tutor.progress/1"
    assert got["slips"][0]["practise"] == {"problem": "toy", "step": "c"}
    assert got["problems"][0]["total"] == 3
