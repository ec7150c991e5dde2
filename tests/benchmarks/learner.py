"""Simulated learners on the bundled questions: are predictions right, and how soon is every skill known?

    python tests/benchmarks/learner.py [LEARNERS]

First, each learner is asked 170 questions, most of them new ones at random, and every first answer is predicted before
it is taken in: Brier score, log loss, area under the curve, calibration error over tenths, and the Brier score of the
first ten; beside those of the share of right answers, told to everybody, and of the true chances. Then, how many
questions it takes until each skill counts as known, where practice asks the weakest first and where problems are asked
from front to back.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from tests.study.schedule.prediction_scores import scores
from tests.study.schedule.simulated_learners import (
    WORLDS,
    Asked,
    Learner,
    Question,
    answered,
    course,
    predicted,
)
from tests.study.toys import START
from tutor import host
from tutor.study import LearnerState
from tutor.study.schedule import planner
from tutor.study.schedule.forecast import KNOWN, forecast

QUESTIONS = 170
FIRST = 10
# Questions a day, and questions after which a course is given up.
A_DAY, MOST = 12, 600

COLUMNS = ("Brier", "log loss", "AUC", "calibration", "first 10", "same chance", "true chance")

Key = tuple[str, str]
Next = Callable[[LearnerState, float], Key]


def effort(problem: Any, step: Any) -> float:
    """How hard a question is besides its skills: by the level of its problem, its skills and its formula."""
    length = min(len(getattr(step, "formula", "")), 60)
    return 0.25 * (problem.level - 2) + 0.2 * (len(step.skills) - 1.5) + 0.3 * (length / 60 - 0.5)


def predictions(questions: Sequence[Question], learners: int) -> None:
    """Print how good the predictions are, over all worlds and in each."""
    found: dict[str, list[tuple[float, Asked]]] = {world.__name__: [] for world in WORLDS}
    for seed in range(learners):
        world = WORLDS[seed % len(WORLDS)]
        found[world.__name__].extend(predicted(course(world, questions, QUESTIONS, seed)))
    print(f"{'':14} " + " ".join(f"{name:>11}" for name in COLUMNS))
    everything = [row for rows in found.values() for row in rows]
    for name, answers in (("all", everything), *found.items()):
        chances = np.array([chance for chance, _ in answers])
        right = np.array([asked.right for _, asked in answers], float)
        true = np.array([asked.true for _, asked in answers])
        early = np.array([asked.number < FIRST for _, asked in answers])
        score = scores(chances, right)
        first = ((chances - right)[early] ** 2).mean()
        figures = (score.brier, score.log_loss, score.auc, score.calibration, first, right.var())
        print(f"{name:14} " + " ".join(f"{figure:11.4f}" for figure in (*figures, ((true - right) ** 2).mean())))


def weakest_first(problems: Mapping[str, Any]) -> Next:
    """What practice gives, a question at a time."""

    def following(state: LearnerState, day: float) -> Key:
        ask = planner.practise(state, problems, limit=1, now=START + timedelta(days=day))[0]
        return ask.problem, ask.step

    return following


def front_to_back(questions: Sequence[Question]) -> Next:
    """Every question in turn."""
    keys = [(question.problem, question.step) for question in questions] * MOST
    left = iter(keys)
    return lambda state, day: next(left)


def until_known(learner: Learner, problems: Mapping[str, Any], following: Next) -> int:
    """After how many questions every skill counts as known."""
    state = LearnerState()
    of_key = {(question.problem, question.step): question for question in learner.questions}
    for number in range(MOST):
        day = number / A_DAY
        asked = answered(learner, of_key[following(state, day)], day, number)
        for line in asked.lines:
            state.fold(line)
        learner.learn(asked.question, day)
        learner.rest(1 / A_DAY)
        known = forecast(state, problems.values(), START + timedelta(days=day)).skills.values()
        if min(known) >= KNOWN:
            return number + 1
    return MOST


def main() -> None:
    learners = int(sys.argv[1]) if len(sys.argv) > 1 else 180
    problems = {problem.log_id: problem for problem in host.load_all().problems.values() if problem.declared_steps}
    questions = [
        Question(name, step.id, tuple(step.skills), effort(problem, step))
        for name, problem in problems.items()
        for step in problem.steps
        if step.skills
    ]
    print(f"{learners} learners, {len(questions)} questions to choose from")
    predictions(questions, learners)
    for name, policy in (("weakest first", weakest_first(problems)), ("front to back", front_to_back(questions))):
        counts = [
            until_known(WORLDS[seed % len(WORLDS)](random.Random(seed), questions), problems, policy)
            for seed in range(learners // 10)
        ]
        print(f"{name:14} every skill is known after {statistics.median(counts):.0f} questions (median)")


if __name__ == "__main__":
    main()
