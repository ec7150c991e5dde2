"""Sums, means, norms and the like along axes, under the names that NumPy and torch have for their arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.state import State
from tutor.submission.code.interpreter.tables.elementwise import into
from tutor.submission.code.runtime.budget import NotKnownError

_PASSED_OVER = ("dtype", "initial")


def axes_of(axis: Any) -> Any:
    """An axis, or several, as NumPy takes them."""
    if isinstance(axis, list | tuple):
        return tuple(int(one) for one in axis)
    return None if axis is None else int(axis)


def _named(more: dict[str, Any]) -> dict[str, Any]:
    """Arguments by NumPy's names: torch says dim and keepdim."""
    found = {"axis": axes_of(more.pop("dim", more.pop("axis", None)))}
    keep = more.pop("keepdim", more.pop("keepdims", False))
    if keep:
        found["keepdims"] = True
    for name in _PASSED_OVER:
        more.pop(name, None)
    if more:
        raise NotKnownError(f"an argument {next(iter(more))}")
    return found


def _of(function: Callable[..., Any]) -> Callable[..., Any]:
    def found(state: State, value: Any, *place: Any, out: Any = None, **more: Any) -> Any:
        array = np.asarray(operators.as_array(value, state.budget))
        state.budget.work(array.size)
        state.budget.make(array.size if function in (np.cumsum, np.cumprod) else 0)
        if len(place) == 1:
            more.setdefault("axis", place[0])
        elif len(place) == 2 and isinstance(place[1], bool):
            more |= {"axis": place[0], "keepdims": place[1]}
        elif place:
            raise NotKnownError("several arguments without names")
        named = _named(more)
        return into(state, function(array, **named), out)

    return found


def is_torch(state: State, more: dict[str, Any]) -> bool:
    """Whether an array's method is torch's: by its arguments, else by what the page imports."""
    if {"dim", "keepdim", "unbiased"} & more.keys():
        return True
    if {"axis", "keepdims", "ddof"} & more.keys():
        return False
    if {"numpy", "torch"} <= state.libraries:
        raise NotKnownError("NumPy and torch mean different things by it")
    return "torch" in state.libraries


def _extreme(largest: bool, torch: bool | None) -> Callable[..., Any]:
    """max and min: torch gives the places as well where it is asked along an axis, and takes two arrays."""
    plain = _of(np.max if largest else np.min)

    def found(state: State, value: Any, *place: Any, **more: Any) -> Any:
        if len(place) == 1 and isinstance(place[0], np.ndarray):
            state.budget.result(np.shape(value), place[0].shape)
            return (np.maximum if largest else np.minimum)(value, place[0])
        along = bool(place) or bool({"dim", "axis"} & more.keys())
        if along and (torch if torch is not None else is_torch(state, more)):
            values = plain(state, value, *place, **more)
            places = _of(np.argmax if largest else np.argmin)(state, value, *place, **more)
            return values, places
        return plain(state, value, *place, **more)

    return found


def _spread(square_root: bool, torch: bool | None) -> Callable[..., Any]:
    """Variance and standard deviation: torch divides by one less where nothing is said."""

    def found(state: State, value: Any, *place: Any, **more: Any) -> Any:
        own = torch if torch is not None else is_torch(state, more)
        unbiased = bool(more.pop("unbiased", own))
        less = int(more.pop("ddof", more.pop("correction", int(unbiased))))
        if len(place) == 2 and own:
            raise NotKnownError("several arguments without names")
        array = np.asarray(operators.as_array(value, state.budget), float)
        state.budget.make(array.size)
        if place:
            more["axis"] = place[0]
        named = _named(more)
        return (np.std if square_root else np.var)(array, ddof=less, **named)

    return found


def _norm(state: State, value: Any, ord: Any = None, axis: Any = None, keepdims: bool = False, **more: Any) -> Any:
    ord = more.pop("p", ord)
    axis, keepdims = more.pop("dim", axis), more.pop("keepdim", keepdims)
    array = np.asarray(operators.as_array(value, state.budget), float)
    state.budget.make(array.size)
    if more or ord not in (None, 1, 2, "fro", np.inf):
        raise NotKnownError("a norm of another kind")
    if axis is None and array.ndim == 2 and ord not in (None, "fro"):
        raise NotKnownError("a norm of a matrix")
    return np.linalg.norm(array, None if ord == "fro" else ord, axes_of(axis), bool(keepdims))


def softmax(state: State, value: Any, axis: Any = None, dim: Any = None, **more: Any) -> Any:
    """Softmax along an axis, which must be said of more than one."""
    array = np.asarray(operators.as_array(value, state.budget), float)
    axis = axis if axis is not None else dim
    if (axis is None and array.ndim > 1) or more:
        raise NotKnownError("softmax along an axis that is not said")
    state.budget.make(3 * array.size)
    raised = np.exp(array - array.max(axis=axes_of(axis), keepdims=True))
    return raised / raised.sum(axis=axes_of(axis), keepdims=True)


def _log_softmax(state: State, value: Any, axis: Any = None, dim: Any = None) -> Any:
    return np.log(softmax(state, value, axis, dim))


def _log_sum_exp(state: State, value: Any, *place: Any, **more: Any) -> Any:
    array = np.asarray(operators.as_array(value, state.budget), float)
    state.budget.make(2 * array.size)
    if place:
        more["axis"] = place[0]
    return np.log(np.sum(np.exp(array), **_named(more)))


def _all_close(state: State, left: Any, right: Any, *_: Any, **__: Any) -> bool:
    first, second = (np.asarray(operators.as_array(one, state.budget)) for one in (left, right))
    state.budget.result(first.shape, second.shape)
    return bool(np.allclose(first, second))


def _count_nonzero(state: State, value: Any, *_: Any) -> int:
    return int(np.count_nonzero(operators.as_array(value, state.budget)))


def _average(state: State, value: Any, axis: Any = None, weights: Any = None) -> Any:
    if weights is not None:
        raise NotKnownError("a mean with weights")
    return _of(np.mean)(state, value, axis=axis)


REDUCTIONS: dict[str, Callable[..., Any]] = {
    name: _of(getattr(np, name))
    for name in ("sum", "mean", "prod", "argmax", "argmin", "any", "all", "cumsum", "cumprod", "nansum", "nanmean",
                 "median", "amax", "amin")
}  # fmt: skip
REDUCTIONS |= {
    "max": _extreme(True, None),
    "min": _extreme(False, None),
    "var": _spread(False, None),
    "std": _spread(True, None),
    "norm": _norm,
    "softmax": softmax,
    "log_softmax": _log_softmax,
    "logsumexp": _log_sum_exp,
    "allclose": _all_close,
    "array_equal": _all_close,
    "count_nonzero": _count_nonzero,
    "average": _average,
}
OF_LIBRARY: dict[str, Callable[..., Any]] = {
    f"{library}.{name}": make(second, torch)
    for library, torch in (("numpy", False), ("torch", True))
    for name, make, second in (
        ("max", _extreme, True),
        ("min", _extreme, False),
        ("var", _spread, False),
        ("std", _spread, True),
    )
}
"""Functions that differ between the libraries, by their full names."""
