"""What is wrong with an array, told from its numbers and the right ones alone: no formula is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import prod

import numpy as np

from tutor.marking.gradcheck.agreement import Axis, where_it_differs
from tutor.marking.gradcheck.clipped import clipped, scaled_to_norm
from tutor.marking.gradcheck.rows import Array, shape_text
from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.marking.mistakes.large_gradients import close
from tutor.marking.verdict import Diagnosis

_FRACTIONS = (2, 3, 4, 8, 10)


def value_hints(got: Array, wanted: Array, tolerance: float, axes: Sequence[Axis] = ()) -> tuple[Diagnosis, ...]:
    """The first of what can be told: zero, sign, factor, transposed, reversed, summed over an axis, where it differs.

    ``axes`` say what its axes are called, which have numbers else.
    """
    if got.shape != wanted.shape:
        return _other_shape(got, wanted, tolerance)
    if not got.any():
        return (diagnosis("zero"),)
    found = next(_same_shape(got, wanted, tolerance), None) or where_it_differs(got, wanted, tolerance, axes)
    return (found,) if found else ()


def _same_shape(got: Array, wanted: Array, tolerance: float) -> Iterator[Diagnosis]:
    at_bound = clipped(got, wanted, tolerance) or scaled_to_norm([got], [wanted], tolerance)
    if at_bound:
        yield at_bound
    ratio = _ratio(got, wanted, tolerance)
    if ratio is not None and abs(ratio + 1) <= tolerance:
        yield diagnosis("sign")
    elif ratio is not None:
        yield _said("factor", f"All of it is {_times(ratio, wanted.shape, tolerance)} what is right.")
    if wanted.size > 1 and close(got, np.broadcast_to(wanted.sum(), wanted.shape), tolerance):
        yield _said("sum-extra", "Every entry is the sum of all entries.")
    for first, second in combinations(range(got.ndim), 2):
        swapped = wanted.swapaxes(first, second)
        if got.shape == swapped.shape and close(got, swapped, tolerance):
            two = f"Its axes {first + 1} and {second + 1} are swapped."
            yield _said("transpose", "It is transposed." if got.ndim == 2 else two)
        if close(got, np.flip(wanted, (first, second)), tolerance):
            yield Diagnosis("place", f"It is turned round along axes {first + 1} and {second + 1}.")
    for axis in range(got.ndim):
        if close(got, np.flip(wanted, axis), tolerance):
            yield Diagnosis("place", f"It is turned round along axis {axis + 1}: the last entry comes first.")
        if any(close(got, shifted, tolerance) for shifted in _shifted(wanted, axis)):
            yield Diagnosis("place", f"All of it is shifted by one place along axis {axis + 1}.")


def _shifted(wanted: Array, axis: int) -> Iterator[Array]:
    """The right array one place on or back, with the last entry first or a zero there."""
    for by in (1, -1):
        rolled = np.roll(wanted, by, axis)
        yield rolled
        entry = [slice(None)] * wanted.ndim
        entry[axis] = slice(0, 1) if by == 1 else slice(-1, None)
        rolled = rolled.copy()
        rolled[tuple(entry)] = 0
        if rolled.any():
            yield rolled


def _ratio(got: Array, wanted: Array, tolerance: float) -> float | None:
    """The number that the right array was multiplied by, if it was."""
    if not wanted.any():
        return None
    most = np.unravel_index(int(np.argmax(np.abs(wanted))), wanted.shape)
    ratio = float(got[most] / wanted[most])
    if not np.isfinite(ratio) or not _is_plain(ratio, wanted.shape, tolerance):
        return None  # a single row that is active makes any mistake in what arrives a factor
    # Any two numbers have some ratio: of a single one, only that of a lost sign, square or half tells anything.
    told = np.count_nonzero(wanted) > 1 or any(abs(ratio - each) <= tolerance for each in (-1.0, 2.0, 0.5))
    return ratio if told and ratio and close(got, ratio * wanted, tolerance) else None


def _is_plain(ratio: float, shape: tuple[int, ...], tolerance: float) -> bool:
    """Whether a number is a whole one or a fraction as of a size: what a forgotten square or mean leaves behind."""
    return any(abs(ratio * under - round(ratio * under)) <= tolerance * abs(ratio * under) for under in _unders(shape))


def _unders(shape: tuple[int, ...]) -> list[int]:
    return sorted({1, *_FRACTIONS, *shape, prod(shape)} - {0})


def _times(ratio: float, shape: tuple[int, ...], tolerance: float) -> str:
    """A factor in words: a whole number, or a fraction, as of a size of the array, where it is one."""
    for under in _unders(shape):
        if under > 1 and abs(ratio * under - 1) <= tolerance:
            return f"1/{under} of"
    whole = round(ratio)
    near = whole and abs(ratio / whole - 1) <= tolerance
    return f"{whole if near else format(ratio, '.6g')} times"


def _other_shape(got: Array, wanted: Array, tolerance: float) -> tuple[Diagnosis, ...]:
    said = f"Its shape is {shape_text(got.shape)}; expected {shape_text(wanted.shape)}."
    if not got.size:
        return (Diagnosis("shape", said),)
    if got.ndim == wanted.ndim and close(got.T, wanted, tolerance):
        return (_said("transpose", f"It is transposed. {said}"),)
    for axes in _axes_to_reduce(wanted.ndim):
        for code, what, reduced in (
            ("sum-extra", "summed", wanted.sum(axis=axes)),
            ("mean-for-sum", "averaged", wanted.mean(axis=axes)),
        ):
            if got.any() and close(got.squeeze(), np.asarray(reduced).squeeze(), tolerance):
                listed = " and ".join(str(axis + 1) for axis in axes)
                return (_said(code, f"It is {what} over axis {listed}, which should stay. {said}"),)
    for axis in range(got.ndim):
        if close(np.asarray(got.sum(axis=axis)).squeeze(), wanted.squeeze(), tolerance):
            return (_said("sum-missing", f"It is not summed over axis {axis + 1}. {said}"),)
        if close(np.asarray(got.mean(axis=axis)).squeeze(), wanted.squeeze(), tolerance):
            return (_said("mean-missing", f"It is not averaged over axis {axis + 1}. {said}"),)
    return (Diagnosis("shape", said),)


def _axes_to_reduce(count: int) -> Iterator[tuple[int, ...]]:
    yield from ((axis,) for axis in range(count))
    if count > 1:
        yield tuple(range(count))


def _said(code: str, message: str) -> Diagnosis:
    """A code's rule with a sentence that has the numbers."""
    return Diagnosis(code, message, rule=diagnosis(code).rule)
