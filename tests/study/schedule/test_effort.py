"""A question is harder, besides its skills, on a harder problem and where its formula is longer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.study.toys import START, FakeProblem, FakeStep, ended
from tutor import host
from tutor.problems.contract.step import Choice
from tutor.study import LearnerState
from tutor.study.schedule.effort import effort_of
from tutor.study.schedule.forecast import forecast


def at_level(level: int, formula: str = "x" * 30) -> FakeProblem:
    class Toy(FakeProblem):
        pass

    Toy.level = level
    return Toy("toy", (replace(FakeStep("a"), formula=formula),))


@pytest.mark.parametrize(
    ("level", "length", "effort"),
    [(2, 30, 0.0), (1, 30, -0.25), (5, 30, 0.75), (2, 0, -0.15), (2, 60, 0.15), (2, 600, 0.15), (4, 15, 0.425)],
)
def test_effort_is_by_level_and_by_the_length_of_the_formula(level: int, length: int, effort: float) -> None:
    problem = at_level(level, "x" * length)
    assert effort_of(problem, problem.steps[0]) == pytest.approx(effort)  # type: ignore[arg-type]


def test_of_two_questions_with_the_same_skills_the_harder_is_less_likely_right() -> None:
    found = LearnerState()
    found.fold(ended("a"))
    chances = [next(iter(forecast(found, [at_level(level)], START).questions.values())) for level in (1, 2, 4)]  # type: ignore[list-item]
    assert chances == sorted(chances, reverse=True)
    # 0.8 of 0.25 in logits, between the guess and the slip: at most 0.9 / 4 of it
    assert 0.01 < chances[0] - chances[1] < 0.9 * 0.2 / 4


def test_options_are_chosen_without_a_formula() -> None:
    every = host.load_all().problems.values()
    problem, choice = next((one, step) for one in every for step in one.steps if isinstance(step, Choice))
    assert effort_of(problem, choice) == pytest.approx(0.25 * (problem.level - 2) - 0.15)
