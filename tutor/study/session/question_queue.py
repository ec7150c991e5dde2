"""The questions of a session in the order in which they are asked, and which of them is asked now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from tutor.study.find.asked import about_mistake, same_mistake
from tutor.study.find.asked_step import asked_step
from tutor.study.question_state import TIMES_LEFT, QuestionState

if TYPE_CHECKING:
    from tutor.problems.contract.step import Choice, Step
    from tutor.problems.instances.instance import Instance

Item = tuple["Instance", str]


class QuestionSelector(Protocol):
    """Chooses each question by the answers so far, and asks `most` of them at most."""

    most: int

    def following(self, question: QuestionState) -> Item | None:
        """The question to ask after this one, which is over or was left; None where enough is known."""


class QuestionQueue:
    """Questions by their number in the list, from 0, which each keeps; `at` is that of the present one.

    A question that is left goes to the end of the line, those after it about the same mistake too: they give its answer
    away. At the second time it is left for good. With a `selector`
    it is left for good at once, and the list grows by what is selected. Raises ValueError for an empty list.
    """

    def __init__(self, items: Sequence[Item], selector: QuestionSelector | None = None) -> None:
        if not items:
            raise ValueError("no question to ask")
        self.questions = [_open(item) for item in items]
        self.at = 0
        self._selector = selector
        self._line = list(range(len(items)))

    @property
    def current(self) -> QuestionState:
        """The question that is asked now."""
        return self.questions[self.at]

    @property
    def total(self) -> int:
        """How many are asked; with a selector, at most, until it is over."""
        return len(self.questions) if self._selector is None or self.finished else self._selector.most

    @property
    def remaining(self) -> int:
        """How many are still to come, the present one included while it is open; with a selector, at most."""
        return self.total - sum(question.closed for question in self.questions)

    @property
    def finished(self) -> bool:
        """Whether every question is over or was left for good."""
        return all(question.closed for question in self.questions)

    @property
    def same_instance(self) -> list[tuple[int, QuestionState]]:
        """The questions asked on the present instance, with their numbers."""
        return [(at, one) for at, one in enumerate(self.questions) if one.instance is self.current.instance]

    def so_far(self) -> tuple[Step | Choice, ...]:
        """Steps of the present instance that are over, in the order of the derivation.

        Where only some of a problem's steps are asked, the steps before this one count as given.
        """
        asked = {question.step.id: question for _, question in self.same_instance}
        found: list[Step | Choice] = []
        before = True
        for step in self.current.instance.problem.steps:
            before = before and step.id != self.current.step.id
            question = asked.get(step.id)
            if question.over if question else before:
                found.append(step)
        return tuple(found)

    def go_to(self, at: int) -> None:
        """Ask the question of this number now, or an open one before it whose answer it gives away.

        Raises IndexError where there is none.
        """
        if not 0 <= at < len(self.questions):
            raise IndexError(f"there is no question {at + 1}")
        before = (one for one in self._about_same(at) if one < at and not self.questions[one].closed)
        self.at = next(before, at)

    def move(self) -> None:
        """Go on to the next question that is open, at last to one that was passed over; stays where there is none."""
        place = self._line.index(self.at)
        following = [*self._line[place + 1 :], *self._line[: place + 1]]
        self.at = next((at for at in following if not self.questions[at].closed), self.at)

    def leave(self, at: int) -> None:
        """Put a question that was left at the end of the line."""
        others = [one for one in self._about_same(at) if one > at]
        for number in (at, *others):
            self._line.remove(number)
            self._line.append(number)
        self.at = self._line[-1]
        if self._selector is not None:
            self.questions[at].left = TIMES_LEFT

    def _about_same(self, at: int) -> list[int]:
        """The other questions about the mistake of one; none where it is about a step."""
        name = self.questions[at].name
        return [one for one, other in enumerate(self.questions) if one != at and same_mistake(name, other.name)]

    def grow(self) -> None:
        """With a selector: add what is to be asked after the present question, which is over or was left."""
        if self._selector is not None and len(self.questions) < self._selector.most:
            following = self._selector.following(self.current)
            if following is not None:
                self._line.append(len(self.questions))
                self.questions.append(_open(following))

    def reopen(self) -> None:
        """All questions as they were before the first answer."""
        self.questions = [QuestionState(question.instance, question.step, question.name) for question in self.questions]
        self._line = list(range(len(self.questions)))
        self.at = 0


def _open(item: Item) -> QuestionState:
    instance, name = item
    return QuestionState(instance, asked_step(instance, name), name if about_mistake(name) else "")
