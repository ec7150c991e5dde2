"""A short test that finds out what is known already, so that an expert need not begin at the beginning.

Asked like an exam: one try, no hints. Each question is the one that is expected to tell most about the
skills, in bits; the test ends when none would tell much any more, or after sixteen questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tutor.study.learner_state import LearnerState, read_learner_state
from tutor.study.log.event_log import Store
from tutor.study.opened import opened_steps
from tutor.study.question_state import QuestionState
from tutor.study.schedule import mastery, planner
from tutor.study.session.question_queue import Item, QuestionQueue
from tutor.study.session.quiz_session import QuizSession

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance

LONGEST = 16
# Whoever takes the test is as likely as not to know a skill that was never asked; with that, questions that need
# several skills are worth asking first. The learner state stays more sceptical.
_AS_LIKELY_AS_NOT = 0.5
_KEY = "placement"
# A question that is expected to tell less than this many bits is not worth the learner's time.
_LEAST_BITS = 0.05


def placement_session(store: Store, problems: Mapping[str, Problem]) -> QuizSession | None:
    """A session whose next question depends on the answers so far; None where no problem has skills.

    It may end before `total`, which is the most that will be asked. It begins anew each time: half a test
    says little. A question left for later counts as not known.
    """
    selector = MostTelling(problems, read_learner_state(store))
    first = selector.take()
    return None if first is None else QuizSession(QuestionQueue([first], selector), "exam", store, key=_KEY, fresh=True)


class MostTelling:
    """Selects the question that is expected to tell most about the skills, at most sixteen in all."""

    most = LONGEST

    def __init__(self, problems: Mapping[str, Problem], state: LearnerState) -> None:
        self._problems = problems
        self._candidates = {
            (name, step.id): tuple(step.skills)
            for name, problem in problems.items()
            for step in opened_steps(state, problem)
            if step.skills
        }
        skills = {name for needed in self._candidates.values() for name in needed}
        self._chances = dict.fromkeys(skills, _AS_LIKELY_AS_NOT) | state.chances()
        self._seeds = {name: planner.fresh_seed(state, name, _KEY) for name in problems}
        self._instances: dict[str, Instance] = {}

    def following(self, question: QuestionState) -> Item | None:
        """What is asked next, with what was learned from this question; None where no other would tell much."""
        worth = {"first-try": 1.0, "follow-through": 0.5}.get(question.outcome, 0.0)
        self._chances |= mastery.update(self._chances, question.step.skills, worth)
        return self.take()

    def take(self) -> Item | None:
        """The question that tells most, taken from those that are left."""
        if not self._candidates:
            return None
        bits = {key: mastery.expected_bits(self._chances, skills) for key, skills in self._candidates.items()}
        best = max(bits, key=lambda key: bits[key])
        if bits[best] < _LEAST_BITS:
            return None
        del self._candidates[best]
        problem, step = best
        return self._instance(problem), step

    def _instance(self, problem: str) -> Instance:
        if problem not in self._instances:
            self._instances[problem] = self._problems[problem].instance(seed=self._seeds[problem])
        return self._instances[problem]
