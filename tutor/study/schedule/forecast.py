"""What would be right at the first try in seven days: for each question, and on average for each skill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import floor
from typing import TYPE_CHECKING

from tutor.study.learner_state import CardKey, LearnerState
from tutor.study.log.models import now as clock
from tutor.study.opened import opened_steps
from tutor.study.schedule.effort import Needs, needs_of
from tutor.study.schedule.fsrs_cards import day_of
from tutor.study.schedule.response_model import Demand

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

# From this chance on a question, or a skill, counts as known.
KNOWN = 0.80
_AHEAD = 7

Questions = Mapping[CardKey, Needs]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Chances of a right first try in seven days: of `questions`, and the mean of those that need a skill."""

    questions: Mapping[CardKey, float]
    skills: Mapping[str, float]


def forecast(found: LearnerState, problems: Iterable[Problem], now: datetime | None = None) -> Forecast:
    """The chances of all questions of these problems, and of every skill that they need or that was ever asked.

    Of a skill that no question here needs it is the chance of a question that needs it alone.
    """
    return forecast_of(found, questions_of(found, problems), now)


def forecast_of(found: LearnerState, asked: Questions, now: datetime | None = None) -> Forecast:
    """The chances of these questions; the same all day long, while nothing is answered."""
    day = floor(day_of(now or clock())) + _AHEAD
    model = found.model
    questions = {key: model.chance(found.demand(key, needed, day), day) for key, needed in asked.items()}
    of_skill: dict[str, list[float]] = {}
    for key, needed in asked.items():
        for name in dict.fromkeys(needed.skills):
            of_skill.setdefault(name, []).append(questions[key])
    for name in found.skills.keys() - of_skill.keys():
        of_skill[name] = [model.chance(Demand((name,)), day)]
    return Forecast(questions, {name: sum(chances) / len(chances) for name, chances in of_skill.items()})


def questions_of(found: LearnerState, problems: Iterable[Problem]) -> dict[CardKey, Needs]:
    """The questions of problems and what each needs; none of a problem whose steps are yet to be derived."""
    return {
        (problem.log_id, step.id): needs_of(problem, step)
        for problem in problems
        for step in opened_steps(found, problem)
    }
