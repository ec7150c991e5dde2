"""Sessions that are put together from what is remembered: what is due, what is weak, what was left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tutor.errors import TutorError
from tutor.problems.network import LOGGED
from tutor.study.find.asked import about_mistake, all_about
from tutor.study.find.asked_step import asked_step
from tutor.study.learner_state import read_learner_state
from tutor.study.log.event_log import Store
from tutor.study.log.models import Attempt, Mode, SessionRecord, new_id
from tutor.study.log.models import now as clock
from tutor.study.schedule import planner
from tutor.study.schedule.planner import Ask
from tutor.study.session.on_paper import on_paper
from tutor.study.session.question_queue import Item
from tutor.study.session.quiz_session import QuizSession

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance

REVIEW = "review"


def review_session(
    store: Store, problems: Mapping[str, Problem], limit: int = 20, now: datetime | None = None
) -> QuizSession | None:
    """What is due, up to `limit` questions; today's review that was left is gone on with. None if nothing is."""
    left = _left_today(store, problems, REVIEW, now)
    if left:
        return QuizSession(left, "review", store, key=REVIEW)
    return _session(store, problems, planner.review(read_learner_state(store), problems, limit, now), "review", REVIEW)


def practice_session(
    store: Store,
    problems: Mapping[str, Problem],
    limit: int = 10,
    *,
    skill: str | None = None,
    now: datetime | None = None,
) -> QuizSession | None:
    """Questions for what is known least, or for one skill; None where no step needs it."""
    key = f"practise {skill or ''}".strip()
    left = _left_today(store, problems, key, now)
    if left:
        return QuizSession(left, "practise", store, key=key)
    asks = planner.practise(read_learner_state(store), problems, limit, skill=skill, now=now)
    return _session(store, problems, asks, "practise", key)


def restore(record: SessionRecord, problems: Mapping[str, Problem]) -> list[Item]:
    """The questions of a session that was written down, on the same numbers.

    Raises TutorError where a problem, a step or the numbers are no longer to be had.
    """
    items: list[Item] = []
    for entry in record.items:
        problem = problems.get(entry["problem"])
        if problem is None:
            raise _gone(entry)
        instance = _instance(problem, entry)
        items += [(instance, _asked_as(instance, step)) for step in entry["steps"]]
    if not items:
        raise TutorError("it has no question to ask", title="Nothing to ask")
    return items


def _asked_as(instance: Instance, name: str) -> str:
    """What a question is called now: a step may be called otherwise than when it was written down."""
    step = asked_step(instance, name)
    return name if about_mistake(name) else step.id


def _gone(entry: Mapping[str, Any]) -> TutorError:
    """The error for a problem that is not there any more: a network is named by its title, as far as it is known."""
    if not entry["problem"].startswith(LOGGED):
        return TutorError(f"the problem {entry['problem']} is not installed any more", title="Not installed")
    title = entry.get("title")
    named = f"the network {title}" if isinstance(title, str) and title else "its network"
    return TutorError(f"{named} is in no file here any more, or its formulas are others now", title="Not found")


def _instance(problem: Problem, entry: Mapping[str, Any]) -> Instance:
    if entry.get("given", {}) is None:
        raise TutorError("its numbers were too many to be kept: give them again", title="Numbers not kept")
    seed = None if entry["seed"] is None else int(entry["seed"])
    return problem.instance(seed=seed, sizes=entry.get("sizes") or {}, given=entry.get("given") or {})


def _left_today(store: Store, problems: Mapping[str, Problem], key: str, now: datetime | None) -> list[Item] | None:
    """The questions of the newest open session of this key, if begun today and not over."""
    record = next(iter(store.open_sessions(key)), None)
    today = (now or clock()).astimezone().date()
    if record is None or datetime.fromisoformat(record.started).astimezone().date() != today:
        return None
    asked = {(entry["problem"], step) for entry in record.items for step in entry["steps"]}
    over = {(line.problem, line.step) for line in store.of_session(record.uuid) if line.ends}
    if not asked - over:
        return None
    try:
        return restore(record, problems)
    except TutorError:
        return None  # a plugin has gone or changed: plan anew


def _session(
    store: Store, problems: Mapping[str, Problem], asks: Sequence[Ask], mode: Mode, key: str
) -> QuizSession | None:
    numbers = {(ask.problem, ask.seed): on_paper(problems[ask.problem], ask.seed) for ask in asks}
    found = [(_showing(numbers[ask.problem, ask.seed], ask.step), ask) for ask in asks]
    items = [(instance, ask.step) for instance, ask in found if instance is not None]
    gone = {all_about(ask.step)[0]: ask.problem for instance, ask in found if instance is None}
    for name, problem in gone.items():
        store.add(Attempt(problem, name, mode, new_id(), 0, kind="gone"))
    return QuizSession(items, mode, store, key=key, fresh=True) if items else None


def _showing(instance: Instance, name: str) -> Instance | None:
    """The instance to ask a question on: another than this one where a mistake shows in the textbook's numbers alone.

    None where it shows in none any more.
    """
    about = about_mistake(name)
    if about is None:
        return instance
    from tutor.study.find.questions import shows

    return next((one for one in (instance, instance.problem.instance()) if shows(one, about)), None)
