"""The assignments of a run by what they are to be held against: chains on one name, and what each comes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tutor.submission.code.assignments.page_names import key_of_assigned
from tutor.submission.code.runtime.record_of_run import RETURNED, Assigned
from tutor.submission.code.runtime.values import Unknown

Place = tuple[int, str]
"""A statement's line and the name that it assigns, as written."""


class Statement(NamedTuple):
    """One assignment of the page with all times that it was made.

    ``last`` are those after which the name was not changed further before it was given something new; ``goes_on`` is
    the line that changes it, if each of them was changed.
    """

    place: Place
    key: str
    first: int
    all: tuple[Assigned, ...]
    last: tuple[Assigned, ...]
    goes_on: int


def of_first_turns(assigned: Sequence[Assigned], longest: int) -> list[Assigned]:
    """Of loops with more turns than any axis is long, which are loops of training, the first turn alone."""
    most: dict[tuple[int, str, int], int] = {}
    for one in assigned:
        for level, loop in enumerate(one.loops):
            place = (one.line, one.name, level)
            most[place] = max(most.get(place, 0), loop.turn)
    return [
        one
        for one in assigned
        if all(loop.turn == 0 or most[one.line, one.name, level] < longest for level, loop in enumerate(one.loops))
    ]


def statements(assigned: Sequence[Assigned]) -> list[Statement]:
    """The statements of a run in the order in which they were first run; a key that changes makes several."""
    changed: dict[int, int] = {}
    history: dict[tuple[int, str, Any], int] = {}
    groups: dict[tuple[int, str, str], list[int]] = {}
    for at, one in enumerate(assigned):
        key = key_of_assigned(one)
        groups.setdefault((one.line, one.name, key), []).append(at)
        if one.kind == RETURNED:
            continue
        before = history.get((one.call, key, _slot(one)))
        if before is not None and _changes(one, assigned[before]):
            changed[before] = one.line
        history[one.call, key, _slot(one)] = at
    return [
        Statement(
            (line, name),
            key,
            places[0],
            tuple(assigned[at] for at in places),
            tuple(assigned[at] for at in places if at not in changed),
            changed.get(places[-1], 0),
        )
        for (line, name, key), places in groups.items()
    ]


def of_known_calls(one: Statement) -> Statement:
    """A statement without the calls in which all that it gave is unknown, if there are others."""
    known = {each.call for each in one.all if not isinstance(each.value, Unknown)}
    if not known or len({each.call for each in one.all}) == len(known):
        return one
    return one._replace(
        all=tuple(each for each in one.all if each.call in known),
        last=tuple(each for each in one.last if each.call in known),
    )


def is_part(one: Assigned) -> bool:
    """Whether an entry of an array, or of a list by its place, was assigned."""
    return one.name.endswith("]") and not isinstance(one.key, str)


def _slot(one: Assigned) -> Any:
    """The entry of a dict or list by itself; None for arrays, whose entries are parts of one."""
    return one.key if is_part(one) and one.whole is None else None


def _changes(one: Assigned, before: Assigned) -> bool:
    """Whether an assignment goes on with what the name had: in place, a part of it, or from its own value.

    A recurrence is none, whose next value is made from the last.
    """
    if one.augmented or (is_part(one) and one.whole is not None):
        return True
    root = one.name.partition("[")[0].partition(".")[0]
    return root in one.uses and one.line != before.line and one.loops == before.loops and one.name.isidentifier()
