"""What a session changed: its skills before and now, and when its questions come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tutor.study.learner_state import LearnerState
from tutor.study.log.models import now as clock
from tutor.study.progress import comes_back
from tutor.study.question_state import QuestionState
from tutor.study.schedule.forecast import forecast_of, questions_of

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class SkillChange:
    """The share of a skill's questions expected to be right at the first try in a week: before the session, and now."""

    skill: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class SessionChanges:
    """`skills` in the order in which the session asks for them; `comes_back` counts questions by days from now."""

    skills: tuple[SkillChange, ...]
    comes_back: Mapping[int, int]

    def when(self, now: datetime | None = None) -> str:
        """`3 tomorrow, 5 on Thursday, 16 next week`, or nothing."""
        today = (now or clock()).astimezone().date()
        counts: dict[str, int] = {}
        for days, count in self.comes_back.items():
            if days <= 1:
                name = "tomorrow" if days else "today"
            elif days < _A_WEEK:
                name = f"on {today + timedelta(days=days):%A}"
            else:
                name = "next week" if days < 2 * _A_WEEK else "later"
            counts[name] = counts.get(name, 0) + count
        return ", ".join(f"{count} {name}" for name, count in counts.items())


def session_changes(
    before: LearnerState, after: LearnerState, questions: Sequence[QuestionState], problems: Iterable[Problem]
) -> SessionChanges:
    """From the learner's state before and after, the questions that are over, and all problems that count."""
    moment = clock()
    every = questions_of(after, problems)
    earlier, now = (forecast_of(state, every, moment).skills for state in (before, after))
    skills = dict.fromkeys(skill for question in questions for skill in question.step.skills)
    keys = [(question.instance.problem.log_id, question.step.id) for question in questions]
    changes = tuple(SkillChange(name, earlier[name], now[name]) for name in skills)
    return SessionChanges(changes, comes_back(after, keys))
