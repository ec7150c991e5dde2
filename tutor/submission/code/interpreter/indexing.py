"""Entries and parts of arrays, lists and dicts: read and assigned."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from tutor.submission.code.interpreter.operators import NUMBERS, as_array, key_of, kind_of
from tutor.submission.code.runtime.budget import Budget, CodeError, NotKnownError, ShapesError, shown
from tutor.submission.code.runtime.values import Unknown


def item(value: Any, key: Any, budget: Budget) -> Any:
    """``value[key]``: of an array a view where NumPy gives one."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, dict):
        key = key_of(key)
        if key not in value:
            raise CodeError(f"there is no key {key!r}")
        return value[key]
    if isinstance(key, Unknown):
        return key
    if isinstance(value, list | tuple | str | range):
        return _of_list(value, key, budget)
    if not isinstance(value, np.ndarray):
        raise CodeError(f"{kind_of(value)} has no entries")
    index = checked_index(value, key, budget)
    try:
        return value[index]
    except (IndexError, ValueError) as error:
        raise CodeError(_said(error)) from None


def put(value: Any, key: Any, new: Any, budget: Budget) -> None:
    """``value[key] = new``. What is unknown makes the entries of an array NaN."""
    if isinstance(value, dict):
        if len(value) > 5000:
            raise NotKnownError("a dict of too many entries")
        value[key_of(key)] = new
        return
    if isinstance(value, list):
        place = _place(key)
        if isinstance(place, slice):
            raise NotKnownError("a part of a list is not assigned here")
        if not -len(value) <= place < len(value):
            raise CodeError(f"there is no item {place} in a list of {len(value)}")
        value[place] = new
        return
    if not isinstance(value, np.ndarray):
        raise CodeError(f"{kind_of(value)} has no entries that can be assigned")
    unknown = isinstance(key, Unknown) or isinstance(new, Unknown)
    if unknown:
        new = np.nan
        if value.dtype.kind != "f":
            raise NotKnownError("an entry that is not known")
    index = ... if isinstance(key, Unknown) else checked_index(value, key, budget)
    new = as_array(new, budget) if isinstance(new, list | tuple) else new
    if not isinstance(new, np.ndarray | NUMBERS):
        raise CodeError(f"{kind_of(new)} is no entry of an array")
    try:
        value[index] = new
    except (IndexError, ValueError, TypeError) as error:
        raise ShapesError(_said(error), _unequal(value, index, np.shape(new))) from None


def _unequal(value: Any, index: Any, new: tuple[int, ...]) -> list[tuple[int, int]]:
    """The lengths of slices, as they were meant, that are not those of what is assigned to them."""
    keys = index if isinstance(index, tuple) else (index,)
    if len(keys) > value.ndim or not all(isinstance(key, slice | int) for key in keys):
        return []
    keys = (*keys, *(slice(None) for _ in range(value.ndim - len(keys))))
    slices = [(key, size) for key, size in zip(keys, value.shape, strict=True) if isinstance(key, slice)]
    meant = [(size if key.stop is None else key.stop) - (key.start or 0) for key, size in slices if key.step is None]
    if len(meant) != len(new):
        return []
    return [(one, other) for one, other in zip(meant, new, strict=True) if one != other and one > 0 and other > 1]


def _of_list(value: Any, key: Any, budget: Budget) -> Any:
    place = _place(key)
    if isinstance(place, slice):
        if place.step == 0:
            raise CodeError("a slice with steps of zero")
        found = value[place]
        budget.items(len(found))
        return found
    if not -len(value) <= place < len(value):
        raise CodeError(f"there is no item {place} in {kind_of(value)} of {len(value)}")
    return value[place]


def _place(key: Any) -> int | slice:
    if isinstance(key, slice):
        return slice(*(None if part is None else _whole(part) for part in (key.start, key.stop, key.step)))
    return _whole(key)


def _whole(value: Any) -> int:
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, int | np.integer):
        return max(min(int(value), 2**62), -(2**62))
    raise CodeError(f"{kind_of(value)} is no place in a list")


def checked_index(value: np.ndarray[Any, Any], key: Any, budget: Budget) -> Any:
    """A key of an array as NumPy takes it, with room taken for what it picks."""
    index = _index(key, budget)
    budget.make(_entries(value, index))
    budget.overruns.update(_overruns(value.shape, index if isinstance(index, tuple) else (index,)))
    return index


def _overruns(shape: tuple[int, ...], keys: tuple[Any, ...]) -> Iterator[tuple[int, int]]:
    """The axes that slices go beyond, each with the end of the slice, or where it begins if that is not before theirs.

    NumPy takes what there is, and nothing where that is all.
    """
    for size, key in zip(shape, keys, strict=False):
        if not isinstance(key, slice):
            if isinstance(key, int):
                continue
            return  # an ellipsis or a new axis moves the others
        reach = max(key.start or 0, key.stop or 0)
        if reach > size or (key.stop is None and reach == size > 0):
            yield size, reach


def _index(key: Any, budget: Budget) -> Any:
    """A key of an array: whole numbers, slices, None, ``...``, and arrays of whole or truth values."""
    if isinstance(key, tuple):
        return tuple(_one_index(part, budget) for part in key[:64])
    return _one_index(key, budget)


def _one_index(key: Any, budget: Budget) -> Any:
    if key is None or key is Ellipsis:
        return key
    if isinstance(key, slice):
        return _place(key)
    if isinstance(key, list | tuple | range):
        key = as_array(list(key), budget)
        return key.astype(int) if not key.size else key
    if isinstance(key, np.ndarray) and key.dtype.kind in "bi":
        return key
    if isinstance(key, bool | np.bool_):
        return bool(key)
    if isinstance(key, Unknown):
        raise NotKnownError(key.reason)
    return _whole(key)


def _entries(value: np.ndarray[Any, Any], index: Any) -> int:
    """At most how many entries a part has that NumPy copies; none where it is a view."""
    parts = index if isinstance(index, tuple) else (index,)
    arrays = [part for part in parts if isinstance(part, np.ndarray)]
    if not arrays:
        return 0
    masks = any(part.dtype.kind == "b" for part in arrays)
    try:
        count = math.prod(np.broadcast_shapes(*(part.shape for part in arrays))) if not masks else 1
    except ValueError:
        shapes = " and ".join(shown(part.shape) for part in arrays)
        lengths = [part.shape[0] for part in arrays if part.ndim == 1]
        pairs = [(lengths[0], one) for one in lengths[1:] if one != lengths[0]]
        raise ShapesError(f"the shapes {shapes} of the indices do not fit together", pairs) from None
    if masks:
        return max(value.size, *(part.size for part in arrays))
    return count * _beside(value, parts)


def _beside(value: np.ndarray[Any, Any], parts: tuple[Any, ...]) -> int:
    """Entries along the axes that no array picks from."""
    given = sum(part is not None and part is not Ellipsis for part in parts)
    sizes: list[int] = []
    axis = 0
    for part in parts:
        if part is Ellipsis:
            axis += max(value.ndim - given, 0)
        elif part is not None:
            if isinstance(part, np.ndarray) and axis < value.ndim:
                sizes.append(value.shape[axis])
            axis += 1
    return value.size // max(math.prod(sizes), 1) if value.size else 0


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:160]
