"""What to ask next: what is due, else what exercises the weakest skill, with the networks taking turns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tutor.study.learner_state import CardKey, LearnerState
from tutor.study.log.models import now as clock
from tutor.study.opened import opened_steps
from tutor.study.schedule.forecast import Forecast, forecast, forecast_of, skills_of
from tutor.study.schedule.fsrs_cards import Card, day_of

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

# From this chance on, in seven days, a question that was never asked need not be asked to learn it.
PROBABLE = 0.65

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
    before it went well; but no two that are chosen in a row are for the same skill. Among skills that are about as weak
    comes first what was not asked today, then what is known less itself, then the gentler problem, then another than
    the last, then what needs fewer skills. All are asked from the gentlest problem to the hardest. With `skill`, only
    steps that need it.
    """
    moment = now or clock()
    every = skills_of(found, path(problems.values()))
    left = {key: needed for key, needed in every.items() if needed and (skill is None or skill in needed)}
    ahead = replace(found, model=found.model.copy())
    chances = forecast_of(ahead, every, moment)
    last = max((key for key in found.cards if key in left), key=lambda key: found.cards[key].last, default=None)
    rested = None if last is None or skill else _weakest(left[last], chances)
    chosen: list[CardKey] = []

    def rank(key: CardKey) -> tuple[bool, float, bool, float, int, bool, int, float]:
        """Smaller comes first."""
        card, weakest, chance = found.cards.get(key), _weakest(left[key], chances), chances.questions[key]
        today = card is not None and _same_day(card, moment)
        again = last is not None and key[0] == last[0]
        about = round(chances.skills[weakest], 1), today, round(chance, 1)
        return weakest == rested, *about, problems[key[0]].level, again, len(left[key]), chance

    while left and len(chosen) < limit:
        last = min(left, key=rank)
        chosen.append(last)
        needed = left.pop(last)
        rested = None if skill else _weakest(needed, chances)
        day = day_of(moment)
        # As if it went well: the turn passes once this skill is no longer the weakest.
        ahead.model.update(ahead.demand(last, needed, day), True, day)
        chances = forecast_of(ahead, every, moment)
    # Within a level in the order in which they were chosen.
    return _asks(found, sorted(chosen, key=lambda key: problems[key[0]].level))


def _weakest(skills: Sequence[str], chances: Forecast) -> str:
    return min(skills, key=lambda name: chances.skills[name])


def to_learn(found: LearnerState, problem: Problem, now: datetime | None = None) -> tuple[str, ...]:
    """The steps of a problem that are still to be learned, in the order of the derivation.

    A step is passed over once it was done, or when it would probably be right: so a placement test or another
    network lets one skip ahead.
    """
    chances = forecast(found, [problem], now).questions
    return tuple(step for (name, step), chance in chances.items() if not found.done((name, step)) and chance < PROBABLE)


def path(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in the order in which they are best learned: plugin by plugin, the one with the gentlest first.

    Gentler is what has a lower level and, of the same, fewer steps. Within a plugin its author's order stays.
    """
    of_plugin: dict[str, list[Problem]] = {}
    for problem in problems:
        of_plugin.setdefault(problem.plugin[0] if problem.plugin else problem.log_id, []).append(problem)

    def gentlest(group: Sequence[Problem]) -> tuple[int, int]:
        return min((problem.level, len(problem.declared_steps or ())) for problem in group)

    return [problem for group in sorted(of_plugin.values(), key=gentlest) for problem in group]


def next_problem(found: LearnerState, problems: Iterable[Problem], now: datetime | None = None) -> Problem | None:
    """The first along the path that has steps to be learned, or that was never opened; None where all are finished."""
    return next(
        (one for one in path(problems) if to_learn(found, one, now) or not opened_steps(found, one)),
        None,
    )


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
