"""A session that asks for mistakes: derivations of one problem with a slip in each, three questions about every one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, product
from random import Random
from typing import TYPE_CHECKING

from tutor.errors import TutorError
from tutor.study.find.asked import PARTS, AboutMistake, about_mistake
from tutor.study.find.items import item, kinds_by_shapes, kinds_of
from tutor.study.find.slips import lines_with_slips
from tutor.study.learner_state import LearnerState, read_learner_state
from tutor.study.log.event_log import Store
from tutor.study.log.models import now as clock
from tutor.study.question_state import QuestionState
from tutor.study.schedule.coming_back import days_until
from tutor.study.session import session_fingerprint
from tutor.study.session.question_queue import Item
from tutor.study.session.quiz_session import QuizSession
from tutor.study.session.session_factory import restore

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.step import Step
    from tutor.problems.instances.instance import Instance

Kinds = Callable[["Problem", "Step"], tuple[str, ...]]
"""Gives the kinds of slips that may be asked for in a line."""

_DUE, _NEVER_ASKED, _NOT_YET = range(3)
"""How soon a mistake is to be asked for."""

MISTAKES = 4
"""How many mistakes are asked for in one session."""


def find_session(instance: Instance, store: Store, *, fresh: bool = False) -> QuizSession:
    """Mistakes to find in derivations at an instance; a session that was left is gone on with, unless ``fresh``.

    What is due comes first, then what was never asked. Raises TutorError where there is no line to put a slip into.
    """
    problem = instance.problem
    lines = lines_with_slips(problem)
    if not lines:
        raise TutorError(f"{problem.id} has no line that a slip could stand in", title="Nothing to find")
    key = session_fingerprint.key([QuestionState(instance, lines[0])], "find", whole=True)
    left = None if fresh else next(iter(store.open_sessions(key)), None)
    if left is not None:
        return QuizSession(restore(left, {problem.log_id: problem}), "find", store, key=key)
    chosen = _chosen(instance, read_learner_state(store))
    if not chosen:
        raise TutorError(f"no slip in the lines of {problem.id} is told apart from all others", title="Nothing to find")
    return QuizSession(chosen, "find", store, key=key, fresh=True)


def _chosen(instance: Instance, state: LearnerState) -> list[Item]:
    """The questions about a few mistakes, each in another line and, where there are enough, of another kind.

    One of them is easier where there is such a one: the shapes alone give it away.
    """
    easy = (
        (step.id, code)
        for urgency, step, code in _by_urgency(instance, state, kinds_by_shapes)
        if urgency < _NOT_YET and item(instance, step, code)
    )
    found: dict[str, str] = dict(islice(easy, 1))
    for again in (False, True):  # at the second time a kind may come again
        for _, step, code in _by_urgency(instance, state, kinds_of):
            if len(found) == MISTAKES:
                break
            if step.id not in found and (again or code not in found.values()) and item(instance, step, code):
                found[step.id] = code
    order = [step.id for step in lines_with_slips(instance.problem) if step.id in found]
    return [(instance, AboutMistake(step, found[step], part).name) for step, part in product(order, PARTS)]


def _by_urgency(instance: Instance, state: LearnerState, kinds: Kinds) -> Iterator[tuple[int, Step, str]]:
    """The lines and kinds of a problem: what is due, what was never asked, the rest; by chance within each."""
    problem, now = instance.problem, clock()
    cards = {
        about[:2]: card
        for (name, step), card in state.cards.items()
        if name == problem.log_id and (about := about_mistake(step)) and about.part == "line"
    }
    every = [(step, code) for step in lines_with_slips(problem) for code in kinds(problem, step)]
    asked = sum(card.asked for card in cards.values())
    Random(f"{problem.log_id} {instance.seed} {asked}").shuffle(every)

    def urgency(one: tuple[Step, str]) -> int:
        card = cards.get((one[0].id, one[1]))
        return _NEVER_ASKED if card is None else _DUE if days_until(card, now) <= 0 else _NOT_YET

    yield from ((urgency(one), *one) for one in sorted(every, key=urgency))
