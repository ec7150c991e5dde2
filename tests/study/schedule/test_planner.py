from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.study.toys import START, FakeProblem, FakeStep, ended
from tutor.study.learner_state import LearnerState, Skill
from tutor.study.schedule import mastery, planner
from tutor.study.schedule.fsrs_cards import Card

TOY = FakeProblem("toy")
OTHER = FakeProblem("other", (FakeStep("p", skills=("gate",)), FakeStep("q", skills=("transpose", "gate"))))
PROBLEMS: Any = {"toy": TOY, "other": OTHER}


def after(*lines: Any) -> LearnerState:
    found = LearnerState()
    for line in lines:
        found.fold(line)
    return found


def test_nothing_is_due_before_the_first_question() -> None:
    assert planner.due(LearnerState(), PROBLEMS, START) == []
    assert planner.review(LearnerState(), PROBLEMS, now=START) == []


def test_questions_are_due_on_their_day_the_most_overdue_first() -> None:
    worked: Any = {"kind": "worked", "verdict": ""}
    found = after(ended("a", day=2, **worked), ended("b", day=0, **worked), ended("c", day=2))
    assert planner.due(found, PROBLEMS, START + timedelta(days=1)) == [("toy", "b")]
    assert planner.due(found, PROBLEMS, START + timedelta(days=3)) == [("toy", "b"), ("toy", "a")]


def test_what_is_due_today_is_due_from_the_morning_on() -> None:
    found = after(ended("a", kind="worked", verdict=""))
    assert planner.due(found, PROBLEMS, START + timedelta(days=1, hours=-8)) == [("toy", "a")]


def test_a_card_from_the_future_is_due_at_once() -> None:
    found = after(ended("a", day=3650))
    assert planner.due(found, PROBLEMS, START) == [("toy", "a")]


def test_questions_of_problems_that_are_gone_are_not_asked() -> None:
    found = after(ended("a", problem="gone"), ended("gone"))
    assert planner.due(found, PROBLEMS, START + timedelta(days=400)) == []


def test_the_networks_take_turns_in_a_review() -> None:
    lines = [ended(step) for step in "abc"] + [ended(step, problem="other") for step in "pq"]
    asks = planner.review(after(*lines), PROBLEMS, now=START + timedelta(days=30))
    assert [ask.problem for ask in asks] == ["other", "toy", "other", "toy", "toy"]
    assert len(planner.review(after(*lines), PROBLEMS, limit=2, now=START + timedelta(days=30))) == 2


def test_the_numbers_are_new_each_time_and_the_same_within_a_sitting() -> None:
    once = after(*[ended(step) for step in "abc"])
    first = {ask.seed for ask in planner.review(once, PROBLEMS, now=START + timedelta(days=30))}
    once.fold(ended("a", day=30))
    second = {ask.seed for ask in planner.review(once, PROBLEMS, now=START + timedelta(days=60))}
    assert len(first) == len(second) == 1
    assert first != second


def test_the_weakest_skill_is_practised_first() -> None:
    found = LearnerState(skills={"chain-rule": Skill(0.9), "transpose": Skill(0.8), "gate": Skill(0.3)})
    asks = planner.practise(found, PROBLEMS, limit=1, now=START)
    assert [(ask.problem, ask.step) for ask in asks] == [("other", "p")]
    found.skills["transpose"].known = 0.1
    assert planner.practise(found, PROBLEMS, limit=1, now=START)[0].step == "b"


def test_what_was_asked_today_gives_way_to_what_was_not() -> None:
    found = LearnerState(skills={name: Skill(0.5) for name in ("chain-rule", "transpose", "gate")})
    found.cards["toy", "a"] = Card(due="", last="2026-03-02T07:00:00.000000Z", stability=1, difficulty=5)
    asks = planner.practise(found, PROBLEMS, limit=4, skill="chain-rule", now=START)
    assert [ask.step for ask in asks] == ["c", "a"]


def test_practice_takes_turns_between_networks_where_skills_are_equal() -> None:
    asks = planner.practise(LearnerState(), PROBLEMS, limit=4, now=START)
    assert asks[0].problem != asks[1].problem


def test_a_step_is_asked_once_in_a_sitting() -> None:
    asks = planner.practise(LearnerState(), PROBLEMS, limit=50, now=START)
    assert sorted((ask.problem, ask.step) for ask in asks) == [
        ("other", "p"),
        ("other", "q"),
        ("toy", "a"),
        ("toy", "b"),
        ("toy", "c"),
    ]


def test_steps_that_are_known_or_follow_from_known_skills_are_passed_over() -> None:
    toy: Any = TOY
    assert planner.to_learn(LearnerState(), toy) == ("a", "b", "c")
    found = LearnerState(skills={"chain-rule": Skill(mastery.KNOWN), "transpose": Skill(0.5)})
    assert planner.to_learn(found, toy) == ("b",)
    found.fold(ended("c", verdict="wrong", mode="exam", skills=()))
    found.fold(ended("b", skills=()))
    assert planner.to_learn(found, toy) == ("c",)


def test_no_two_questions_in_a_row_are_for_the_same_skill() -> None:
    found = LearnerState(skills={"chain-rule": Skill(0.05), "transpose": Skill(0.6), "gate": Skill(0.7)})
    asks = planner.practise(found, PROBLEMS, limit=3, now=START)
    assert [ask.step for ask in asks] == ["a", "q", "c"]
    found.fold(ended("a"))
    found.skills["chain-rule"].known = 0.05
    assert planner.practise(found, PROBLEMS, limit=1, now=START)[0].step == "q"
