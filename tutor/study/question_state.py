"""The state of one question, folded from its lines in the log: the same code live and on coming back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tutor.problems.contract.step import Choice
from tutor.study.find.asked import about_mistake
from tutor.study.log.models import Attempt

if TYPE_CHECKING:
    from tutor.problems.contract.step import Step
    from tutor.problems.instances.instance import Instance

Outcome = Literal["open", "first-try", "hinted", "retried", "follow-through", "worked", "wrong"]

# The code of a slip that marking could not name.
UNRECOGNISED = "unrecognised"
FOLLOW_THROUGH = "follow-through"
# A question is left once for the end of the line, and a second time for good.
TIMES_LEFT = 2


@dataclass
class QuestionState:
    """One step asked on one instance, or one question about a mistake in a derivation there, which has a ``name``.

    `tries` counts answers that were marked right or wrong. `own` is the last answer, if its value is not the
    right one: later answers may follow from it. `wrong` are the wrong answers, each with the number of its try.
    `said` is what was asked for or answered last, while the question is open.
    """

    instance: Instance
    step: Step | Choice
    name: str = ""
    tries: int = 0
    hints: int = 0
    left: int = 0
    outcome: Outcome = "open"
    answers: list[str] = field(default_factory=list)
    slips: list[tuple[str, str]] = field(default_factory=list)
    own: str | None = None
    wrong: list[tuple[int, str]] = field(default_factory=list)
    said: Literal["", "hint", "wrong"] = ""

    @property
    def asked_as(self) -> str:
        """What the question is found again by."""
        return self.name or self.step.id

    @property
    def over(self) -> bool:
        """Whether nothing more is asked of it."""
        return self.outcome != "open"

    @property
    def put_off(self) -> bool:
        """Whether it was left for good."""
        return not self.over and self.left >= TIMES_LEFT

    @property
    def closed(self) -> bool:
        """Whether it is over or was left for good."""
        return self.over or self.put_off

    def apply(self, line: Attempt) -> None:
        """Take in the next line of the log about this question."""
        if self.over:
            self._answered_again(line)
            return
        self.tries, self.hints = line.tries, line.hints
        self.said = "hint" if line.kind == "hint" else "wrong" if line.verdict == "wrong" else ""
        if line.kind == "later":
            self.left += 1
        elif line.kind == "worked":
            self.outcome = "worked"
        elif line.kind == "answer":
            answer = self._typed(line)
            if line.verdict in ("wrong", FOLLOW_THROUGH):
                self.own = answer
            if line.verdict == "wrong":
                if about_mistake(line.step) is None:  # else it is no slip of one's own
                    self.slips.append((line.codes[0] if line.codes else UNRECOGNISED, line.note))
                self.wrong.append((line.tries, answer))
            elif line.verdict == "correct":
                self.own = None
            if line.ends:
                self.outcome = _outcome(line)

    def _answered_again(self, line: Attempt) -> None:
        """Take in an answer to a question that is over: what counts becomes better by it or stays."""
        answer = self._typed(line)
        if line.verdict == "wrong":
            self.wrong.append((line.tries, answer))
        elif line.verdict == "correct":
            self.own = None
            self.outcome = "retried" if self.outcome == "wrong" else self.outcome

    def _typed(self, line: Attempt) -> str:
        """The answer of a line, kept with those before it."""
        # The numbers of options in old logs are those of their declaration.
        declared = self.step if self.name else self.instance.problem.step(self.step.id)
        answer = by_option(declared, line.answer)
        if not self.answers or self.answers[-1] != answer:
            self.answers.append(answer)
        return answer


def by_option(step: Step | Choice, answer: str) -> str:
    """An answer as the log keeps it: options by their texts, for the seed settles their numbers."""
    if not isinstance(step, Choice):
        return answer
    from tutor.marking.choices import by_their_texts

    return by_their_texts(step, answer)


def _outcome(line: Attempt) -> Outcome:
    if line.verdict == "wrong":
        return "wrong"
    if line.verdict == FOLLOW_THROUGH:
        return "follow-through"
    if line.hints:
        return "hinted"
    return "retried" if line.tries > 1 else "first-try"
