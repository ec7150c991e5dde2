"""Arrays joined, cut into parts, and given a border."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.state import State
from tutor.submission.code.interpreter.tables.reductions import axes_of
from tutor.submission.code.runtime.budget import CodeError, NotKnownError, ShapesError


def _joined(function: Callable[..., Any], along: int | None = None) -> Callable[..., Any]:
    """A function that joins arrays: ``along`` the axis that it is for, or the one that it is told."""

    def found(state: State, arrays: Any, axis: Any = 0, dim: Any = None, **more: Any) -> Any:
        parts = [np.asarray(operators.as_array(one, state.budget)) for one in arrays]
        state.budget.make(sum(part.size for part in parts))
        place = axes_of(axis if dim is None else dim) if along is None else along
        try:
            return function(parts, axis=place) if along is None else function(parts)
        except ValueError as error:
            raise ShapesError(" ".join(str(error).split())[:160], _unequal(parts, place)) from None

    return found


def _unequal(parts: Sequence[Any], place: Any) -> list[tuple[int, int]]:
    """The pairs of sizes for which arrays of as many axes cannot be joined along one."""
    first, *others = parts
    axes = [axis for axis in range(first.ndim) if axis != place % max(first.ndim, 1)]
    same = [one for one in others if one.ndim == first.ndim]
    return [(first.shape[at], one.shape[at]) for one in same for at in axes if first.shape[at] != one.shape[at]]


def _split(function: Callable[..., Any]) -> Callable[..., Any]:
    def found(state: State, value: Any, parts: Any, axis: Any = 0, dim: Any = None) -> Any:
        place = int(axis if dim is None else dim)
        counts = [int(one) for one in parts] if np.ndim(parts) else int(parts)
        if isinstance(counts, int) and not 0 < counts <= 1000:
            raise CodeError("an array in no parts, or too many")
        return list(function(value, counts, place))

    return found


def _chunk(state: State, value: Any, parts: Any, dim: Any = 0) -> Any:
    return _split(np.array_split)(state, value, parts, dim)


def torch_split(state: State, value: Any, size: Any, dim: Any = 0) -> Any:
    """Parts of one length, or of several, where NumPy is told how many or where to cut."""
    length = np.shape(value)[int(dim)]
    cuts = (
        list(range(int(size), length, int(size))) if not np.ndim(size) else [int(one) for one in np.cumsum(size)[:-1]]
    )
    return _split(np.split)(state, value, cuts, dim)


def _along(function: Callable[..., Any], axis: int) -> Callable[..., Any]:
    return lambda state, value, parts: _split(function)(state, value, parts, axis)


def pad(state: State, value: Any, width: Any, mode: Any = "constant", constant_values: Any = 0, **more: Any) -> Any:
    """An array with numbers around it."""
    widths = np.asarray(width).astype(int)
    if mode not in ("constant", "edge", "reflect") or more or widths.size > 64 or (widths < 0).any():
        raise NotKnownError("a border of this kind")
    pairs = np.broadcast_to(widths, (np.ndim(value), 2))
    state.budget.shape(
        size + int(before) + int(after) for size, (before, after) in zip(np.shape(value), pairs, strict=True)
    )
    extra = {"constant_values": constant_values} if mode == "constant" else {}
    return np.pad(value, pairs, mode, **extra)


def torch_pad(state: State, value: Any, pad_: Any = None, mode: Any = "constant", value_: Any = 0, **more: Any) -> Any:
    """torch's border: the last axis first, two numbers an axis."""
    width = list(more.pop("pad", pad_))
    pairs = [(0, 0)] * (np.ndim(value) - len(width) // 2)
    pairs += [(width[at], width[at + 1]) for at in range(len(width) - 2, -1, -2)]
    return pad(state, value, pairs, mode, more.pop("value", value_), **more)


JOINS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("concatenate", "cat", "concat"), _joined(np.concatenate)),
    "stack": _joined(np.stack),
    **dict.fromkeys(("vstack", "row_stack"), _joined(np.vstack, 0)),
    "hstack": _joined(np.hstack, 1),
    "dstack": _joined(np.dstack, 2),
    "column_stack": _joined(np.column_stack, 1),
    "split": _split(np.split),
    "array_split": _split(np.array_split),
    "chunk": _chunk,
    "hsplit": lambda state, value, parts: _split(np.split)(state, value, parts, 1 if np.ndim(value) > 1 else 0),
    "vsplit": _along(np.split, 0),
    "pad": pad,
}
