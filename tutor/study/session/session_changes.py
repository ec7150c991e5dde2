"""What a session changed: its skills before and now, and when its questions come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tutor.study.learner_state import LearnerState
from tutor.study.log.models import now as clock
from tutor.study.progress import comes_back
from tutor.study.question_state import QuestionState
from tutor.study.schedule import mastery

_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class SkillChange:
    """A skill's probability before the session and after it."""

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
    before: Mapping[str, float], after: LearnerState, questions: Sequence[QuestionState]
) -> SessionChanges:
    """From the skills as they were, the learner state as it is, and the questions that are over."""
    now = after.chances()
    skills = [skill for question in questions for skill in question.step.skills]
    keys = [(question.instance.problem.log_id, question.step.id) for question in questions]
    changes = [
        SkillChange(name, before.get(name, mastery.START), now[name]) for name in dict.fromkeys(skills) if name in now
    ]
    return SessionChanges(tuple(changes), comes_back(after, keys))
