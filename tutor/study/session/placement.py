"""A short test that finds out what is known already, so that an expert need not begin at the beginning.

Asked like an exam: one try, no hints. It begins with the easiest problems and goes on to harder ones as answers are
right. Each question is the one of these that is expected to tell most, in bits; after six the test ends when none
would tell much any more, and in any case after ten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.study.learner_state import CardKey, LearnerState, read_learner_state
from tutor.study.log.event_log import Store
from tutor.study.log.models import now as clock
from tutor.study.question_state import QuestionState
from tutor.study.schedule import planner
from tutor.study.schedule.effort import needs_of
from tutor.study.schedule.forecast import questions_of
from tutor.study.schedule.fsrs_cards import day_of
from tutor.study.session.on_paper import on_paper
from tutor.study.session.question_queue import Item, QuestionQueue
from tutor.study.session.quiz_session import QuizSession

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance

SHORTEST, LONGEST = 6, 10
_KEY = "placement"
# A question that is expected to tell less than this many bits is not worth the learner's time.
_LEAST_BITS = 0.1
# After so many right answers, problems of the next level are asked as well.
_RIGHT_FOR_A_LEVEL = 2
_RIGHT = ("first-try", "follow-through")


def placement_session(store: Store, problems: Mapping[str, Problem]) -> QuizSession | None:
    """A session whose next question depends on the answers so far; None where no problem has skills.

    It may end before `total`, which is the most that will be asked. It begins anew each time: half a test
    says little. A question left for later counts as not known.
    """
    selector = MostTelling(problems, read_learner_state(store))
    first = selector.take()
    return None if first is None else QuizSession(QuestionQueue([first], selector), "exam", store, key=_KEY, fresh=True)


class MostTelling:
    """Selects the question that is expected to tell most about the learner, of problems that are easy enough."""

    most = LONGEST

    def __init__(self, problems: Mapping[str, Problem], state: LearnerState) -> None:
        self._problems = problems
        every = questions_of(state, planner.path(problems.values()))
        self._left = {key: needs for key, needs in every.items() if needs.skills}
        self._state = replace(state, model=state.model.copy())
        self._day = day_of(clock())
        self._level = min((problems[name].level for name, _ in self._left), default=0)
        self._asked = self._right = 0
        self._seeds = {name: planner.fresh_seed(state, name, _KEY) for name in problems}
        self._instances: dict[str, Instance] = {}

    def following(self, question: QuestionState) -> Item | None:
        """What is asked next, with what was learned from this question; None where no other would tell much."""
        right = question.outcome in _RIGHT
        key = question.instance.problem.log_id, question.step.id
        needs = needs_of(question.instance.problem, question.step)
        self._state.model.update(self._state.demand(key, needs, self._day), right, self._day)
        self._right += right
        return self.take()

    def take(self) -> Item | None:
        """The question that tells most, taken from those that are left."""
        bits = {key: self._bits(key) for key in self._left if self._problems[key[0]].level <= self._reached}
        best = max(bits, key=lambda key: bits[key], default=None)
        if best is None or (self._asked >= SHORTEST and bits[best] < _LEAST_BITS):
            return None
        del self._left[best]
        self._asked += 1
        problem, step = best
        return self._instance(problem), step

    @property
    def _reached(self) -> int:
        """The level up to which problems are asked."""
        return self._level + self._right // _RIGHT_FOR_A_LEVEL

    def _bits(self, key: CardKey) -> float:
        demand = self._state.demand(key, self._left[key], self._day)
        return self._state.model.expected_bits(demand, self._day)

    def _instance(self, problem: str) -> Instance:
        if problem not in self._instances:
            self._instances[problem] = on_paper(self._problems[problem], self._seeds[problem])
        return self._instances[problem]
