"""Counts of a session: answers, hints, mistakes by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.study.question_state import Outcome, QuestionState


@dataclass(frozen=True, slots=True)
class Slip:
    """One kind of mistake made at one step, and how often."""

    step: str
    code: str
    message: str
    count: int


@dataclass(frozen=True, slots=True)
class Result:
    """How one question went; `step` is what it is asked again by."""

    problem: str
    step: str
    outcome: Outcome
    tries: int
    hints: int
    answer: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts add up to `total`. `slips` has the most frequent first; `seconds` is the time spent answering."""

    total: int
    first_try: int
    with_hint: int
    later_try: int
    follow_through: int
    worked: int
    wrong: int
    left: int
    seconds: float
    slips: tuple[Slip, ...]
    results: tuple[Result, ...]

    def __str__(self) -> str:
        """One sentence with the counts that are not zero."""
        others = (
            (self.with_hint, "with a hint"),
            (self.later_try, "at a later try"),
            (self.follow_through, "from an earlier value of your own"),
            (self.worked, "worked out for you"),
            (self.wrong, "wrong"),
            (self.left, "left for later"),
        )
        said = [f"{self.first_try} of {self.total} right at the first try"]
        said += [f"{count} {how}" for count, how in others if count]
        return ", ".join(said) + "."


def summarise(questions: Sequence[QuestionState], seconds: float) -> Summary:
    outcomes = Counter(asked.outcome for asked in questions)
    counts: Counter[tuple[str, str]] = Counter()
    messages: dict[tuple[str, str], str] = {}
    for asked in questions:
        for code, message in asked.slips:
            counts[asked.asked_as, code] += 1
            messages[asked.asked_as, code] = message
    return Summary(
        total=len(questions),
        first_try=outcomes["first-try"],
        with_hint=outcomes["hinted"],
        later_try=outcomes["retried"],
        follow_through=outcomes["follow-through"],
        worked=outcomes["worked"],
        wrong=outcomes["wrong"],
        left=outcomes["open"],
        seconds=seconds,
        slips=tuple(Slip(*key, messages[key], count) for key, count in counts.most_common()),
        results=tuple(
            Result(
                asked.instance.problem.log_id,
                asked.asked_as,
                asked.outcome,
                asked.tries,
                asked.hints,
                asked.answers[-1] if asked.answers else "",
            )
            for asked in questions
        ),
    )
