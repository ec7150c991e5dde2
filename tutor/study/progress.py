"""What was learned, for `tutor progress` and the Progress screen: plain values, nothing computed from answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tutor.study.learner_state import CardKey, LearnerState, SlipRecord
from tutor.study.log.models import now as clock
from tutor.study.opened import opened_steps
from tutor.study.question_state import UNRECOGNISED
from tutor.study.schedule.coming_back import coming_back, days_until
from tutor.study.schedule.forecast import KNOWN, Forecast, forecast

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

SCHEMA = "tutor.progress/1"
_FORTNIGHT = 14


@dataclass(frozen=True, slots=True)
class Example:
    """One answer that was wrong in a given way, and where it was given.

    ``problem`` is what the problem is asked for by, and the name that the log has for it where it is not here any more;
    ``title`` is then empty.
    """

    problem: str
    step: str
    seed: int | None
    answer: str
    time: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class SlipCount:
    """A kind of mistake: its code, how often, the last one, and a step that practises it."""

    code: str
    message: str
    count: int
    example: Example
    practise: CardKey | None


@dataclass(frozen=True, slots=True)
class SkillProgress:
    """`known` is the share of its questions expected to be right at the first try in seven days.

    `first_try` is the share that was, of the `asked`; `history` has the last 14 days, as a learner's state keeps them.
    """

    skill: str
    known: float
    first_try: float
    asked: int
    streak: int
    last_seen: str | None
    next_due: str | None
    history: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ProblemProgress:
    """How many of a problem's steps are done, known and due; `mastery` is the share of them that is known.

    `total` is 0 where steps are yet to be derived, which waits until the problem is opened.
    """

    problem: str
    title: str
    done: int
    known: int
    total: int
    due: int
    mastery: float
    streak: int
    last_seen: str | None
    next_due: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """All of it. `streak` counts days in a row up to today, `due` questions by when they come back.

    `days` has how many answers there were on each day, up to `today`.
    """

    answers: int
    streak: int
    done: int
    known: int
    total: int
    due: Mapping[str, int]
    skills: tuple[SkillProgress, ...]
    problems: tuple[ProblemProgress, ...]
    slips: tuple[SlipCount, ...]
    days: Mapping[str, int] = field(default_factory=dict)
    today: str = ""

    def as_json(self) -> dict[str, Any]:
        """As JSON holds it, under the schema `tutor.progress/1`."""
        got = asdict(self)
        for slip in got["slips"]:
            key = slip["practise"]
            slip["practise"] = None if key is None else {"problem": key[0], "step": key[1]}
        return {"schema": SCHEMA, **got}


def progress_of(found: LearnerState, problems: Mapping[str, Problem], now: datetime | None = None) -> Progress:
    """Everything there is to tell. Skills and slips are told of problems that are gone, too."""
    moment = now or clock()
    chances = forecast(found, problems.values(), moment)
    waiting = coming_back(found, problems, moment)
    of_problems = tuple(_problem(found, problem, chances, waiting) for problem in problems.values())
    return Progress(
        answers=found.answers,
        streak=day_streak(found.days, moment.astimezone().date()),
        done=sum(each.done for each in of_problems),
        known=sum(each.known for each in of_problems),
        total=sum(each.total for each in of_problems),
        due=_due(waiting),
        skills=tuple(_skills(found, problems, chances, moment)),
        problems=of_problems,
        slips=tuple(_slips(found, problems, chances)),
        days=dict(found.days),
        today=moment.astimezone().date().isoformat(),
    )


def day_streak(days: Mapping[str, int], today: date) -> int:
    """Days in a row with an answer, up to today; a day that is not over yet does not break it."""
    day = today if today.isoformat() in days else today - timedelta(days=1)
    count = 0
    while (day - timedelta(days=count)).isoformat() in days:
        count += 1
    return count


def comes_back(found: LearnerState, keys: Sequence[CardKey], now: datetime | None = None) -> dict[int, int]:
    """How many of these questions come back in how many days, soonest first."""
    moment = now or clock()
    counts: dict[int, int] = {}
    for key in keys:
        if key in found.cards:
            days = max(days_until(found.cards[key], moment), 0)
            counts[days] = counts.get(days, 0) + 1
    return dict(sorted(counts.items()))


def _problem(
    found: LearnerState, problem: Problem, chances: Forecast, waiting: Mapping[CardKey, int]
) -> ProblemProgress:
    keys = _keys(found, problem)
    cards = [found.cards[key] for key in keys if key in found.cards]
    known = sum(chances.questions[key] >= KNOWN for key in keys)
    total = len(keys)
    return ProblemProgress(
        problem=problem.id,
        title=problem.title,
        done=sum(map(found.done, keys)),
        known=known,
        total=total,
        due=sum(days <= 0 for (name, _), days in waiting.items() if name == problem.log_id),
        mastery=known / total if total else 0.0,
        streak=min((card.streak for card in cards), default=0) if len(cards) == total else 0,
        last_seen=max((card.last for card in cards), default=None),
        next_due=min((card.due for card in cards), default=None),
    )


def _skills(
    found: LearnerState, problems: Mapping[str, Problem], chances: Forecast, now: datetime
) -> list[SkillProgress]:
    today = now.astimezone().date()
    due: dict[str, str] = {}
    for problem in problems.values():
        for step in opened_steps(found, problem):
            card = found.cards.get((problem.log_id, step.id))
            for skill in step.skills if card else ():
                assert card is not None
                due[skill] = min(due.get(skill, card.due), card.due)
    rows = [
        SkillProgress(
            skill=name,
            known=chances.skills[name],
            first_try=skill.first_try / skill.asked,
            asked=skill.asked,
            streak=skill.streak,
            last_seen=skill.last or None,
            next_due=due.get(name),
            history=_history(skill.days, today),
        )
        for name, skill in found.skills.items()
    ]
    return sorted(rows, key=lambda row: (-row.known, row.skill))


def _history(days: Mapping[str, float], today: date) -> tuple[float, ...]:
    """The chance at the end of each of the last 14 days, oldest first; 0 before the first question."""
    shown = [(today - timedelta(days=back)).isoformat() for back in range(_FORTNIGHT - 1, -1, -1)]
    at = max((day for day in days if day < shown[0]), default="")
    value = days.get(at, 0.0)
    history = []
    for day in shown:
        value = days.get(day, value)
        history.append(value)
    return tuple(history)


def _slips(found: LearnerState, problems: Mapping[str, Problem], chances: Forecast) -> list[SlipCount]:
    ordered = sorted(found.slips.items(), key=lambda item: (item[0] == UNRECOGNISED, -item[1].count, item[0]))
    return [
        SlipCount(
            code=code,
            message=slip.note,
            count=slip.count,
            example=_example(problems.get(slip.problem), slip),
            practise=_remedy(found, problems, chances, slip),
        )
        for code, slip in ordered
    ]


def _example(home: Problem | None, slip: SlipRecord) -> Example:
    name, title = (home.id, home.title) if home is not None else (slip.problem, "")
    return Example(name, slip.step, slip.seed, slip.answer, slip.time, title)


def _remedy(
    found: LearnerState, problems: Mapping[str, Problem], chances: Forecast, slip: SlipRecord
) -> CardKey | None:
    """A step that needs what the slip's step needs: another that is not known yet, else that step itself.

    Its problem is named by what it is asked for by.
    """
    home = problems.get(slip.problem)
    own = next((step for step in opened_steps(found, home) if step.id == slip.step), None) if home else None
    if home is None or own is None:
        return None
    needs = set(own.skills)
    best, most, where = (slip.problem, slip.step), 0, home
    for problem in problems.values():
        for step in opened_steps(found, problem):
            key = (problem.log_id, step.id)
            shared = len(needs & set(step.skills))
            if key != best and shared > most and chances.questions[key] < KNOWN:
                best, most, where = key, shared, problem
    return where.id, best[1]


def _due(waiting: Mapping[CardKey, int]) -> dict[str, int]:
    counts = {"today": 0, "tomorrow": 0, "week": 0, "later": 0}
    for days in waiting.values():
        counts["today" if days <= 0 else "tomorrow" if days == 1 else "week" if days < 7 else "later"] += 1
    return counts


def _keys(found: LearnerState, problem: Problem) -> list[CardKey]:
    return [(problem.log_id, step.id) for step in opened_steps(found, problem)]
