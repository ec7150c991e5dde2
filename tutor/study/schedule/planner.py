"""What to ask next: what is due, else what exercises the weakest skill, with the networks taking turns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from tutor.study.find.asked import about_mistake, all_about
from tutor.study.learner_state import CardKey, LearnerState
from tutor.study.log.models import now as clock
from tutor.study.opened import opened_steps
from tutor.study.schedule.coming_back import coming_back
from tutor.study.schedule.forecast import Forecast, forecast, forecast_of, questions_of
from tutor.study.schedule.fsrs_cards import Card, day_of

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

# From this chance on, in seven days, a question that was never asked need not be asked to learn it.
PROBABLE = 0.65

# A seeded instance's numbers are drawn from it; which one does not matter, only that it is another each time.
_SEEDS = 1_000_000
FIND = "find"
"""What keeps the numbers that mistakes are looked for at apart from those of steps."""

Problems = Mapping[str, "Problem"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to be asked, and the seed of the numbers to ask it on."""

    problem: str
    step: str
    seed: int


def due(found: LearnerState, problems: Problems, now: datetime | None = None) -> list[CardKey]:
    """The questions that are due by the end of the learner's day, the most overdue first."""
    late = [(days, key) for key, days in coming_back(found, problems, now or clock()).items() if days <= 0]
    return [key for _, key in sorted(late, key=lambda one: (one[0], one[1][0], all_about(one[1][1])))]


def review(found: LearnerState, problems: Problems, limit: int = 20, now: datetime | None = None) -> list[Ask]:
    """Up to `limit` questions that are due, the networks taking turns, each on fresh numbers.

    Those about mistakes come last and on other numbers than the steps: a derivation with one wrong line has the right
    formulas of the others. All about one mistake are asked, also where only these are due and the limit is smaller.
    """
    steps: list[CardKey] = []
    mistakes: list[CardKey] = []
    for key in due(found, problems, now):
        asked = [] if key in mistakes else [(key[0], name) for name in all_about(key[1])]
        if asked and len(steps) + len(mistakes) + len(asked) <= max(limit, 0 if steps or mistakes else len(asked)):
            (steps if about_mistake(key[1]) is None else mistakes).extend(asked)
    return _asks(found, _interleaved(steps)) + _asks(found, _interleaved(mistakes), FIND)


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
    asked = questions_of(found, path(problems.values()))
    # Without their effort: else what is hardest would count as known least.
    every = {key: needs._replace(effort=0.0) for key, needs in asked.items()}
    left = {key: needed for key, needed in every.items() if needed.skills and (skill is None or skill in needed.skills)}
    ahead = replace(found, model=found.model.copy())
    chances = forecast_of(ahead, every, moment)
    last = max((key for key in found.cards if key in left), key=lambda key: found.cards[key].last, default=None)
    rested = None if last is None or skill else _weakest(left[last].skills, chances)
    chosen: list[CardKey] = []

    def rank(key: CardKey) -> tuple[bool, float, bool, float, int, bool, int, float]:
        """Smaller comes first."""
        card, weakest, chance = found.cards.get(key), _weakest(left[key].skills, chances), chances.questions[key]
        today = card is not None and _same_day(card, moment)
        again = last is not None and key[0] == last[0]
        about = round(chances.skills[weakest], 1), today, round(chance, 1)
        return weakest == rested, *about, problems[key[0]].level, again, len(left[key].skills), chance

    while left and len(chosen) < limit:
        last = min(left, key=rank)
        chosen.append(last)
        needed = left.pop(last)
        rested = None if skill else _weakest(needed.skills, chances)
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


def next_to_find(found: LearnerState, problems: Problems, now: datetime | None = None) -> Problem | None:
    """The problem to look for mistakes in; None where none has steps yet.

    First where one is due, then where most is done; of these, where the fewest were looked for, then along the path.
    """
    late = {name for name, step in due(found, problems, now) if about_mistake(step)}
    asked = dict.fromkeys(problems, 0)
    for (name, step), card in found.cards.items():
        if name in asked and about_mistake(step):
            asked[name] += card.asked

    def rank(problem: Problem) -> tuple[bool, bool, int]:
        steps = opened_steps(found, problem)
        finished = all(found.done((problem.log_id, step.id)) for step in steps)
        return problem.log_id not in late, not finished, asked[problem.log_id]

    return min((one for one in path(problems.values()) if opened_steps(found, one)), key=rank, default=None)


def fresh_seed(found: LearnerState, problem: str, salt: str = "") -> int:
    """A seed that was not used for this problem lately: it changes with every question that was over."""
    asked = sum(card.asked for (name, _), card in found.cards.items() if name == problem)
    digest = hashlib.sha256(f"{problem}\0{asked}\0{salt}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % _SEEDS + 1


def _asks(found: LearnerState, keys: Iterable[CardKey], salt: str = "") -> list[Ask]:
    # One instance a problem: the learner reads its numbers once.
    seeds: dict[str, int] = {}
    asks = []
    for problem, step in keys:
        if problem not in seeds:
            seeds[problem] = fresh_seed(found, problem, salt)
        asks.append(Ask(problem, step, seeds[problem]))
    return asks


def _interleaved(keys: Sequence[CardKey]) -> list[CardKey]:
    """The same questions with the problems taking turns; within one their order stays, as do all about one mistake."""
    lines: dict[str, list[CardKey]] = {}
    for key in keys:
        lines.setdefault(key[0], []).append(key)
    found: list[CardKey] = []
    while lines:
        for name in list(lines):
            together = len(all_about(lines[name][0][1]))
            found += lines[name][:together]
            del lines[name][:together]
            if not lines[name]:
                del lines[name]
    return found


def _same_day(card: Card, moment: datetime) -> bool:
    return datetime.fromisoformat(card.last).astimezone().date() == moment.astimezone().date()
