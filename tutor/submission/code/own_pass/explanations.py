"""The mistake behind a wrong gradient of a page: the change of its array that makes it the slope of the loss.

Each change is tried along one random direction, which takes no further run; of the first that is right comes the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.marking.verdict import UNRECOGNISED, Diagnosis
from tutor.submission.code.assignments.page_names import is_gradient, key_of
from tutor.submission.code.own_pass.losses import value_of
from tutor.submission.code.own_pass.matching import Paired, along
from tutor.submission.code.own_pass.reading import TOLERANCE, Found, OwnReading

_Array = Any
_MOST_VALUES = 60
_SLOPES: tuple[Callable[[_Array], _Array], ...] = (
    lambda v: v * (1 - v),
    lambda v: 1 - v**2,
    lambda v: (v > 0) * 1.0,
    lambda v: 1 - v,
    lambda v: 1 + v,
)
"""What is taken for the slope of an activation by its value, the true ones first."""
_TRUE_SLOPES = 3


def explained(one: Found, best: OwnReading) -> Diagnosis:
    """What is said of a wrong gradient."""
    sites = [one.site, *best.values.arguments_of(one.site)] if one.site is not None else []
    slopes = [(slope, best.due(site)) for site in sites if (slope := best.slopes.slope(site)) is not None]
    with np.errstate(all="ignore"):
        for code, arrays in _changes(one, best):
            paired = tuple((entry, array, place) for (entry, _, place), array in zip(one.paired, arrays, strict=True))
            for slope, due in slopes:
                got, most = along(paired, slope.directions)
                if np.isfinite(got) and abs(got - float(slope.changes[best.loss]) * due) <= TOLERANCE * most:
                    return diagnosis(code)
    return UNRECOGNISED


def _changes(one: Found, best: OwnReading) -> Iterator[tuple[str, list[_Array]]]:
    """Mistakes, each with the arrays as they are without it, the simplest first."""
    arrays = [np.asarray(value, float) for _, value, _ in one.paired]
    yield "sign", [-array for array in arrays]
    yield from _factors(arrays, one, best)
    if (added := _added_up(one.paired, one)) is not None:
        yield "sum-missing", [added]
    if all(array.ndim >= 2 for array in arrays):
        yield "kernel-flipped", [array[..., ::-1, ::-1] for array in arrays]
        if all(array.shape[-1] == array.shape[-2] for array in arrays):
            yield "transpose", [np.swapaxes(array, -1, -2) for array in arrays]
    yield from _by_values(arrays, best)
    yield from _by_gradients(arrays, one, best)


def _factors(arrays: Sequence[_Array], one: Found, best: OwnReading) -> Iterator[tuple[str, list[_Array]]]:
    mean = "mean-for-sum" if "mean" in one.statement.all[-1].text else "mean-twice"
    for size in _sizes(best):
        yield "mean-missing", [array / size for array in arrays]
        yield mean, [array * size for array in arrays]
    for factor in (2.0, 0.5):
        yield "factor", [array * factor for array in arrays]


def _sizes(best: OwnReading) -> list[int]:
    shapes = [np.shape(array) for site in best.sites for array in site.arrays[:1]]
    found = {size for shape in shapes for size in (*shape, int(np.prod(shape, dtype=int)))}
    return sorted(size for size in found if size > 2)


def _added_up(paired: Paired, one: Found) -> _Array | None:
    """The sum of all that a statement gave in its turns, of entries for each place; None where it was made once."""
    entries = one.statement.all
    if len(paired) != 1 or len(entries) < 2 or any(entry.augmented for entry in entries):
        return None
    target = np.asarray(paired[0][1], float)
    total = np.zeros(target.shape)
    for entry in entries:
        part = value_of(entry.replace(whole=None))
        place = entry.key if entry.whole is not None else ...
        if part is None or place is None or np.shape(total[place]) != part.shape:
            return None
        total[place] += part
    return total


def _by_values(arrays: Sequence[_Array], best: OwnReading) -> Iterator[tuple[str, list[_Array]]]:
    """What a factor that is a value, or the slope of an activation by its value, makes of a gradient."""
    values = [found for site in best.sites[:_MOST_VALUES] if (found := _laid_beside(site.arrays, arrays)) is not None]
    for value in values:
        slopes = [[slope(part) for part in value] for slope in _SLOPES]
        for slope in slopes[:_TRUE_SLOPES]:
            yield "derivative-missing", _times(arrays, slope)
            yield "derivative-twice", _over(arrays, slope)
    for value in values:
        yield "factor-missing", _times(arrays, value)
        yield "factor-twice", _over(arrays, value)
        yield "forward", _times(arrays, [np.tanh(part) / part for part in value])
    for value in values:
        slopes = [[slope(part) for part in value] for slope in _SLOPES]
        for own, meant in permutations(range(len(slopes)), 2):
            if own < _TRUE_SLOPES:
                yield "derivative-other", _over(_times(arrays, slopes[own]), slopes[meant])
    for one, other in permutations(values, 2):
        yield "swapped", _over(_times(arrays, one), other)


def _laid_beside(values: Sequence[_Array], arrays: Sequence[_Array]) -> list[_Array] | None:
    """A value at the times of a gradient; None where it has other shapes."""
    found = list(values[-len(arrays) :])
    fits = len(found) == len(arrays) and all(
        np.shape(value) == array.shape for value, array in zip(found, arrays, strict=True)
    )
    return [np.asarray(value, float) for value in found] if fits else None


def _times(arrays: Sequence[_Array], factors: Sequence[_Array]) -> list[_Array]:
    return [array * factor for array, factor in zip(arrays, factors, strict=True)]


def _over(arrays: Sequence[_Array], factors: Sequence[_Array]) -> list[_Array]:
    return [array / factor for array, factor in zip(arrays, factors, strict=True)]


def _by_gradients(arrays: Sequence[_Array], one: Found, best: OwnReading) -> Iterator[tuple[str, list[_Array]]]:
    """What another gradient of the page makes of one, if it is added, or its mean in the place of its sum."""
    if len(arrays) != 1:
        return
    (array,) = arrays
    for entry in best.run.assigned:
        if entry.line == one.statement.place[0] or not is_gradient(key_of(entry.name)):
            continue
        other = value_of(entry)
        if other is not None and np.any(other) and other.shape in (array.shape, array.shape[1:]):
            yield "path-missing", [array + other]
            for size in _sizes(best):
                yield "path-missing", [array + other / size]
                yield "mean-missing", [array + other / size - other]
