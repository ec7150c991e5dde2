"""When a question comes back: FSRS-6, one card for each step of each problem.

FSRS is the free spaced repetition scheduler of J. Ye and others (https://github.com/open-spaced-
repetition), in the implementation of the `fsrs` package with its default weights. A question is a step
asked on fresh numbers each time, so what a card measures is whether the method is remembered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from tutor.study.log import validation
from tutor.study.log.models import Attempt, timestamp

if TYPE_CHECKING:
    from fsrs import Scheduler

Grade = Literal["again", "hard", "good"]

_RIGHT = ("correct", "follow-through")
_A_DAY = timedelta(days=1)
# The curve of forgetting of FSRS-6 with its default weights: 90 % are remembered after `stability` days.
_DECAY = -0.1542
_FACTOR = 0.9 ** (1 / _DECAY) - 1


@dataclass(slots=True)
class Card:
    """The memory of one question. Times are UTC in ISO 8601, `stability` is in days, `difficulty` from 1 to 10.

    `streak` counts how often in a row, up to the last time, it went right, unaided and at the first try. `done` says
    that it was once answered right, at whatever try, or shown worked out.
    """

    due: str
    last: str
    stability: float
    difficulty: float
    asked: int = 0
    streak: int = 0
    done: bool = False


def first_try(line: Attempt) -> bool:
    """Whether a question ended right, unaided, at the first try, and not on an earlier slip of one's own."""
    return line.kind == "answer" and line.verdict == "correct" and line.tries <= 1 and not line.hints


def grade(line: Attempt) -> Grade:
    """What the line that ended a question says of the memory of it.

    Good: right at the first try, unaided. Hard: right with one hint or at the second try, or from an earlier
    value of one's own. Again: all else, the worked step and a wrong answer in an exam included.
    """
    if first_try(line):
        return "good"
    right = line.kind == "answer" and line.verdict in _RIGHT
    return "hard" if right and line.hints + line.tries <= 2 else "again"


def recall(card: Card | None, day: float) -> float:
    """How likely the method is remembered on a day, in days since 1970: 0 before the question was asked.

    By the formula of FSRS and not by its package, which takes 45 ms to import.
    """
    if card is None:
        return 0.0
    passed = max(0.0, day - day_of(datetime.fromisoformat(card.last)))
    return float((1 + _FACTOR * passed / card.stability) ** _DECAY)


def day_of(moment: datetime) -> float:
    """A moment in days since 1970."""
    return moment.timestamp() / _A_DAY.total_seconds()


def moment_of(line: Attempt) -> datetime:
    """When a line was written: by a clock that was not set it may have been in any year."""
    _, time, _ = validation.in_range(line.stamp, line.time, line.day)
    return datetime.fromisoformat(time)


def review(card: Card | None, line: Attempt) -> Card:
    """The card after a line that ended its question.

    In Learn, hints and tries cost nothing: a question that needed them starts its card, due tomorrow, but
    does not set back one that exists. A worked step brings any question back tomorrow.
    """
    given = grade(line)
    done = line.kind == "worked" or line.verdict in _RIGHT
    if line.mode == "learn" and given != "good" and line.kind != "worked" and card is not None:
        return replace(card, done=card.done or done)
    moment = moment_of(line)
    stability, difficulty, due = _fsrs(card, given, moment)
    if given == "again":
        due = min(due, moment + _A_DAY)
    good = given == "good"
    before = card or Card("", "", 0.0, 0.0)
    return Card(
        due=timestamp(due),
        last=timestamp(moment),
        stability=stability,
        difficulty=difficulty,
        asked=before.asked + 1,
        streak=before.streak + 1 if good else 0,
        done=before.done or done,
    )


def _fsrs(card: Card | None, given: Grade, moment: datetime) -> tuple[float, float, datetime]:
    import fsrs  # 45 ms: only where a question has ended

    rating = {"again": fsrs.Rating.Again, "hard": fsrs.Rating.Hard, "good": fsrs.Rating.Good}[given]
    if card is None:
        before = fsrs.Card(card_id=0, due=moment)
    else:
        before = fsrs.Card(
            card_id=0,
            state=fsrs.State.Review,
            stability=card.stability,
            difficulty=card.difficulty,
            due=datetime.fromisoformat(card.due),
            last_review=datetime.fromisoformat(card.last),
        )
    after: Any = _scheduler().review_card(before, rating, moment)[0]
    return float(after.stability), float(after.difficulty), after.due


@cache
def _scheduler() -> Scheduler:
    import fsrs

    # No steps of minutes: a derivation is not a flash card. No fuzz: a rebuild must give the same dates.
    return fsrs.Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False)
