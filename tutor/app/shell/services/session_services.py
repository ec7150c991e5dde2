"""Sessions of questions that are begun, gone on with, and put together from what is remembered."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tutor.app.shell.services.problem_services import InstanceRequest, ProblemServices
from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance
    from tutor.study import LearnerState, Mode, QuizSession, SessionRecord
    from tutor.study.session.summary import Result

LARGEST_SEED = 999


class SessionServices(ProblemServices):
    """What a quiz is begun with."""

    def begin(
        self, problem: str | Problem, mode: Mode, request: InstanceRequest | None = None, *, fresh: bool = False
    ) -> QuizSession:
        """Ask a problem from where it was left.

        Learn asks on the textbook's numbers until all of it is done; then, as the other modes, on new ones of the same
        sizes. Mistakes are looked for at the textbook's the first time. `fresh` draws new ones in any case. With a seed
        or sizes in the `request` it is asked at those.
        """
        from tutor.study import QuizSession, find_session, read_learner_state
        from tutor.study.schedule.planner import fresh_seed
        from tutor.study.session.on_paper import on_paper

        found = self.problem(problem) if isinstance(problem, str) else problem
        seed, sizes = (None, {}) if request is None else (request.seed, request.sizes)
        instance = found.instance(seed=seed, sizes=sizes)
        if seed is None and not sizes:
            left = None if fresh else self._left(found, mode)
            if left is not None:
                return self.resume(left)
            state = read_learner_state(self.store)
            if fresh or not _by_textbook(state, found, mode):
                new = random.randint(1, LARGEST_SEED) if fresh else fresh_seed(state, found.log_id, mode)
                instance = on_paper(found, new)
        return find_session(instance, self.store) if mode == "find" else QuizSession(instance, mode, self.store)

    def ask(self, instance: Instance, steps: list[str]) -> QuizSession:
        """Some steps alone, to learn them."""
        from tutor.study import QuizSession

        return QuizSession([(instance, step) for step in steps], "learn", self.store, fresh=True)

    def again(self, session: QuizSession, results: Sequence[Result]) -> QuizSession:
        """Some questions of a session once more, on the same numbers."""
        from tutor.study import QuizSession

        of_problem = {instance.problem.log_id: instance for instance in session.instances}
        items = [(of_problem[result.problem], result.step) for result in results]
        mode: Mode = "learn" if session.mode == "exam" else session.mode
        return QuizSession(items, mode, self.store, fresh=True)

    def review(self) -> QuizSession:
        """What is due.  Raises TutorError if nothing is."""
        from tutor.study import review_session

        session = review_session(self.store, self.problems)
        if session is None:
            raise TutorError("Nothing is due.", title="Review")
        return session

    def find(self) -> QuizSession:
        """Mistakes in a derivation of the problem that it is best done with. Raises TutorError if there is none."""
        from tutor.study import read_learner_state
        from tutor.study.schedule.planner import next_to_find

        found = next_to_find(read_learner_state(self.store), self.problems)
        if found is None:
            raise TutorError("No problem has a derivation yet.", title="Find the mistake")
        return self.begin(found, "find")

    def practise(self, skill: str | None = None) -> QuizSession:
        """What is known least, or one skill.  Raises TutorError if no question needs it."""
        from tutor.study import practice_session

        session = practice_session(self.store, self.problems, skill=skill)
        if session is None:
            raise TutorError("No installed problem practises this skill.", title="Practise")
        return session

    def placement(self) -> QuizSession:
        """A short test that finds out what is known already.  Raises TutorError if no question needs a skill."""
        from tutor.study import placement_session

        session = placement_session(self.store, self.problems)
        if session is None:
            raise TutorError("No installed problem needs a skill.", title="Placement test")
        return session

    def go_on(self, uuid: str) -> QuizSession:
        """Go on with the open session of that id.  Raises TutorError if it is not open any more."""
        record = next((record for record in self.store.open_sessions() if record.uuid == uuid), None)
        if record is None:
            raise TutorError("It was finished, or begun anew, in another window.", title="Continue")
        return self.resume(record)

    def latest(self, problems: Mapping[str, Problem]) -> SessionRecord | None:
        """The session left last that has a question to ask, and asks about none but these problems."""

        def can_be_asked(record: SessionRecord) -> bool:
            return all(item["problem"] in problems for item in record.items)

        records = self.store.open_sessions()
        return next(
            (record for record in records if any(item["steps"] for item in record.items) and can_be_asked(record)), None
        )

    def resume(self, record: SessionRecord) -> QuizSession:
        """Go on with a session that was not finished."""
        from tutor.study import QuizSession, restore

        mode: Mode = record.mode  # type: ignore[assignment]
        return QuizSession(restore(record, self.problems), mode, self.store, key=record.key)

    def _left(self, problem: Problem, mode: Mode) -> SessionRecord | None:
        """The newest open session of this mode that asks this problem and no other, all of it or some mistakes."""
        steps = [step.id for step in problem.steps]
        for record in self.store.open_sessions():
            items = record.items
            alone = len(items) == 1 and items[0]["problem"] == problem.log_id
            if alone and record.mode == mode and (mode == "find" or items[0]["steps"] == steps):
                return record
        return None


def _by_textbook(state: LearnerState, problem: Problem, mode: Mode) -> bool:
    """Whether a problem is asked on the textbook's numbers: these are for the beginning."""
    from tutor.study.find.asked import about_mistake

    if mode == "find":
        return not any(name == problem.log_id and about_mistake(step) for name, step in state.cards)
    return mode == "learn" and not all(state.done((problem.log_id, step.id)) for step in problem.steps)
