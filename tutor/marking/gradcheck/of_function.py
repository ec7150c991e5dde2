"""Gradients of somebody's own function, with no problem behind it: computed numerically, told by their numbers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from tutor.errors import TutorError, did_you_mean
from tutor.marking.gradcheck.numeric_gradient import DIFFERENCES, Function, Numeric, numeric_gradient, value_of
from tutor.marking.gradcheck.rows import Array, Row, bound_of, checked_tolerance, compared, real_array
from tutor.marking.gradcheck.value_hints import value_hints
from tutor.problems.contract.code_names import Names, flat
from tutor.problems.instances.host_arrays import as_original, on_host
from tutor.problems.instances.user_arrays import InputError

MOST_ENTRIES = 100_000
"""Each entry takes a call of the function, or four."""

_ROUGHEST = 0.03
"""How far off a gradient by differences may be for anything to be said of it."""


@np.errstate(all="ignore")
def gradcheck_function(
    function: Callable[..., Any],
    given: Mapping[str, Any],
    grads: Mapping[str, Any],
    *,
    tolerance: float | None = None,
) -> list[Row]:
    """A row for each gradient in ``grads``, in the order given.

    The function is called with the arrays by name, or with all of them as one dict. Raises TutorError for a function
    that cannot be called so, that fails, or that returns anything but one number, always the same.
    """
    tolerance = checked_tolerance(tolerance)
    handed = flat(grads, gradients=True)
    if not handed:
        raise TutorError("there are no gradients to compare", title="Nothing to compare")
    originals = _flat(given)
    arrays = {key: _array(key, value) for key, value in originals.items()}
    known = Names(arrays, arrays, "one of the given arrays", losses=("L", "J"))
    asked = [(known.find(key), real_array(key, value)) for key, value in handed.items()]
    for name, _ in asked:
        if np.asarray(arrays[name]).dtype.kind != "f":
            arrays[name] = np.asarray(real_array(name, arrays[name]), dtype=float)
    entries = sum(np.size(arrays[name]) for name in {name for name, _ in asked})
    if entries > MOST_ENTRIES:
        raise InputError(
            f"the arrays have {entries} entries; the most for a function is {MOST_ENTRIES}", title="Too large"
        )
    call = _called(function, given, originals)
    if value_of(call, arrays) != value_of(call, arrays):
        raise InputError("the function returns another number each time: fix its random numbers", title="No gradient")
    right = {name: numeric_gradient(call, arrays, name) for name in dict.fromkeys(name for name, _ in asked)}
    return [_row(name, got, right[name], tolerance) for name, got in asked]


def _array(key: str, value: Any) -> Any:
    """What the function is given: its numbers as an array, integers too, which may be indices; all else as it is."""
    try:
        value = on_host(key, value)
    except ValueError as error:
        raise InputError(str(error), title="Not an array", name=key) from None
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(float)
    if isinstance(value, list | tuple | float):
        array = real_array(key, value)
        return array.astype(float) if array.dtype.kind == "f" and not _whole(value) else np.asarray(value)
    return value


def _whole(value: Any) -> bool:
    return bool(np.asarray(value).dtype.kind in "iub")


def _flat(given: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Arrays by dotted key, of nested objects that are handed to the function as they are."""
    found: dict[str, Any] = {}
    for key, value in given.items():
        path = f"{before}{key}"
        found.update(_flat(value, f"{path}.") if isinstance(value, Mapping) else {path: value})
    return found


def _nested(given: Mapping[str, Any], arrays: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """The arrays in the objects that they came in."""
    return {
        key: _nested(value, arrays, f"{before}{key}.") if isinstance(value, Mapping) else arrays[f"{before}{key}"]
        for key, value in given.items()
    }


def _called(function: Callable[..., Any], given: Mapping[str, Any], originals: Mapping[str, Any]) -> Function:
    """The function of one mapping: by names where it has parameters of these names, else of the mapping itself."""

    def restored(arrays: Mapping[str, Any]) -> dict[str, Any]:
        # Some libraries multiply no complex numbers with real ones.
        steps = any(isinstance(array, np.ndarray) and array.dtype.kind == "c" for array in arrays.values())
        return {name: as_original(originals[name], array, complex_too=steps) for name, array in arrays.items()}

    def by_names(arrays: Mapping[str, Any]) -> Any:
        return function(**_nested(given, restored(arrays)))

    def of_all(arrays: Mapping[str, Any]) -> Any:
        return function(_nested(given, restored(arrays)))

    def of_one(arrays: Mapping[str, Any]) -> Any:
        try:
            return of_all(arrays)
        except Exception:  # it is no function of a dict: what it raises for the array itself is what counts
            (array,) = restored(arrays).values()
            return function(array)

    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # of a built-in one
        return of_one if len(given) == 1 else by_names
    try:
        signature.bind(**given)
    except TypeError:
        try:
            signature.bind({})
        except TypeError:
            raise InputError(_no_fit(signature, given), title="The arrays do not fit") from None
        return of_one if len(given) == 1 else of_all
    return by_names


def _no_fit(signature: inspect.Signature, arrays: Mapping[str, Any]) -> str:
    wanted = [name for name, one in signature.parameters.items() if one.default is one.empty]
    for name in wanted:
        if name not in arrays:
            return f"the function wants `{name}`, which is not given{did_you_mean(name, arrays)}"
    extra = next((name for name in arrays if name not in signature.parameters), "")
    return f"the function has no `{extra}`{did_you_mean(extra, signature.parameters)}"


def _row(name: str, got: Array, right: Numeric, tolerance: float | None) -> Row:
    """The row of one gradient, with the tolerance that the method allows and what its numbers tell."""
    bound = bound_of(got, tolerance)
    scale = float(np.max(np.abs(right.gradient), initial=0.0)) or 1.0
    smooth = right.error[~right.kinks]
    exact = float(np.max(smooth, initial=0.0)) / scale
    if tolerance is None:
        bound = max(bound, 4 * exact)
    if exact > _ROUGHEST:
        raise InputError(
            f"differences do not tell the gradient by {name}: the function is too rough at these arrays",
            title="No gradient",
        )
    note = f"by {DIFFERENCES}, good to about {exact:.0e}" if right.method == DIFFERENCES else ""
    wanted = right.gradient
    if right.kinks.any() and got.shape == wanted.shape:
        near = right.kinks & (np.abs(got - wanted) <= right.error + bound * scale)
        wanted = np.where(near, got, wanted)
        at = ",".join(str(int(place) + 1) for place in np.argwhere(right.kinks)[0])
        note += f"; the function has a kink at {f'[{at}]' if at else 'this number'}, where any slope between is right"
    row, wrong = compared(name, got, wanted, bound if tolerance is None and bound != bound_of(got, None) else tolerance)
    if wrong is not None:
        row = replace(row, diagnosis=value_hints(*wrong))
    return replace(row, note="; ".join(filter(None, (row.note, note))))
