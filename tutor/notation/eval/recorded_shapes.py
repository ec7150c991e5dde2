"""The shapes of results whose axes have sizes that are other ones at each replay.

Each rule tells what an operation does with axes; where sizes meet that may differ elsewhere it is assumed, by comparing
them, that they are as they were. What has no rule is recorded for the sizes at hand alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from operator import is_
from typing import Any

import numpy as np

from tutor.notation.eval.recorded_sizes import NotRecordedError, RecordedSize, size_now

Shape = tuple[Any, ...]


def together(shapes: Sequence[Shape]) -> Shape:
    """The shape of arrays that are combined entry by entry."""
    if shapes and all(len(shape) == len(shapes[0]) and all(map(is_, shape, shapes[0])) for shape in shapes[1:]):
        return shapes[0]  # compared by identity: the same size is one object
    most = max(map(len, shapes), default=0)
    return tuple(_common([shape[at - most] for shape in shapes if at - most >= -len(shape)]) for at in range(most))


def _common(lengths: Sequence[Any]) -> Any:
    found = 1
    for length in lengths:
        if length is found or (isinstance(length, int) and length == 1):
            continue
        if isinstance(found, int) and found == 1:
            found = length
        elif length != found:
            found = found if length == 1 else length
    return found


def _assume(fits: bool) -> None:
    """Note that sizes fit, by having compared them; NumPy refuses those that do not."""
    if not fits:
        raise NotRecordedError("sizes do not fit")


def reduced(shape: Shape, axis: Any, keepdims: bool) -> Shape:
    """Without the axes that are summed over."""
    over = range(len(shape)) if axis is None else [at % len(shape) for at in (axis if _several(axis) else (axis,))]
    if keepdims:
        return tuple(1 if at in over else length for at, length in enumerate(shape))
    return tuple(length for at, length in enumerate(shape) if at not in over)


def _several(axis: Any) -> bool:
    return isinstance(axis, tuple | list)


def transposed(shape: Shape, order: Sequence[int]) -> Shape:
    """The axes in another order."""
    return tuple(shape[at] for at in order)


def squeezed(shape: Shape, axis: Any) -> Shape | None:
    """Without axes of one entry."""
    return None if axis is None else reduced(shape, axis, keepdims=False)


def reshaped(shape: Shape, wanted: Sequence[Any]) -> Shape:
    """The same entries on other axes, one of which may be the rest (-1)."""
    plain = tuple(wanted[0]) if len(wanted) == 1 and _several(wanted[0]) else tuple(wanted)
    if not any(isinstance(length, int) and length == -1 for length in plain):
        _assume(prod(shape) == prod(plain))
        return plain
    at = next(at for at, length in enumerate(plain) if isinstance(length, int) and length == -1)
    rest = prod(plain[:at] + plain[at + 1 :])
    whole = prod(shape)
    return (*plain[:at], whole // rest, *plain[at + 1 :])


def taken(shape: Shape, key: Any) -> Shape | None:
    """Part of an array; None for what has no rule."""
    keys = key if isinstance(key, tuple) else (key,)
    if len(keys) == 1 and isinstance(keys[0], np.ndarray) and keys[0].dtype.kind in "iu":
        return (*keys[0].shape, *shape[1:])
    if any(not (one is None or one is ... or isinstance(one, slice | int | RecordedSize)) for one in keys):
        return None
    used = sum(one is not None and one is not ... for one in keys)
    if ... in keys:
        at = keys.index(...)
        keys = (*keys[:at], *[slice(None)] * (len(shape) - used), *keys[at + 1 :])
    else:
        keys = (*keys, *[slice(None)] * (len(shape) - used))
    found: list[Any] = []
    lengths = iter(shape)
    for one in keys:
        if one is None:
            found.append(1)
            continue
        length = next(lengths)
        if isinstance(one, slice):
            found.append(_cut(length, one))
        else:  # one entry, which must be there
            _assume(one < length and one + length >= 0)
    return tuple(found)


def _cut(length: Any, part: slice) -> Any:
    """How many entries a slice takes."""
    if part.start is None and part.stop is None and part.step in (None, 1, -1):
        return length
    if part.step not in (None, 1):
        return len(range(*slice(*(_plain(one) for one in (part.start, part.stop, part.step))).indices(int(length))))
    start = _end(length, 0 if part.start is None else part.start)
    stop = _end(length, length if part.stop is None else part.stop)
    return stop - start if stop > start else 0


def _plain(size: Any) -> Any:
    return size if size is None else int(size)


def _end(length: Any, at: Any) -> Any:
    if at < 0:
        at = at + length
        return at if at > 0 else 0
    return at if at <= length else length


def looked_up(shape: Shape, places: Any, axis: int) -> Shape:
    """The entries at some places along an axis."""
    return (*shape[:axis], *np.shape(places), *shape[axis + 1 :])


def multiplied(left: Shape, right: Shape) -> Shape | None:
    """The product of stacked matrices."""
    if len(left) < 2 or len(right) < 2 or left[-1] != right[-2]:
        return None
    return (*together([left[:-2], right[:-2]]), left[-2], right[-1])


def contracted(recipe: str, *shapes: Shape) -> Shape:
    """A sum of products as einsum is told to make it."""
    sides, _, result = recipe.partition("->")
    lengths: dict[str, Any] = {}
    for side, shape in zip(sides.split(","), shapes, strict=True):
        for letter, length in zip(side, shape, strict=True):
            lengths[letter] = _common([lengths.get(letter, 1), length])
    return tuple(lengths[letter] for letter in result)


def _shape(value: Any) -> Shape:
    if isinstance(value, RecordedSize):
        return ()
    return tuple(value.shape) if hasattr(value, "shape") else np.shape(value)


def _joined(arrays: Sequence[Any], axis: int = 0) -> Shape:
    shapes = [_shape(array) for array in arrays]
    at = axis % len(shapes[0])
    others = [tuple(1 if place == at else length for place, length in enumerate(shape)) for shape in shapes]
    common = together(others)
    return (*common[:at], sum(shape[at] for shape in shapes), *common[at + 1 :])


def _stacked(arrays: Sequence[Any], axis: int = 0) -> Shape:
    common = together([_shape(array) for array in arrays])
    at = axis % (len(common) + 1)
    return (*common[:at], len(arrays), *common[at:])


def _broadcast(array: Any, shape: Any) -> Shape:
    wanted = tuple(shape) if _several(shape) else (shape,)
    _assume(len(together([_shape(array), wanted])) == len(wanted))
    return wanted


def _moved(array: Any, source: Any, destination: Any) -> Shape:
    shape = _shape(array)
    places = np.moveaxis(np.broadcast_to(0, tuple(range(2, len(shape) + 2))), source, destination).shape
    return tuple(shape[at - 2] for at in places)


def _swapped(array: Any, first: int, second: int) -> Shape:
    shape = list(_shape(array))
    shape[first], shape[second] = shape[second], shape[first]
    return tuple(shape)


def _diagonal(array: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Shape | None:
    shape = _shape(array)
    one, two = shape[axis1], shape[axis2]
    if offset or one != two:
        return None
    return (*(length for at, length in enumerate(shape) if at not in (axis1, axis2)), one)


def _windows(array: Any, extent: Any, axis: Any = None) -> Shape | None:
    if axis is None:
        return None
    shape = list(_shape(array))
    extents, axes = (one if _several(one) else (one,) for one in (extent, axis))
    for at, length in zip(axes, extents, strict=True):
        shape[at] = shape[at] - length + 1
    return (*shape, *extents)


def _as_it_is(array: Any, *_: Any, **__: Any) -> Shape:
    return _shape(array)


def _of_length(first: Any, second: Any = None, **_: Any) -> Shape:
    return (first,) if second is None else (second - first,)


def _made(shape: Any, *_: Any, **__: Any) -> Shape:
    return tuple(shape) if _several(shape) else (shape,)


def _counted(numbers: Any, **_: Any) -> Shape:
    return (len(numbers),)


def _chosen(condition: Any, one: Any, other: Any) -> Shape:
    return together([_shape(condition), _shape(one), _shape(other)])


RULES: Mapping[Callable[..., Any], Callable[..., Shape | None]] = {
    np.arange: _of_length,
    np.array: _counted,
    np.broadcast_to: _broadcast,
    np.concatenate: _joined,
    np.diagonal: _diagonal,
    np.einsum: lambda recipe, *arrays: contracted(recipe, *map(_shape, arrays)),
    np.eye: lambda count, **_: (count, count),
    np.flip: _as_it_is,
    np.lib.stride_tricks.sliding_window_view: _windows,
    np.linalg.matrix_power: _as_it_is,
    np.moveaxis: _moved,
    np.real: _as_it_is,
    np.ones: _made,
    np.roll: _as_it_is,
    np.round: _as_it_is,
    np.stack: _stacked,
    np.swapaxes: _swapped,
    np.where: _chosen,
    np.zeros: _made,
}
"""The shape of what NumPy's functions give, from their arguments; None where it is not told."""


def sizes_in(shape: Shape) -> tuple[int, ...]:
    """A shape as it is at the sizes at hand."""
    return tuple([length if length.__class__ is int else size_now(length) for length in shape])


def combined(inputs: Sequence[Any]) -> Shape:
    """The shape of arrays and numbers that are combined entry by entry."""
    return together([_shape(one) for one in inputs])
