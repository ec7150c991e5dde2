"""What a statement assigned, in all its turns, held against one array: as a whole, or entry by entry along loops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np

from tutor.submission.code.assignments.occurrences import Statement, is_part
from tutor.submission.code.runtime.record_of_run import Assigned
from tutor.submission.code.runtime.values import Unknown

TOLERANCE = 1e-6
_MOST_LOOPS = 3
Place = tuple[Any, ...]
"""An index of the right array; empty for all of it."""
Key = tuple[int, str, int]
"""A single assignment: line, name as written, and how many times it was made before."""


class Compared(NamedTuple):
    """How a statement compares with an array: the array as the page has it, and what would be right in each place.

    ``got`` and ``wanted`` have the axes of the right array, for a diagnosis; None where the shapes do not allow it.
    """

    right: bool
    got: Any
    wanted: Any
    truths: Mapping[Key, Any]
    since: int = 0
    """Which of all assignments was the first that is not right."""


def compared(statement: Statement, right: Any, *, turned: bool | None) -> Compared | None:
    """A statement beside an array; None where neither its shape nor its loops fit, or what it gave is not known.

    ``turned`` says whether the page has the axes of such an array the other way round; None where both will do.
    """
    found = None
    for ones, wholes in _sequences(statement):
        if any(isinstance(value, Unknown) for value in wholes):
            continue
        by_entry = found is not None and _is_of_array(ones[-1])
        if found is not None and not by_entry:
            break  # it fits as a whole: one turn of it alone tells nothing
        for places in _places(ones, wholes, right):
            if by_entry and not places[0]:
                continue  # a single entry is not the whole
            one = _beside(ones, wholes, places, right, turned)
            if one is not None and one.right:
                return one
            if by_entry and found is not None and one is not None:
                return found._replace(truths=one.truths, since=one.since)
            found = found or one
    return found


def factor_left_behind(found: Compared) -> float:
    """What the right array is multiplied by, if it is by a positive number that a mean leaves behind; else 1."""
    got, wanted = np.asarray(found.got, float), np.asarray(found.wanted, float)
    if got.shape != wanted.shape or wanted.size < 2 or not np.any(wanted):
        return 1.0
    factor = float(np.sum(got * wanted) / np.sum(wanted * wanted))
    whole = any(abs(number - round(number)) < TOLERANCE * number for number in (factor, 1 / factor if factor else 0.5))
    off = float(np.max(np.abs(got - factor * wanted))) > TOLERANCE * float(np.max(np.abs(got)))
    return 1.0 if off or factor <= 0 or not whole else factor


def is_known(statement: Statement) -> bool:
    """Whether what a statement gave is known, at least once."""
    return any(not isinstance(one.value, Unknown) for one in statement.all)


def _sequences(statement: Statement) -> Iterator[tuple[list[Assigned], list[Any]]]:
    """The assignments that count, with their values: an array as a whole after the last, or each entry."""
    last = list(statement.last)
    if not last:
        return
    if _is_of_array(last[-1]):
        yield [last[-1]], [last[-1].whole]
        entries = {(one.call, one.key, one.loops): one for one in statement.all if one.call == last[-1].call}
        yield list(entries.values()), [one.value for one in entries.values()]
        return
    yield last, [one.value for one in last]
    if len(last) > 1:
        yield [last[-1]], [last[-1].value]  # one that begins anew in each turn of a loop over examples or the like
        yield [last[0]], [last[0].value]


def _is_of_array(one: Assigned) -> bool:
    """Whether a part of an array was assigned."""
    return is_part(one) and one.whole is not None


def _places(ones: Sequence[Assigned], values: Sequence[Any], right: Any) -> Iterator[list[Place]]:
    """Which part of the right array each assignment should have given, in every way that loops may run along axes."""
    if len(ones) == 1:
        yield [()]
        if not ones[0].loops:
            return
    depth = min(len(one.loops) for one in ones)
    levels = range(max(depth - _MOST_LOOPS, 0), depth)
    for count in range(1, min(depth, np.ndim(right), _MOST_LOOPS) + 1):
        for chosen in permutations(levels, count):
            for axes in permutations(range(np.ndim(right)), count):
                found = _along(ones, chosen, axes, right)
                if found is not None and all(
                    _fits(np.shape(value), np.shape(right[place])) for value, place in zip(values, found, strict=True)
                ):
                    yield found


def _along(ones: Sequence[Assigned], levels: Sequence[int], axes: Sequence[int], right: Any) -> list[Place] | None:
    """The places in the right array of the loops' values, which count from 0 or from 1; None where they do not fit."""
    shifts = []
    for level, axis in zip(levels, axes, strict=True):
        values = [one.loops[level].value for one in ones]
        size, low, high = right.shape[axis], min(values), max(values)
        if len(ones) > 1 and high - low + 1 < size - 1:
            return None
        shift = next((shift for shift in (0, -1, 1) if low + shift >= 0 and high + shift < size), None)
        if shift is None or (len(ones) == 1 < size and ones[0].loops[level].turn):
            return None
        shifts.append(shift)
    found = []
    for one in ones:
        index: list[Any] = [slice(None)] * right.ndim
        for level, axis, shift in zip(levels, axes, shifts, strict=True):
            index[axis] = one.loops[level].value + shift
        found.append(tuple(index))
    return found


def _fits(got: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Whether a shape is another one, axes of one entry aside, in any order."""
    return sorted(size for size in got if size != 1) == sorted(size for size in wanted if size != 1)


def _beside(
    ones: Sequence[Assigned], values: Sequence[Any], places: Sequence[Place], right: Any, turned: bool | None
) -> Compared | None:
    truths = [right[place] for place in places]
    placed = [placed_as(np.shape(value), truth, turned) for value, truth in zip(values, truths, strict=True)]
    if any(one is None for one in placed):
        return None if len(ones) > 1 else _of_other_shape(ones[0], values[0], right)
    scale = max((float(np.max(np.abs(truth), initial=0.0)) for truth in truths), default=0.0)
    off = [one.order for one, value, truth in zip(ones, values, placed, strict=True) if not _close(value, truth, scale)]
    since = min(off, default=0)
    keys = {(one.line, one.name, one.occurrence): truth for one, truth in zip(ones, placed, strict=True)}
    if len(ones) == 1 and not ones[0].loops:
        return Compared(not off, back(values[0], right, turned), right, keys, since)
    got = np.array(right, float)
    for place, value, truth in zip(places, values, truths, strict=True):
        got[place] = back(value, truth, turned)
    return Compared(not off, got, right, keys, since)


def _of_other_shape(one: Assigned, value: Any, right: Any) -> Compared:
    """A single value of another shape than the right one: wrong, if the name means that at all."""
    return Compared(False, np.asarray(value, float), right, {(one.line, one.name, one.occurrence): right}, one.order)


def placed_as(shape: tuple[int, ...], truth: Any, turned: bool | None) -> Any:
    """The right array in the shape that the page has: with axes of one entry, or the other way round; None in none."""
    truth = np.asarray(truth)
    plain, own = _squeezed(shape), _squeezed(truth.shape)
    if plain == own and not (turned and len(own) > 1):
        return truth.reshape(shape)
    if turned is not False and len(own) > 1:
        flipped = np.swapaxes(truth, -1, -2)
        if _squeezed(flipped.shape) == plain:
            return flipped.reshape(shape)
        if truth.ndim > 2 and turned is None:
            for order in permutations(range(truth.ndim)):
                if _squeezed(truth.transpose(order).shape) == plain:
                    return truth.transpose(order).reshape(shape)
    return None


def back(value: Any, truth: Any, turned: bool | None) -> Any:
    """What the page has in the shape of the right array."""
    value, truth = np.asarray(value, float), np.asarray(truth)
    if _squeezed(value.shape) == _squeezed(truth.shape) and not (turned and value.ndim > 1):
        return value.reshape(truth.shape)
    if value.ndim > 1 and _squeezed(np.swapaxes(value, -1, -2).shape) == _squeezed(truth.shape):
        return np.swapaxes(value, -1, -2).reshape(truth.shape)
    return value


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)


def _close(got: Any, wanted: Any, scale: float) -> bool:
    with np.errstate(all="ignore"):
        return bool((np.abs(np.asarray(got) - wanted) <= TOLERANCE * (scale or 1.0)).all())
