"""The gradient of a function that only gives numbers: by complex steps, by central differences where these fail."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from tutor.errors import named
from tutor.marking.gradcheck.rows import Array
from tutor.problems.instances.host_arrays import on_host
from tutor.problems.instances.user_arrays import InputError

Function = Callable[[Mapping[str, Any]], Any]
"""The loss by all its arrays."""

COMPLEX_STEP, DIFFERENCES = "complex steps", "central differences"
_STEP = 1e-30
"""The size of a complex step relative to the number: nothing is subtracted, so it may be as small as it likes."""
_ROUNDING = 1e-15
_SINGLE_ROUNDING = 1e-7
_KINK = 0.7
_JUMP = 1.5
"""At half the step the slopes of both sides differ by half as much where a function is smooth, as much at a kink, and
twice as much at a jump."""


class Numeric(NamedTuple):
    """A gradient, how it was computed, how far each entry may be off, and where the function has a kink."""

    gradient: Array
    method: str
    error: Array
    kinks: Array


def value_of(function: Function, arrays: Mapping[str, Any]) -> complex:
    """The loss at these arrays. Raises InputError for what is not one finite number."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = on_host("the loss", function(_copies(arrays)))
    except InputError:
        raise
    except Exception as error:  # somebody's own function may raise anything
        raise InputError(f"the function raises {named(error)}", title="The function fails") from error
    number = _number(found)
    if not np.isfinite(number):
        raise InputError("the function is not finite at these arrays", title="No gradient")
    return number


def _copies(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The arrays for one call: a function that writes into its input spoils nothing."""
    return {name: array.copy() if isinstance(array, np.ndarray) else array for name, array in arrays.items()}


def _number(found: Any) -> complex:
    array = np.asarray(found)
    if array.size != 1 or array.dtype.kind not in "iufc":
        what = (
            f"an array of shape {'×'.join(map(str, array.shape))}" if array.size != 1 else f"a {type(found).__name__}"
        )
        raise InputError(f"the function must return one number, the loss, but it returns {what}", title="No loss")
    return complex(array.reshape(()))


def numeric_gradient(function: Function, arrays: Mapping[str, Any], name: str) -> Numeric:
    """The gradient by one of the arrays. Raises InputError where the function fails at real numbers."""
    at = np.asarray(arrays[name], dtype=float)
    found = _by_complex_steps(function, arrays, name, at)
    if found is not None and _agrees_along_a_line(function, arrays, name, at, found):
        return Numeric(found, COMPLEX_STEP, np.zeros(at.shape), np.zeros(at.shape, bool))
    return _by_differences(function, arrays, name, at)


def _by_complex_steps(function: Function, arrays: Mapping[str, Any], name: str, at: Array) -> Array | None:
    """The imaginary parts that small imaginary steps cause; None for a function that is not one of complex numbers."""
    found = np.empty(at.shape)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("error")  # of an imaginary part that is thrown away
        for place in np.ndindex(at.shape):
            step = _STEP * max(1.0, abs(float(at[place])))
            moved = at.astype(complex)
            moved[place] += 1j * step
            try:
                number = _number(on_host("the loss", function({**_copies(arrays), name: moved})))
            except Exception:  # it takes real numbers only, which differences do not mind
                return None
            found[place] = number.imag / step
    return found if np.isfinite(found).all() else None


def _agrees_along_a_line(function: Function, arrays: Mapping[str, Any], name: str, at: Array, gradient: Array) -> bool:
    """Whether a difference along one direction agrees: ``abs``, ``conj`` and ``real`` are not analytic."""
    sizes = np.where(at == 0, 1.0, np.minimum(np.abs(at), 1.0))
    direction = np.cos(1.0 + 2.0 * np.arange(at.size)).reshape(at.shape) * sizes
    slopes = []
    try:
        for step in (1e-5, 5e-6):
            high, low = (value_of(function, {**arrays, name: at + sign * step * direction}).real for sign in (1, -1))
            slopes.append((high - low) / (2 * step))
    except InputError:  # it has no value beside these numbers, so that differences would tell nothing
        return True
    along = float(np.sum(gradient * direction))
    size = float(np.sum(np.abs(gradient * direction))) + abs(slopes[0])
    noise = abs(value_of(function, arrays)) * 1e-9
    return abs(slopes[1] - along) <= 1e-5 * size + noise + abs(slopes[0] - slopes[1])


def _by_differences(function: Function, arrays: Mapping[str, Any], name: str, at: Array) -> Numeric:
    """Central differences at a step and at half of it, extrapolated; the two tell how far they are off."""
    middle = value_of(function, arrays).real
    rounding = _ROUNDING if _is_double(function, arrays) else _SINGLE_ROUNDING
    found, error, kinks = np.empty(at.shape), np.empty(at.shape), np.zeros(at.shape, bool)
    for place in np.ndindex(at.shape):
        slopes, bends, largest, step = _sides(function, arrays, name, at, place, middle, rounding ** (1 / 4))
        found[place] = (4 * slopes[1] - slopes[0]) / 3
        noise = 4 * rounding * largest / step
        error[place] = abs(slopes[1] - slopes[0]) + noise
        bend, visible = abs(bends[1]), 1e-4 * max(abs(float(found[place])), 1e-3) + 8 * noise
        if bend > max(_JUMP * abs(bends[0]), visible):
            at_place = f"[{','.join(str(index + 1) for index in place)}]" if place else ""
            raise InputError(f"the function jumps at {name}{at_place}: it has no gradient there", title="No gradient")
        if bend > max(_KINK * abs(bends[0]), visible):
            kinks[place] = True
            error[place] += bend / 2  # any slope between the two of its sides is one
    return Numeric(found, DIFFERENCES, error, kinks)


def _sides(
    function: Function,
    arrays: Mapping[str, Any],
    name: str,
    at: Array,
    place: tuple[int, ...],
    middle: float,
    relative: float,
) -> tuple[list[float], list[float], float, float]:
    """At a step and at half of it: the slope between both sides, and how they bend; the largest value, and the step.

    Where the function has no value a step away, as the log of a small number, the step is relative to the number.
    """
    number = abs(float(at[place]))
    steps = [relative * max(1.0, number)] + ([relative * number] if 0 < number < 1 else [])
    for step in steps:
        slopes, bends, values = [], [], [middle]
        try:
            for size in (step, step / 2):
                high, low = (_at(function, arrays, name, at, place, sign * size) for sign in (1, -1))
                slopes.append((high - low) / (2 * size))
                bends.append((high - 2 * middle + low) / size)
                values += [high, low]
        except InputError:
            if step == steps[-1]:
                raise
            continue
        break
    return slopes, bends, max(map(abs, values)), step


def _at(
    function: Function, arrays: Mapping[str, Any], name: str, at: Array, place: tuple[int, ...], by: float
) -> float:
    moved = at.copy()
    moved[place] += by
    return value_of(function, {**arrays, name: moved}).real


def _is_double(function: Function, arrays: Mapping[str, Any]) -> bool:
    """Whether the function computes in double precision, as far as its result tells."""
    found = np.asarray(on_host("the loss", function(_copies(arrays))))
    return bool(found.dtype.kind != "f" or found.dtype.itemsize >= 8)
