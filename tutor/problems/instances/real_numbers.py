"""Arrays of real numbers from whatever a user hands in, and the words for what is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.problems.instances.host_arrays import on_host

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

_HELD = {
    "b": "truth values",
    "c": "complex numbers",
    "m": "time differences",
    "M": "dates",
    "S": "bytes",
    "T": "text",
    "U": "text",
    "V": "records",
    "O": "Python objects",
}
_UNREAL = {bool: "truth values", np.bool_: "truth values", type(None): "null", str: "text", dict: "objects with keys"}
"""What may stand among the numbers of a list and would become a number without a word, or an error of NumPy's."""


def real_numbers(name: str, value: Any) -> Array:
    """A new array of whole or floating numbers, of the type that `value` has; tensors of other libraries are copied.

    Raises ValueError with a sentence that begins with `name` for what is none: complex numbers, truth values, dates,
    text, objects, masked entries, rows of different lengths, whole numbers beyond floating point.
    """
    if getattr(value, "mask", None) is not None and np.any(value.mask):
        raise ValueError(f"{name} is not an array of real numbers: some of its entries are masked")
    value = on_host(name, value)
    try:
        array = np.array(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} has rows of different lengths") from None
    listed = value is None or isinstance(value, list | tuple | int | dict)
    kinds = _leaf_types(value) if listed else set()
    unreal = next((words for kind, words in _UNREAL.items() if kind in kinds), "")
    if listed and array.dtype == object and not unreal and kinds <= {int, float}:
        try:
            return array.astype(float)
        except OverflowError:
            raise ValueError(f"{name} holds a whole number beyond the largest float, about 1.8e308") from None
    reason = unreal or unreal_type(array.dtype)
    if reason:
        raise ValueError(f"{name} is not an array of real numbers: it holds {reason}")
    return array


def unreal_type(dtype: np.dtype[Any]) -> str:
    """What an array of this type holds, if these are no real numbers."""
    return "" if dtype.kind in "iuf" else _HELD.get(dtype.kind, f"`{dtype}`")


def as_floats(array: Array) -> Array:
    """The same numbers as float64; what is beyond its range, as extended precision may be, is infinite."""
    with np.errstate(all="ignore"):
        return array.astype(float, copy=False)


def _leaf_types(value: Any) -> set[type]:
    """The types of what stands in nested lists that are known to be finite."""
    if not isinstance(value, list | tuple):
        return {type(value)}
    found: set[type] = set()
    rows: list[Any] = [value]
    while rows:
        row = rows.pop()
        kinds = set(map(type, row))
        if kinds & {list, tuple}:
            rows.extend(item for item in row if isinstance(item, list | tuple))
        found |= kinds - {list, tuple}
    return found
