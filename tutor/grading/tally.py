"""What verdicts come to, counted by step, by mistake and by student."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

from tutor.grading.verdicts import AnswerVerdict

KINDS = ("correct", "wrong", "invalid", "undecided")
MOST_KEYS = 20_000
"""How many steps, mistakes or students have a row of their own: the memory is bounded. The rest is counted as one."""

REST = None
"""The key of what has no row of its own."""

_PLACE = {kind: place for place, kind in enumerate(KINDS)}


class Counts:
    """How many verdicts there are of each kind, in the order of `KINDS`, and the sum of their scores."""

    __slots__ = ("of_kind", "score")

    def __init__(self) -> None:
        self.of_kind = [0] * len(KINDS)
        self.score = 0.0

    @property
    def answers(self) -> int:
        """How many verdicts there are."""
        return sum(self.of_kind)

    def merge(self, other: Counts) -> None:
        """Count those of another as well."""
        self.of_kind = [mine + theirs for mine, theirs in zip(self.of_kind, other.of_kind, strict=True)]
        self.score += other.score


Table = dict[Hashable, Counts]


class Tally(NamedTuple):
    """Counts of all verdicts, and by step (problem and id), code of a mistake, and student.

    An answer counts once for each of its codes. What poses no question is in no row of a step.
    """

    all: Counts
    steps: Table
    mistakes: Table
    students: Table

    def add(self, found: AnswerVerdict, student: Any = None) -> None:
        """Count one verdict."""
        place, score = _PLACE[found.fields["verdict"]], found.fields["score"]
        _add(self.all, place, score)
        if found.question is not None:
            _add(_counts(self.steps, found.question), place, score)
        for code in found.codes:
            _add(_counts(self.mistakes, code), place, score)
        if student is not None:
            _add(_counts(self.students, str(student)), place, score)

    def merge(self, other: Tally) -> None:
        """Count what another one has counted."""
        self.all.merge(other.all)
        for mine, theirs in zip(self[1:], other[1:], strict=True):
            for key, counts in theirs.items():
                _counts(mine, key).merge(counts)


def tally() -> Tally:
    """A tally of nothing."""
    return Tally(Counts(), {}, {}, {})


def _counts(table: Table, key: Hashable) -> Counts:
    found = table.get(key)
    if found is None:
        found = table.setdefault(key if len(table) < MOST_KEYS else REST, Counts())
    return found


def _add(counts: Counts, place: int, score: float) -> None:
    counts.of_kind[place] += 1
    counts.score += score
