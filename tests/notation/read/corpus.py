"""Lists of what people write: right answers, answers that are not right, pairs to compare, and parts of solutions.

Each list is a table in `corpus/`, its columns separated by tabs, named in the first line. In its cells `⏎` stands for a
new line and `⇥` for a tab.

- `pasted.tsv`: right answers to steps. `meaning` is the same formula in a plain form.
- `wrong.tsv`: answers that are not right, the verdict that is due, and why.
- `compare.tsv`: pairs of formulas over any names, with the verdict that is due.
- `cut.tsv`: right-hand sides of whole solutions, where it matters that they can be read.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, TypeVar

FOLDER = Path(__file__).parent / "corpus"


class Pasted(NamedTuple):
    """A right answer as it was pasted, and what it means."""

    problem: str
    step: str
    kind: str
    answer: str
    meaning: str

    @property
    def seed(self) -> int | None:
        """The seed to mark it at: numbers are those of the textbook instance."""
        return None if self.kind == "number" else 1


class Wrong(NamedTuple):
    """An answer that is not right. ``verdict`` is what has to be said: wrong, invalid, or one of the two."""

    problem: str
    step: str
    kind: str
    answer: str
    verdict: str
    because: str

    seed = 1


class Pair(NamedTuple):
    """Two formulas to compare. ``names`` are declarations of names with axes, separated by blanks."""

    kind: str
    verdict: str
    reference: str
    answer: str
    names: str
    because: str


class Cut(NamedTuple):
    """A right-hand side cut out of a written solution to a step."""

    problem: str
    step: str
    kind: str
    answer: str

    seed = 1


NOT_CORRECT = "not correct"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PASTED_KINDS = _words("""
    derivative ellipsis environment error-signal function implied-sum indicator layer left-side letters number numpy
    part product-norm renaming sum-range""")
WRONG_KINDS = _words("""
    axis cases chain comment derivative ellipsis error-signal expectation factor forgotten-sum function glued
    implied-sum indicator layer left-side method norm numpy ones order part path power product range relation
    renaming reserved set slope square target time trace transpose word""")
PAIR_KINDS = _words("""
    algebra code far function hyperbolic identical logarithms matrix matrix-raw names piecewise refused sigmoid size
    trigonometry undecided unknown-function""")
CUT_KINDS = _words("""
    cases chain code derivative ellipsis environment fraction index indicator layer matrix one-letter product recurrence
    sum text update""")

Line = TypeVar("Line", Pasted, Wrong, Pair, Cut)


def pasted() -> list[Pasted]:
    """All right answers."""
    return _table("pasted.tsv", Pasted)


def wrong() -> list[Wrong]:
    """All answers that are not right."""
    return _table("wrong.tsv", Wrong)


def pairs() -> list[Pair]:
    """All pairs to compare."""
    return _table("compare.tsv", Pair)


def cut() -> list[Cut]:
    """All that was cut out of solutions."""
    return _table("cut.tsv", Cut)


def _table(name: str, row: type[Line]) -> list[Line]:
    """The rows of a table. Raises ValueError for other columns, and for a row of another length, with its number."""
    head, *lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    if tuple(head.split("\t")) != row._fields:
        raise ValueError(f"{name}: the columns are {', '.join(row._fields)}")
    found = []
    for number, line in enumerate(lines, start=2):
        cells = [cell.replace("⏎", "\n").replace("⇥", "\t") for cell in line.split("\t")]
        if len(cells) != len(row._fields):
            raise ValueError(f"{name}, line {number}: {len(cells)} cells, {len(row._fields)} columns")
        found.append(row._make(cells))
    return found
