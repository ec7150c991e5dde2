"""What a step says beside its formula, and how names are put into sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tutor.problems.contract.problem import Problem


class StepWords(NamedTuple):
    """The texts of a step; the hints rise in strength, and neither holds the answer. ``skills`` are those it needs."""

    ask: str
    rule: str
    why: str
    hints: tuple[str, str]
    skills: tuple[str, ...]


COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def counted(number: int, noun: str) -> str:
    """``two formulas``, ``one formula``, ``12 formulas``."""
    count = COUNTS[number] if number < len(COUNTS) else str(number)
    return f"{count} {noun}" if number == 1 else f"{count} {noun}s"


def listed(names: Iterable[str], last: str = "and") -> str:
    """``a, b and c``."""
    found = list(names)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}" if found else ""


def named_axes(problem: Problem, letters: Sequence[str]) -> str:
    """``n`` or ``t and n``, with what an axis means where that is said: ``n (samples)``."""
    found = []
    for letter in letters:
        meaning = problem.axes.get(letter, "")
        found.append(f"{letter} ({meaning})" if meaning and meaning != letter and "again" not in meaning else letter)
    return listed(found)


def asked_of(problem: Problem, name: str) -> str:
    """A quantity as it is spoken of where it is asked for: its name, and what it means if that is said."""
    meaning = problem.quantity(name).meaning if name in problem.quantities else ""
    return f"{problem.display(name)}, {meaning}" if meaning else problem.display(name)
