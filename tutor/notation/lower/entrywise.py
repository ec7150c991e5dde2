"""Combining values entry by entry: letters matched by name, matrix axes by the class of their size."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from tutor.notation.errors import FitError, LetterError
from tutor.notation.lower.array_operations import ArrayOperations
from tutor.notation.lower.value import Array, Value, stepping_aside


@lru_cache(maxsize=8192)
def _alignment(
    left: tuple[str, ...], right: tuple[str, ...]
) -> tuple[
    tuple[str, ...], tuple[int, ...] | None, tuple[Any, ...] | None, tuple[int, ...] | None, tuple[Any, ...] | None
]:
    """The letters of a combination, and for each side the transposition and the axes to insert (None: as it is)."""
    if len(right) > len(left):
        dims = right + tuple(letter for letter in left if letter not in right)
    else:
        dims = left + tuple(letter for letter in right if letter not in left)
    return (dims, *_fitting(left, dims), *_fitting(right, dims))


def _fitting(own: tuple[str, ...], dims: tuple[str, ...]) -> tuple[tuple[int, ...] | None, tuple[Any, ...] | None]:
    order = tuple(own.index(letter) + 1 for letter in dims if letter in own)
    permutation = None if order == tuple(range(1, len(own) + 1)) else (0, *order)
    insertion = tuple(slice(None) if letter in own else None for letter in dims)
    return permutation, None if None not in insertion else (slice(None), *insertion)


def arranged(array: Array, own: tuple[str, ...], dims: tuple[str, ...]) -> Array:
    """The array with its letters in the order of ``dims``, axes of size one where it has none."""
    permutation, insertion = _fitting(own, dims)
    if permutation is not None:
        array = array.transpose(permutation)
    return array if insertion is None else array[insertion]


def combine(
    operation: Callable[[Any, Any], Any], left: Value, right: Value
) -> tuple[Array, tuple[str, ...], tuple[str, ...]]:
    """Apply a binary ufunc entry by entry, letters matched by name; array, letters and their classes."""
    if left.dims == right.dims:
        return operation(left.array, right.array), left.dims, left.classes
    dims, left_order, left_new, right_order, right_new = _alignment(left.dims, right.dims)
    first, second = left.array, right.array
    if left_order is not None:
        first = first.transpose(left_order)
    if left_new is not None:
        first = first[left_new]
    if right_order is not None:
        second = second.transpose(right_order)
    if right_new is not None:
        second = second[right_new]
    if dims == left.dims:
        classes = left.classes
    elif dims == right.dims:
        classes = right.classes
    else:
        known = dict(zip(left.dims + right.dims, left.classes + right.classes, strict=True))
        classes = tuple([known[letter] for letter in dims])
    return operation(first, second), dims, classes


def merged(value: Value, field: ArrayOperations) -> Value:
    """A letter that stands for two axes means their diagonal."""
    dims = value.dims
    if len(set(dims)) == len(dims):
        return value
    letter = next(letter for letter in dims if dims.count(letter) > 1)
    first = dims.index(letter)
    second = dims.index(letter, first + 1)
    array = field.diagonal(value.array, first + 1, second + 1)
    rest = dims[:second] + dims[second + 1 :]
    classes = value.classes[:second] + value.classes[second + 1 :]
    axes = tuple(dict.fromkeys(value.axes))
    return merged(Value(array, rest, classes, axes, value.orient), field)


def captured(left: Value, right: Value) -> tuple[Value, Value]:
    """A letter that runs on one side captures the matrix axis of the same name on the other."""
    return (_capture(left, right) if left.axes else left), (_capture(right, left) if right.axes else right)


def _capture(value: Value, other: Value) -> Value:
    for axis in value.axes:
        if axis in other.dims and axis not in other.axes:
            break
    else:
        return value
    kept = tuple(axis for axis in value.axes if axis not in other.dims or axis in other.axes)
    for axis in value.axes:
        if axis not in kept and value.class_of(axis) != other.class_of(axis):
            first, second = other.class_of(axis), value.class_of(axis)
            raise LetterError(f"the letter {axis} runs over {first} and over {second}")
    return Value(value.array, value.dims, value.classes, kept, value.orient)


def elementwise(operation: Callable[[Any, Any], Any], left: Value, right: Value, *, outer: bool = False) -> Value:
    """Entry by entry: a number, the same axes, or a subset of them. ``outer`` lets a column meet a row."""
    if not left.axes and not right.axes:
        array, dims, classes = combine(operation, left, right)
        return Value(array, dims, classes)
    left, right = captured(left, right)
    if not left.axes or not right.axes:
        array, dims, classes = combine(operation, left, right)
        side = left if left.axes else right
        return Value(array, dims, classes, side.axes, side.orient)
    alike = left.dims == right.dims and left.classes == right.classes
    if left.axes == right.axes and (alike or left.axis_classes() == right.axis_classes()):
        array, dims, classes = combine(operation, left, right)
        orient = left.orient if left.orient != "free" else right.orient
        return Value(array, dims, classes, left.axes, orient)
    return _by_class(operation, left, right, outer=outer)


def _by_class(operation: Callable[[Any, Any], Any], left: Value, right: Value, *, outer: bool) -> Value:
    first, second = left.axis_classes(), right.axis_classes()
    if first == second:
        right = _take_names(right, dict(zip(right.axes, left.axes, strict=True)), left)
        array, dims, classes = combine(operation, left, right)
        return Value(array, dims, classes, left.axes, left.orient if left.orient != "free" else right.orient)
    if len(first) == len(second) == 1:
        if outer and {left.orient, right.orient} == {"column", "row"}:
            column, row = (left, right) if left.orient == "column" else (right, left)
            array, dims, classes = combine(operation, left, right)
            return Value(array, dims, classes, column.axes + row.axes)
        raise FitError(f"{left.described()} and {right.described()} do not combine entry by entry")
    if len(first) == len(second):
        if first == second[::-1]:
            raise FitError(
                f"{left.described()} and {right.described()} do not combine entry by entry: one must be transposed",
                "transpose",
            )
        raise FitError(f"{left.described()} and {right.described()} do not combine entry by entry")
    large, small = (left, right) if len(first) > len(second) else (right, left)
    axis, size_class = small.axes[0], small.axis_classes()[0]
    target = axis
    if axis not in large.axes or large.class_of(axis) != size_class:
        fitting = [a for a, c in zip(large.axes, large.axis_classes(), strict=True) if c == size_class]
        if len(fitting) != 1:
            either = ": it could run along either axis" if fitting else ""
            raise FitError(f"{left.described()} and {right.described()} do not combine entry by entry{either}")
        target = fitting[0]
    renamed = _take_names(small, {axis: target}, large)
    left, right = (large, renamed) if large is left else (renamed, large)
    array, dims, classes = combine(operation, left, right)
    return Value(array, dims, classes, large.axes)


def _take_names(value: Value, changes: dict[str, str], other: Value) -> Value:
    """Rename matrix axes; letters of the value that would clash with the new names step aside."""
    taken = value.dims + other.dims + tuple(changes.values())
    clashing = [letter for letter in value.dims if letter in changes.values() and letter not in changes]
    return value.renamed({**stepping_aside(clashing, taken), **changes})
