"""When questions come back: each step by its card, and all about a mistake when one of its cards is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tutor.study.find.asked import about_mistake, all_about
from tutor.study.learner_state import CardKey, LearnerState
from tutor.study.opened import opened_steps
from tutor.study.schedule.fsrs_cards import Card

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

_A_DAY = timedelta(days=1)


def coming_back(found: LearnerState, problems: Mapping[str, Problem], now: datetime) -> dict[CardKey, int]:
    """In how many of the learner's days each question is due that was asked before; those about a mistake together.

    Those of problems that are not installed, and steps that are gone, are left out.
    """
    there = {(name, step.id) for name, problem in problems.items() for step in opened_steps(found, problem)}
    days: dict[CardKey, int] = {}
    for (problem, name), card in found.cards.items():
        about = about_mistake(name)
        if (problem, about.step if about else name) in there:
            for one in all_about(name):
                # What is written right is a step, and has the card of that.
                key, due = (problem, one), days_until(card, now)
                days[key] = min(days.get(key, due), due)
    return days


def days_until(card: Card, now: datetime) -> int:
    """In how many of the learner's days a card is due: 0 is today, less is overdue.

    A card reviewed in the future (the clock was wrong then, or is now) is due: nothing is lost for ten years.
    """
    if datetime.fromisoformat(card.last) > now + _A_DAY:
        return 0
    return (datetime.fromisoformat(card.due).astimezone().date() - now.astimezone().date()).days
