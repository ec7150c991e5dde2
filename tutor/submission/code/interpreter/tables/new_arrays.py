"""Arrays made anew: of zeros and ones, of numbers in a row, from lists."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.state import State
from tutor.submission.code.runtime.budget import LARGEST, CodeError, NotKnownError
from tutor.submission.code.runtime.values import Native


def shape_of(values: tuple[Any, ...], more: dict[str, Any]) -> tuple[int, ...]:
    """A shape as one number, a list, or several numbers, as torch takes it."""
    given = more.get("shape", more.get("size", values[0] if len(values) == 1 else values))
    parts = given if isinstance(given, list | tuple | np.ndarray) else (given,)
    found = tuple(int(part) for part in parts)
    if any(size < 0 for size in found) or len(found) > 32:
        raise CodeError("a shape with a size below zero, or of too many axes")
    return found


def _kind(value: Any, more: dict[str, Any]) -> Any:
    return as_type_name(value, more["dtype"]) if more.get("dtype") is not None else value


def as_type_name(value: Any, kind: Any) -> Any:
    """An array in the type of number that ``dtype`` names."""
    words = str(getattr(kind, "name", kind)).lower()
    return value.astype(bool if "bool" in words else int if "int" in words or "long" in words else float)


def _filled(number: Any) -> Callable[..., Any]:
    def function(state: State, *values: Any, **more: Any) -> Any:
        if values and isinstance(values[-1], Native):
            *values, more["dtype"] = values  # type: ignore[assignment]
        shape = shape_of(tuple(values[:1] if values and isinstance(values[0], list | tuple) else values), more)
        state.budget.shape(shape)
        return _kind(np.full(shape, float(number)), more)

    return function


def _full(state: State, shape: Any, value: Any, **more: Any) -> Any:
    found = shape_of((shape,), {})
    state.budget.shape(found)
    return _kind(np.full(found, value), more)


def _like(number: Any) -> Callable[..., Any]:
    def function(state: State, value: Any, *fill: Any, **more: Any) -> Any:
        array = np.asarray(operators.as_array(value, state.budget))
        state.budget.shape(array.shape)
        if number is None:
            (given,) = fill or (more["fill_value"],)
            return _kind(np.full_like(array, given), more)
        return _kind(np.full_like(array, number), more)

    return function


def _eye(state: State, count: Any, other: Any = None, k: Any = 0, **more: Any) -> Any:
    rows, columns = int(count), int(count if other is None else other)
    state.budget.shape((rows, columns))
    return _kind(np.eye(rows, columns, int(k)), more)


def _one_hot(state: State, labels: Any, num_classes: Any = None) -> Any:
    labels = np.asarray(labels).astype(int)
    count = int(num_classes) if num_classes is not None else int(labels.max()) + 1
    state.budget.shape((*labels.shape, count))
    return np.eye(count)[labels]


def _arange(state: State, *bounds: Any, **more: Any) -> Any:
    numbers = [float(one) for one in bounds]
    low, high, by = {1: (0.0, *numbers, 1.0), 2: (*numbers, 1.0), 3: tuple(numbers)}[len(numbers)]
    count = (high - low) / by if by else math.inf
    if not count <= LARGEST:
        raise NotKnownError("an array of too many entries")
    state.budget.make(max(int(count), 0) + 1)
    return _kind(np.arange(*bounds), more)


def _linspace(state: State, low: Any, high: Any, num: Any = 50, **more: Any) -> Any:
    state.budget.make(int(num))
    return np.linspace(float(low), float(high), int(num))


def array(state: State, value: Any, *_: Any, dtype: Any = None, ndmin: int = 0, **more: Any) -> Any:
    """A new array from an array or nested lists."""
    found = np.array(operators.as_array(value, state.budget), ndmin=min(int(ndmin), 8))
    state.budget.make(found.size)
    return found if dtype is None else as_type_name(found, dtype)


def _same(state: State, value: Any, *_: Any, dtype: Any = None, **more: Any) -> Any:
    found = operators.as_array(value, state.budget)
    return found if dtype is None else as_type_name(np.asarray(found), dtype)


NEW_ARRAYS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("zeros", "empty"), _filled(0)),
    "ones": _filled(1),
    "full": _full,
    **dict.fromkeys(("zeros_like", "empty_like"), _like(0)),
    "ones_like": _like(1),
    "full_like": _like(None),
    **dict.fromkeys(("eye", "identity"), _eye),
    "one_hot": _one_hot,
    "arange": _arange,
    "linspace": _linspace,
    **dict.fromkeys(("array", "tensor", "Tensor", "Variable"), array),
    **dict.fromkeys(("asarray", "ascontiguousarray", "asanyarray", "as_tensor", "from_numpy", "asfortranarray"), _same),
}
