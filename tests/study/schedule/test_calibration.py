"""A predicted chance of eight in ten is right about eight times in ten, with learners who do not follow the model."""

from __future__ import annotations

import numpy as np
import pytest

from tests.study.schedule.prediction_scores import scores
from tests.study.schedule.simulated_learners import WORLDS, Question, course, predicted

SKILLS = ("chain-rule", "layout", "transpose", "gate", "path-sum", "time-shift", "bias-sum", "shared-weights")


def _question(number: int, effort: float) -> Question:
    skills = (SKILLS[number % 8], SKILLS[number * 5 % 7])[: 1 + number % 2]
    return Question(f"net-{number % 9}", f"step-{number}", skills, effort)


QUESTIONS = tuple(_question(number, effort) for number, effort in enumerate(np.linspace(-0.5, 0.5, 150).tolist()))
LEARNERS, ATTEMPTS = 60, 170


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    """For each question that simulated learners were asked: what was predicted, and whether it was right."""
    courses = (course(WORLDS[seed % len(WORLDS)], QUESTIONS, ATTEMPTS, seed) for seed in range(LEARNERS))
    return np.array([(chance, asked.right) for one in courses for chance, asked in predicted(one)], float)


def test_what_is_predicted_comes_true_as_often_as_it_says(rows: np.ndarray) -> None:
    found = scores(rows[:, 0], rows[:, 1])
    assert found.calibration < 0.03
    assert found.brier < 0.193


def test_predictions_tell_right_answers_from_wrong_ones(rows: np.ndarray) -> None:
    found, share = scores(rows[:, 0], rows[:, 1]), rows[:, 1].mean()
    assert found.brier < share * (1 - share) - 0.02
    assert found.auc > 0.7
