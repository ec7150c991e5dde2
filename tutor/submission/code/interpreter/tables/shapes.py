"""Arrays in another shape, joined, cut and picked from."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.state import State
from tutor.submission.code.interpreter.tables.new_arrays import shape_of
from tutor.submission.code.interpreter.tables.reductions import axes_of
from tutor.submission.code.runtime.budget import NotKnownError, ShapesError, shown


def copy(state: State, value: Any, *_: Any, **__: Any) -> Any:
    """A copy of an array."""
    found = np.asarray(operators.as_array(value, state.budget))
    state.budget.make(found.size)
    return found.copy()


def reshape(state: State, value: Any, *shape: Any, **more: Any) -> Any:
    """The same entries in another shape, a view where NumPy gives one."""
    found = np.asarray(operators.as_array(value, state.budget))
    if more.get("order") == "C":
        del more["order"]
    given = more.pop("shape", more.pop("newshape", shape[0] if len(shape) == 1 else shape))
    if more:
        raise NotKnownError("reshape in another order")
    parts = given if isinstance(given, list | tuple | np.ndarray) else (given,)
    shape = tuple(int(part) for part in parts)
    if len(shape) == found.ndim and min(shape, default=0) > 0 and math.prod(shape) != found.size:
        pairs = [pair for pair in zip(found.shape, shape, strict=True) if pair[0] != pair[1]]
        raise ShapesError(f"the shape {shown(found.shape)} cannot be made {shown(shape)}", pairs)
    return found.reshape(shape)


def view_as(state: State, value: Any, other: Any) -> Any:
    """An array in the shape of another one."""
    return np.asarray(value).reshape(np.shape(other))


def transpose(state: State, value: Any, *axes: Any, **more: Any) -> Any:
    """NumPy's transpose: the axes in another order."""
    axes = more.get("axes", axes[0] if len(axes) == 1 else axes) or ()
    return np.transpose(value, tuple(int(one) for one in axes) or None)


def swap(state: State, value: Any, first: Any, second: Any) -> Any:
    """An array with two axes swapped."""
    return np.swapaxes(value, int(first), int(second))


def _move(state: State, value: Any, source: Any, target: Any) -> Any:
    return np.moveaxis(value, axes_of(source), axes_of(target))


def expand(state: State, value: Any, axis: Any = None, dim: Any = None) -> Any:
    """An array with one more axis of one entry."""
    return np.expand_dims(value, axes_of(axis if dim is None else dim))


def squeeze(state: State, value: Any, axis: Any = None, dim: Any = None) -> Any:
    """An array without axes of one entry; torch passes over an axis that has more."""
    place = axes_of(axis if dim is None else dim)
    if isinstance(place, int) and "torch" in state.libraries and np.shape(value)[place] != 1:
        return value
    return np.squeeze(value, place)


def ravel(state: State, value: Any, start_dim: Any = 0, *_: Any, **more: Any) -> Any:
    """All entries along one axis."""
    found = np.asarray(operators.as_array(value, state.budget))
    start = int(start_dim) if not isinstance(start_dim, str) else 0
    if start_dim == "F" or more.get("order", "C") != "C":
        raise NotKnownError("entries in another order")
    return found.reshape((*found.shape[:start], -1))


def flatten(state: State, value: Any, *place: Any, **more: Any) -> Any:
    """A copy of all entries along one axis."""
    return copy(state, ravel(state, value, *place, **more))


def _flip(state: State, value: Any, axis: Any = None, dims: Any = None) -> Any:
    return np.flip(value, axes_of(axis if dims is None else dims))


def _roll(state: State, value: Any, shift: Any, axis: Any = None, **more: Any) -> Any:
    state.budget.make(np.size(value))
    return np.roll(value, axes_of(shift), axes_of(more.get("dims", axis)))


def tile(state: State, value: Any, *times: Any) -> Any:
    """An array several times along its axes."""
    times = tuple(times[0]) if len(times) == 1 and isinstance(times[0], list | tuple) else times
    counts = [int(one) for one in times]
    state.budget.make(np.size(value) * math.prod(max(one, 0) for one in counts))
    return np.tile(value, counts)


def repeat(state: State, value: Any, times: Any, axis: Any = None, dim: Any = None) -> Any:
    """Every entry several times."""
    if np.ndim(times):
        raise NotKnownError("entries repeated by different numbers")
    state.budget.make(np.size(value) * max(int(times), 0))
    return np.repeat(value, int(times), axes_of(axis if dim is None else dim))


def broadcast(state: State, value: Any, *shape: Any) -> Any:
    """An array repeated along axes of one entry; torch's -1 leaves an axis as it is."""
    wanted = tuple(shape[0]) if len(shape) == 1 and isinstance(shape[0], list | tuple) else shape
    own = (1,) * (len(wanted) - np.ndim(value)) + np.shape(value)
    sizes = tuple(size if int(one) == -1 else int(one) for one, size in zip(wanted, own, strict=True))
    state.budget.shape(sizes)
    return np.broadcast_to(value, sizes).copy()


def _diagonal(state: State, value: Any, k: Any = 0) -> Any:
    found = np.asarray(operators.as_array(value, state.budget))
    if found.ndim == 1:
        state.budget.shape((found.size + abs(int(k)),) * 2)
    return np.diag(found, int(k))


def _diagflat(state: State, value: Any) -> Any:
    return _diagonal(state, np.ravel(value))


def _plain(function: Callable[..., Any], grows: int = 1) -> Callable[..., Any]:
    """A function of one array whose result has about as many entries, with axes and counts as further arguments."""

    def found(state: State, value: Any, *more: Any, **named: Any) -> Any:
        array = np.asarray(operators.as_array(value, state.budget))
        state.budget.make(grows * array.size * max(array.ndim, 1))
        named.pop("kind", None)
        if "dim" in named:
            named["axis"] = named.pop("dim")
        return function(array, *more, **named)

    return found


def _nonzero(state: State, value: Any, **_: Any) -> Any:
    state.budget.make(np.size(value) * max(np.ndim(value), 1))
    return np.nonzero(np.atleast_1d(value))


def _take_along(state: State, value: Any, places: Any, axis: Any) -> Any:
    state.budget.shape(np.shape(places))
    return np.take_along_axis(value, places, int(axis))


def gather(state: State, value: Any, dim: Any, index: Any) -> Any:
    """torch's entries at places along an axis."""
    return _take_along(state, value, index, dim)


def _windows(state: State, value: Any, shape: Any, axis: Any = None) -> Any:
    window = shape_of((shape,), {})
    found = np.lib.stride_tricks.sliding_window_view(value, window, axis=axes_of(axis))
    state.budget.shape(found.shape)
    return found.copy()


def _meshgrid(state: State, *arrays: Any, indexing: str = "xy", **more: Any) -> Any:
    state.budget.make(len(arrays) * math.prod(np.size(one) for one in arrays))
    if indexing not in ("xy", "ij"):
        raise NotKnownError("meshgrid of another kind")
    found = np.meshgrid(*arrays, indexing="ij" if indexing == "ij" else "xy")
    return list(found)


def _ix(state: State, *arrays: Any) -> Any:
    return np.ix_(*arrays)


def _unravel(state: State, places: Any, shape: Any) -> Any:
    state.budget.make(np.size(places) * max(np.size(shape), 1))
    return tuple(np.unravel_index(places, shape_of((shape,), {})))


def _fill_diagonal(state: State, value: Any, number: Any) -> None:
    if not isinstance(value, np.ndarray) or value.ndim != 2:
        raise NotKnownError("a diagonal of this kind")
    np.fill_diagonal(value, number)


def _copy_to(state: State, target: Any, value: Any) -> None:
    np.copyto(target, value)


SHAPES: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("copy", "clone"), copy),
    "reshape": reshape,
    "transpose": transpose,
    **dict.fromkeys(("permute_dims", "permute"), transpose),
    "swapaxes": swap,
    "moveaxis": _move,
    "movedim": _move,
    **dict.fromkeys(("expand_dims", "unsqueeze"), expand),
    "squeeze": squeeze,
    **dict.fromkeys(("ravel", "flatten"), ravel),
    "flip": _flip,
    "fliplr": _plain(np.fliplr),
    "flipud": _plain(np.flipud),
    "rot90": _plain(lambda array, k=1, axes=(0, 1): np.rot90(array, int(k) % 4, axes)),
    "roll": _roll,
    "tile": tile,
    "repeat": repeat,
    **dict.fromkeys(("broadcast_to",), broadcast),
    "diag": _diagonal,
    "diagflat": _diagflat,
    "tril": _plain(lambda array, k=0, diagonal=0: np.tril(array, int(k) + int(diagonal))),
    "triu": _plain(lambda array, k=0, diagonal=0: np.triu(array, int(k) + int(diagonal))),
    "trace": _plain(lambda array: np.trace(array)),
    "diagonal": _plain(lambda array: np.diagonal(array)),
    "sort": _plain(lambda array, axis=-1: np.sort(array, int(axis))),
    "argsort": _plain(lambda array, axis=-1: np.argsort(array, int(axis), kind="stable")),
    "unique": _plain(lambda array: np.unique(array)),
    "nonzero": _nonzero,
    "argwhere": _plain(lambda array: np.argwhere(array)),
    "flatnonzero": _plain(lambda array: np.flatnonzero(array)),
    "atleast_1d": _plain(lambda array: np.atleast_1d(array)),
    "atleast_2d": _plain(lambda array: np.atleast_2d(array)),
    "atleast_3d": _plain(lambda array: np.atleast_3d(array)),
    "diff": _plain(lambda array, axis=-1: np.diff(array, axis=int(axis))),
    "take_along_axis": _take_along,
    "gather": gather,
    "sliding_window_view": _windows,
    "meshgrid": _meshgrid,
    "ix_": _ix,
    "unravel_index": _unravel,
    "fill_diagonal": _fill_diagonal,
    "copyto": _copy_to,
    "shape": lambda state, value: tuple(np.shape(value)),
    "ndim": lambda state, value: int(np.ndim(value)),
    "size": lambda state, value, axis=None: int(np.size(value, axes_of(axis))),
    "numel": lambda state, value: int(np.size(value)),
    "isscalar": lambda state, value: np.ndim(value) == 0,
}
