"""A short test that finds out what is known already, so that an expert need not begin at the beginning.

QuestionState like an exam: one try, no hints. Each question is the one that is expected to tell most about the
skills, in bits; the test ends when none would tell much any more, or after sixteen questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tutor.study.learner_state import CardKey, read_learner_state
from tutor.study.log.event_log import Store
from tutor.study.log.models import Kind
from tutor.study.question_state import TIMES_LEFT, QuestionState
from tutor.study.schedule import mastery, planner
from tutor.study.session.quiz_session import QuizSession

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance

LONGEST = 16
# Whoever takes the test is as likely as not to know a skill that was never asked; with that, questions that need
# several skills are worth asking first. The ledger stays more sceptical.
_AS_LIKELY_AS_NOT = 0.5
_KEY = "placement"
# A question that is expected to tell less than this many bits is not worth the learner's time.
_LEAST_BITS = 0.05


class Placement(QuizSession):
    """A session whose next question depends on the answers so far.

    It may end before `total`, which is the most that will be asked. It begins anew each time: half a test
    says little. A question left for later counts as not known. Raises ValueError where no problem has
    skills.
    """

    def __init__(self, problems: Mapping[str, Problem], store: Store) -> None:
        found = read_learner_state(store)
        self._problems = problems
        self._candidates = {
            (name, step.id): tuple(step.skills)
            for name, problem in problems.items()
            for step in problem.steps
            if step.skills
        }
        skills = {name for needed in self._candidates.values() for name in needed}
        self._chances = dict.fromkeys(skills, _AS_LIKELY_AS_NOT) | found.chances()
        self._seeds = {name: planner.fresh_seed(found, name, "placement") for name in problems}
        self._instances: dict[str, Instance] = {}
        first = self._take()
        items = [] if first is None else [(self._instance(first[0]), first[1])]
        super().__init__(items, "exam", store, key=_KEY, fresh=True)

    @property
    def total(self) -> int:
        """The most that will be asked; once it is over, what was asked."""
        return len(self._questions) if self.finished else LONGEST

    @property
    def remaining(self) -> int:
        """At most so many questions are to come."""
        return self.total - sum(asked.over or asked.put_off for asked in self._questions)

    def _write(self, kind: Kind, **what: Any) -> None:
        asked = self._asked
        super()._write(kind, **what)
        if kind == "later":
            asked.left = TIMES_LEFT
        if asked.over or asked.put_off:
            self._go_on_from(asked)

    def _go_on_from(self, asked: QuestionState) -> None:
        worth = {"first-try": 1.0, "follow-through": 0.5}.get(asked.outcome, 0.0)
        self._chances |= mastery.update(self._chances, asked.step.skills, worth)
        following = self._take() if len(self._questions) < LONGEST else None
        if following is not None:
            instance = self._instance(following[0])
            self._questions.append(QuestionState(instance, instance.problem.step(following[1])))
            self._line.append(len(self._questions) - 1)

    def _take(self) -> CardKey | None:
        """The question that is expected to tell most, taken from those that are left."""
        if not self._candidates:
            return None
        bits = {key: mastery.expected_bits(self._chances, skills) for key, skills in self._candidates.items()}
        best = max(bits, key=lambda key: bits[key])
        if bits[best] < _LEAST_BITS:
            return None
        del self._candidates[best]
        return best

    def _instance(self, problem: str) -> Instance:
        if problem not in self._instances:
            self._instances[problem] = self._problems[problem].instance(seed=self._seeds[problem])
        return self._instances[problem]
