from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.study.toys import FakeInstance, FakeProblem, FakeStep
from tutor.study import QuizSession, Store
from tutor.study.learner_state import read_learner_state
from tutor.study.schedule import planner
from tutor.study.schedule.forecast import forecast
from tutor.study.session.placement import LONGEST, SHORTEST, placement_session

pytestmark = pytest.mark.usefixtures("marking")

SKILLS = ("chain-rule", "transpose", "gate", "path-sum")


class Seeded(FakeProblem):
    def instance(self, seed: int | None = None, sizes: Any = None) -> Any:
        return FakeInstance(self, seed=seed, sizes=dict(sizes))


STEPS = tuple(
    FakeStep(f"{skill}-{number}", skills=(skill, *SKILLS[:number])) for skill in SKILLS for number in range(3)
)
PROBLEMS: Any = {"toy": Seeded("toy", STEPS[:6]), "other": Seeded("other", STEPS[6:])}


def begin(store: Store) -> QuizSession:
    quiz = placement_session(store, PROBLEMS)
    assert quiz is not None
    return quiz


def take(store: Store, knows: Callable[[Any], bool]) -> QuizSession:
    quiz = begin(store)
    while not quiz.finished:
        assert quiz.submit("right" if knows(quiz.step) else "odd").kind == "noted"
        quiz.advance()
    return quiz


def test_an_expert_may_skip_what_was_shown_to_be_known(store: Store) -> None:
    quiz = take(store, lambda step: True)
    assert SHORTEST <= quiz.done == quiz.total <= LONGEST
    left = [step for problem in PROBLEMS.values() for step in planner.to_learn(read_learner_state(store), problem)]
    assert len(left) < len(STEPS) / 3


def test_a_newcomer_is_sent_to_the_beginning(store: Store) -> None:
    take(store, lambda step: False)
    left = [step for problem in PROBLEMS.values() for step in planner.to_learn(read_learner_state(store), problem)]
    assert len(left) == len(STEPS)


def test_one_weak_skill_is_found(store: Store) -> None:
    take(store, lambda step: "gate" not in step.skills)
    chances = forecast(read_learner_state(store), PROBLEMS.values()).skills
    assert min(chances, key=lambda skill: chances[skill]) == "gate"


def test_no_question_is_asked_twice(store: Store) -> None:
    quiz = take(store, lambda step: len(step.skills) < 2)
    asked = [(result.problem, result.step) for result in quiz.summary().results]
    assert len(set(asked)) == len(asked)


def test_leaving_a_question_counts_as_not_known_and_it_is_not_asked_again(store: Store) -> None:
    quiz = begin(store)
    first = quiz.step.id
    quiz.later()
    while not quiz.finished:
        assert quiz.step.id != first
        quiz.later()
    assert quiz.remaining == 0


def test_the_number_that_is_left_goes_down(store: Store) -> None:
    quiz = begin(store)
    assert (quiz.total, quiz.remaining) == (LONGEST, LONGEST)
    assert quiz.submit("right").lines[0].startswith(f"{LONGEST - 1} left")


def test_harder_problems_are_asked_only_after_right_answers(store: Store) -> None:
    class Hard(Seeded):
        level = 4

    problems: Any = {"hard": Hard("hard", STEPS[6:]), "toy": Seeded("toy", STEPS[:6])}
    asked = {}
    for answer in ("right", "odd"):
        quiz = placement_session(store, problems)
        assert quiz is not None
        names = []
        while not quiz.finished:
            names.append(quiz.problem.id)
            quiz.submit(answer)
            quiz.advance()
        asked[answer] = names
    assert asked["odd"] == ["toy"] * 6
    assert asked["right"][:4] == ["toy"] * 4
    assert "hard" in asked["right"]


def test_without_any_skill_there_is_no_placement(store: Store) -> None:
    bare: Any = {"bare": Seeded("bare", (FakeStep("a", skills=()),))}
    assert placement_session(store, bare) is None
