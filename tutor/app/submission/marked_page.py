"""A page that was marked as it is shown: its lines, the sign and the sentences of each, and the counts.

Plain data, that goes from one process to another as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

LONGEST_LINE = 2_000
"""Characters of a line that are shown."""


OWN = ""
"""What stands for the problem where it is the network that the page's own forward equations make."""


class Request(NamedTuple):
    """A page to be marked: its text, what it is called, and the problem it is about ("" for any)."""

    text: str
    name: str
    problem: str


class Question(NamedTuple):
    """A step of a problem (or of the page's `OWN` network) that can be asked, and how it is written."""

    problem: str
    step: str
    shown: str


class Said(NamedTuple):
    """A statement of a line: its verdict and sign ("" for one that claims nothing), its text, and a sentence."""

    verdict: str
    sign: str
    text: str
    sentence: str
    follows: int
    question: Question | None


@dataclass(frozen=True)
class MarkedPage:
    """A page, line by line. ``statements`` are those of each line, by its number from 1; ``network`` is its own."""

    name: str
    problem: str
    network: str
    lines: tuple[str, ...]
    signs: dict[int, str]
    verdicts: dict[int, str]
    statements: dict[int, tuple[Said, ...]]
    about: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    totals: tuple[tuple[str, int], ...] = ()
    wrong: tuple[int, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that can be asked together: those about the problem of the first."""
        return tuple(one for one in self.questions if one.problem == self.questions[0].problem)

    def question(self, line: int) -> Question | None:
        """What the first statement of a line that is wrong and can be asked is asked as."""
        return next((one.question for one in self.statements.get(line, ()) if one.question is not None), None)

    def cause(self, line: int) -> int:
        """The line that what is false on this one follows from; 0 where nothing does."""
        return next((one.follows for one in self.statements.get(line, ()) if one.follows), 0)


def page_of(found: dict[str, Any]) -> MarkedPage:
    """The page of a JSON object."""
    plain = dict(found)
    for name in ("lines", "about", "counts", "wrong"):
        plain[name] = tuple(plain[name])
    for name in ("signs", "verdicts"):
        plain[name] = {int(line): sign for line, sign in plain[name].items()}
    plain["statements"] = {int(line): tuple(map(_said, some)) for line, some in plain["statements"].items()}
    plain["totals"] = tuple((word, number) for word, number in plain["totals"])
    plain["questions"] = tuple(Question(*one) for one in plain["questions"])
    return MarkedPage(**plain)


def _said(fields: list[Any]) -> Said:
    verdict, sign, text, sentence, follows, question = fields
    return Said(verdict, sign, text, sentence, follows, Question(*question) if question else None)
