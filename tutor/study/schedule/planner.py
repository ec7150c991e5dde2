"""What to ask next: what is due, else what exercises the weakest skill, with the networks taking turns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tutor.study.learner_state import CardKey, LearnerState
from tutor.study.log.models import now as clock
from tutor.study.opened import opened_steps
from tutor.study.schedule import mastery
from tutor.study.schedule.fsrs_cards import Card

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

# A seeded instance's numbers are drawn from it; which one does not matter, only that it is another each time.
_SEEDS = 1_000_000
_A_DAY = timedelta(days=1)

Problems = Mapping[str, "Problem"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to be asked, and the seed of the numbers to ask it on."""

    problem: str
    step: str
    seed: int


def due(found: LearnerState, problems: Problems, now: datetime | None = None) -> list[CardKey]:
    """The questions that are due by the end of the learner's day, the most overdue first.

    Those of problems that are not installed, and steps that are gone, are left out. A card reviewed in the
    future (the clock was wrong then, or is now) is due: nothing is lost for ten years.
    """
    moment = now or clock()
    there = {(name, step.id) for name, problem in problems.items() for step in opened_steps(found, problem)}
    late = [(days_until(card, moment), key) for key, card in found.cards.items() if key in there]
    return [key for days, key in sorted(late) if days <= 0]


def days_until(card: Card, now: datetime) -> int:
    """In how many of the learner's days a card is due: 0 is today, less is overdue."""
    if datetime.fromisoformat(card.last) > now + _A_DAY:
        return 0
    return (datetime.fromisoformat(card.due).astimezone().date() - now.astimezone().date()).days


def review(found: LearnerState, problems: Problems, limit: int = 20, now: datetime | None = None) -> list[Ask]:
    """Up to `limit` questions that are due, the networks taking turns, each on fresh numbers."""
    return _asks(found, _interleaved(due(found, problems, now))[:limit])


def practise(
    found: LearnerState,
    problems: Problems,
    limit: int = 10,
    *,
    skill: str | None = None,
    now: datetime | None = None,
) -> list[Ask]:
    """Up to `limit` questions for what is known least.

    The step that comes next is the one whose weakest skill is the weakest of all, as it would be after the ones
    before it; but no two in a row are for the same skill. Among equals one that was not asked today comes first, then
    one that is not known, then another network than the last, then what tells most about its skills. With `skill`,
    only steps that need it.
    """
    moment = now or clock()
    steps = {
        (name, step.id): tuple(step.skills)
        for name, problem in problems.items()
        for step in opened_steps(found, problem)
        if step.skills and (skill is None or skill in step.skills)
    }
    chances = {name: mastery.START for skills in steps.values() for name in skills} | found.chances()
    last = max((key for key in found.cards if key in steps), key=lambda key: found.cards[key].last, default=None)
    rested = None if last is None or skill else _weakest(steps[last], chances)
    chosen: list[CardKey] = []

    def rank(key: CardKey) -> tuple[bool, float, bool, bool, bool, float]:
        """Smaller comes first."""
        card, skills = found.cards.get(key), steps[key]
        weakest = _weakest(skills, chances)
        today, known = (False, False) if card is None else (_same_day(card, moment), card.known)
        again = last is not None and key[0] == last[0]
        tells = round(mastery.expected_bits(chances, skills), 6)
        return weakest == rested, round(chances[weakest], 2), today, known, again, -tells

    while steps and len(chosen) < limit:
        last = min(steps, key=rank)
        chosen.append(last)
        skills = steps.pop(last)
        rested = None if skill else _weakest(skills, chances)
        # As if it went half well: the turn passes once this skill is no longer the weakest.
        chances |= mastery.update(chances, skills, 0.5)
    return _asks(found, chosen)


def _weakest(skills: Sequence[str], chances: Mapping[str, float]) -> str:
    return min(skills, key=lambda name: chances[name])


def to_learn(found: LearnerState, problem: Problem) -> tuple[str, ...]:
    """The steps of a problem that are still to be learned, in the order of the derivation.

    A step is passed over when it is known, or when it was never asked and all its skills are known from
    elsewhere: so a placement test or another network lets one skip ahead.
    """
    chances = found.chances()

    def is_known(key: CardKey, skills: Sequence[str]) -> bool:
        card = found.cards.get(key)
        if card is not None:
            return card.known
        return bool(skills) and all(chances.get(name, 0.0) >= mastery.KNOWN for name in skills)

    return tuple(step.id for step in problem.steps if not is_known((problem.id, step.id), step.skills))


def fresh_seed(found: LearnerState, problem: str, salt: str = "") -> int:
    """A seed that was not used for this problem lately: it changes with every question that was over."""
    asked = sum(card.asked for (name, _), card in found.cards.items() if name == problem)
    digest = hashlib.sha256(f"{problem}\0{asked}\0{salt}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % _SEEDS + 1


def _asks(found: LearnerState, keys: Iterable[CardKey]) -> list[Ask]:
    # One instance a problem: the learner reads its numbers once.
    seeds: dict[str, int] = {}
    asks = []
    for problem, step in keys:
        if problem not in seeds:
            seeds[problem] = fresh_seed(found, problem)
        asks.append(Ask(problem, step, seeds[problem]))
    return asks


def _interleaved(keys: Sequence[CardKey]) -> list[CardKey]:
    """The same questions with the problems taking turns; within one their order stays."""
    lines: dict[str, list[CardKey]] = {}
    for key in keys:
        lines.setdefault(key[0], []).append(key)
    found = []
    while lines:
        for name in list(lines):
            found.append(lines[name].pop(0))
            if not lines[name]:
                del lines[name]
    return found


def _same_day(card: Card, moment: datetime) -> bool:
    return datetime.fromisoformat(card.last).astimezone().date() == moment.astimezone().date()
