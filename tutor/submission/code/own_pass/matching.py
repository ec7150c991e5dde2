"""A gradient of a page beside a value of its forward pass: which entries of the one belong to which of the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tutor.submission.code.assignments.comparison import placed_as
from tutor.submission.code.assignments.occurrences import Statement
from tutor.submission.code.own_pass.losses import value_of
from tutor.submission.code.own_pass.slopes import Site
from tutor.submission.code.runtime.record_of_run import Assigned

Paired = tuple[tuple[Assigned, Any, int], ...]
"""Assignments of a gradient, each with what it gave, and which entry of the value it is the gradient by."""


MOST_TURNS = 4
"""Turns of a loop over layers."""


def turns_of(statement: Statement) -> list[Statement]:
    """A statement turn by turn in its last call, where these are few; items of lists one by one; empty for others."""
    if len(statement.all) == 1 or not statement.last:
        return []
    entries = [one for one in statement.last if one.call == statement.last[-1].call]
    items = all(isinstance(one.key, int) and one.whole is None for one in entries)
    turns = len(entries) > 1 and all(one.loops for one in entries)
    if len(entries) > MOST_TURNS or not (items or turns):
        return []
    return [statement._replace(all=(one,), last=(one,)) for one in entries]


def pairings(statement: Statement, site: Site) -> Iterator[Paired]:
    """The ways in which a gradient may go with a value: as a whole after its last assignment, or step by step."""
    last = statement.last or statement.all
    if len(site.entries) <= 1:
        for one, value in ((last[-1], value_of(last[-1])), (last[-1], _own(last[-1]))):
            if value is not None and placed_as(value.shape, site.arrays[0], None) is not None:
                yield ((one, value, 0),)
                return
        return
    for ones in (last, statement.all):
        places = _steps(ones, site.entries)
        for values in ([value_of(one) for one in ones], [_own(one) for one in ones]):
            if places is not None and all(
                value is not None and placed_as(value.shape, site.arrays[place], None) is not None
                for value, place in zip(values, places, strict=True)
            ):
                yield tuple(zip(ones, values, places, strict=True))
                return


def _own(one: Assigned) -> Any:
    """What an assignment gave by itself, of a part of an array that part."""
    return value_of(one.replace(whole=None))


def _steps(ones: Sequence[Assigned], entries: Sequence[Assigned]) -> list[int] | None:
    """Which entry belongs to each assignment, by the values of the innermost loops."""
    if len(ones) != len(entries) or not all(one.loops for one in (*ones, *entries)):
        return None
    wanted = [one.loops[-1].value for one in entries]
    own = [one.loops[-1].value for one in ones]
    if len(set(wanted)) != len(wanted) or sorted(own) != sorted(wanted):
        return None
    return [wanted.index(value) for value in own]


def along(paired: Paired, directions: Sequence[Any]) -> tuple[float, float]:
    """What a gradient says of the change along some directions, and how large that could be at most."""
    total = most = 0.0
    for _, value, place in paired:
        direction = placed_as(value.shape, directions[place], None)
        total += float(np.sum(value * direction))
        most += float(np.linalg.norm(value) * np.linalg.norm(direction))
    return total, most
