"""A measured figure beside its budget, printed as a row of a table, or as a line of JSON for another process."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

JSON = "--json"


class Figure(NamedTuple):
    """What was measured, in a unit such as "ms" or "of torch", and what it is held against.

    ``detail`` has what the value was made from. A budget is the most, or with ``at_least`` the least. A figure that
    could not be measured here is ``skipped`` for a reason, and has no value.
    """

    what: str
    value: float
    unit: str
    budget: float
    detail: str = ""
    at_least: bool = False
    skipped: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the value keeps the budget."""
        return self.value >= self.budget if self.at_least else self.value <= self.budget


def skipped(what: str, unit: str, budget: float, reason: str) -> Figure:
    """A figure that cannot be measured here."""
    return Figure(what, float("nan"), unit, budget, skipped=reason)


def rows(figures: Iterable[Figure]) -> Iterator[str]:
    """A line of a table for each figure, as soon as it is there."""
    for one in figures:
        bound = f"{'least' if one.at_least else 'most'} {_number(one.budget)}"
        if one.skipped:
            yield f"-  {one.what:58} {'skipped':>9} {one.unit:22} {bound:12} {one.skipped}"
            continue
        mark = "✓" if one.is_met else "✗"
        yield f"{mark}  {one.what:58} {_number(one.value):>9} {one.unit:22} {bound:12} {one.detail}".rstrip()


def run(figures: Callable[[], Iterable[Figure]]) -> None:
    """Print figures: as the command line asks, a table or lines of JSON."""
    if JSON in sys.argv:
        for one in figures():
            print(json.dumps(one._asdict()), flush=True)
        return
    for row in rows(figures()):
        print(row, flush=True)


def number_in_arguments(usual: int) -> int:
    """The first argument that is a number, such as how many rounds; else the usual one."""
    return next((int(word) for word in sys.argv[1:] if word.isdecimal()), usual)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
