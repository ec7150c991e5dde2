from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.study.toys import START, FakeProblem, FakeStep, ended
from tutor.study.learner_state import LearnerState
from tutor.study.schedule import planner
from tutor.study.schedule.forecast import forecast
from tutor.study.schedule.fsrs_cards import Card, day_of
from tutor.study.schedule.response_model import Level, ResponseModel

TOY = FakeProblem("toy")
OTHER = FakeProblem("other", (FakeStep("p", skills=("gate",)), FakeStep("q", skills=("transpose", "gate"))))
PROBLEMS: Any = {"toy": TOY, "other": OTHER}


def after(*lines: Any) -> LearnerState:
    found = LearnerState()
    for line in lines:
        found.fold(line)
    return found


def levels(**means: float) -> LearnerState:
    """A learner whose skills have these levels for sure, in logits; `chain_rule` is chain-rule."""
    skills = {name.replace("_", "-"): Level(mean, 0.01, day=day_of(START)) for name, mean in means.items()}
    return LearnerState(model=ResponseModel(0.0, 0.01, skills))


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
    found = levels(chain_rule=2.0, transpose=1.6, gate=-1.5)
    asks = planner.practise(found, PROBLEMS, limit=1, now=START)
    assert [(ask.problem, ask.step) for ask in asks] == [("other", "p")]
    found.model.skills["transpose"].mean = -2.5
    assert planner.practise(found, PROBLEMS, limit=1, now=START)[0].step == "b"


def test_what_was_asked_today_gives_way_to_what_was_not() -> None:
    found = levels(chain_rule=0.0, transpose=0.0, gate=0.0)
    found.cards["toy", "a"] = Card(due="", last="2026-03-02T07:00:00.000000Z", stability=1, difficulty=5)
    asks = planner.practise(found, PROBLEMS, limit=4, skill="chain-rule", now=START)
    assert [ask.step for ask in asks] == ["c", "a"]


def test_of_skills_about_as_weak_the_gentler_problem_comes_first() -> None:
    class Hard(FakeProblem):
        level = 3

    problems: Any = {"hard": Hard("hard"), "toy": TOY}
    asks = planner.practise(LearnerState(), problems, limit=3, now=START)
    assert [ask.problem for ask in asks] == ["toy", "toy", "toy"]


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


def test_steps_that_were_done_or_would_probably_be_right_are_passed_over() -> None:
    toy: Any = TOY
    assert planner.to_learn(LearnerState(), toy, START) == ("a", "b", "c")
    found = levels(chain_rule=2.5, transpose=-0.5)
    assert planner.to_learn(found, toy, START) == ("b",)
    found = levels(chain_rule=-0.5, transpose=-0.5)
    found.fold(ended("c", verdict="wrong", mode="exam"))
    found.fold(ended("b", skills=("transpose",)))
    assert planner.to_learn(found, toy, START) == ("a", "c")
    found.fold(ended("c", mode="learn", tries=3))
    assert planner.to_learn(found, toy, START) == ("a",)


def test_no_two_questions_in_a_row_are_for_the_same_skill() -> None:
    found = levels(chain_rule=-3.0, transpose=0.0, gate=0.3)
    asks = planner.practise(found, PROBLEMS, limit=3, now=START)
    assert asks[0].step in ("a", "c")
    assert "chain-rule" not in PROBLEMS[asks[1].problem].step(asks[1].step).skills
    assert asks[2].step in ("a", "c")
    found.fold(ended("a", verdict="wrong", mode="exam"))
    found.model.skills["chain-rule"].mean = -3.0
    assert planner.practise(found, PROBLEMS, limit=1, now=START)[0].problem == "other"


class OfPlugin(FakeProblem):
    """A problem whose level and plugin are written into its id: `2 lstm cell`."""

    @property
    def level(self) -> int:  # type: ignore[override]
        return int(self.id.split()[0])

    @property
    def plugin(self) -> tuple[str, str]:  # type: ignore[override]
        return self.id.split()[1], "1.0"


def test_the_path_leads_from_the_gentlest_plugin_to_the_hardest_in_their_authors_order() -> None:
    names = ("3 lstm cell", "1 skip mlp", "3 lstm memory", "1 net unit", "2 net softmax")
    short = {"1 net unit": (FakeStep("only"),), "3 lstm memory": (FakeStep("only"),)}
    problems: Any = [OfPlugin(name, short.get(name, TOY.steps)) for name in names]
    assert [problem.id for problem in planner.path(problems)] == [
        "1 net unit",
        "2 net softmax",
        "1 skip mlp",
        "3 lstm cell",
        "3 lstm memory",
    ]


def test_the_next_problem_is_the_first_on_the_path_that_is_not_finished() -> None:
    problems: Any = [OfPlugin("1 one one", TOY.steps[:1]), OfPlugin("2 two two", TOY.steps[:1])]
    found = LearnerState()
    following = []
    while (ahead := planner.next_problem(found, problems, START)) is not None:
        following.append(ahead.id)
        found.fold(ended("a", problem=ahead.log_id, mode="learn", tries=2))
    assert following == ["1 one one", "2 two two"]


def test_a_skill_is_forecast_by_the_questions_that_need_it_and_those_met_before_count_more() -> None:
    fresh = forecast(LearnerState(), PROBLEMS.values(), START)
    assert set(fresh.skills) == {"chain-rule", "transpose", "gate"}
    chances = fresh.questions
    mean = (chances["toy", "b"] + chances["other", "q"]) / 2
    assert abs(fresh.skills["transpose"] - mean) < 1e-12
    met = forecast(after(ended("a")), PROBLEMS.values(), START).questions
    assert met["toy", "a"] > met["toy", "c"] > chances["toy", "c"]
