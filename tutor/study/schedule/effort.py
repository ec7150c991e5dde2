"""How hard a question is: by the level of its problem, the length of its formula, and how many skills it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.step import Choice, Step

_LEVEL, _OF_A_LEVEL = 2, 0.25
"""The level of a problem of average difficulty, and how much harder every further one makes it."""
_LONGEST, _OF_A_LENGTH = 60, 0.3
"""Characters of a formula beyond which it is no harder, and how much harder so many make it than none."""
_EACH_SKILL, _SKILLS = 0.2, 1.5
"""How much harder every further skill makes a question, as effort, and how many one of average difficulty needs."""


class Needs(NamedTuple):
    """What a question needs: its skills, and the effort besides, which is 0 on average."""

    skills: tuple[str, ...]
    effort: float = 0.0


def needs_of(problem: Problem, step: Step | Choice) -> Needs:
    """What a question of a problem needs."""
    return Needs(tuple(step.skills), effort_of(problem, step))


def effort_of(problem: Problem, step: Step | Choice) -> float:
    """The effort of a question; options are chosen without a formula."""
    length = min(len(getattr(step, "formula", "")), _LONGEST) / _LONGEST
    return _OF_A_LEVEL * (problem.level - _LEVEL) + _OF_A_LENGTH * (length - 0.5)


def difficulty_of(effort: float, skills: int) -> float:
    """The difficulty of a question of so much effort and so many skills, 0 on average, however well each is known."""
    return effort + _EACH_SKILL * (skills - _SKILLS)
