"""How the axes of whole arrays meet in NumPy: aligned from the last, an axis of one entry with any other.

Whether two axes are as long is asked of the classes of their sizes, so nothing fits by accident.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tutor.notation.errors import FitError
from tutor.notation.lower.array_operations import IndexedAxis
from tutor.notation.lower.entrywise import captured, combine, elementwise
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value, fresh
from tutor.notation.tree import Index

ONE = "1"
"""The class of an axis that was made with one entry, and its letter."""


def met(operation: Callable[[Any, Any], Any], left: Value, right: Value, env: Env, *, outer: bool = False) -> Value:
    """Two values combined entry by entry: in whole arrays as NumPy does it, else by the letters of their axes."""
    if not env.broadcasts or not left.axes or not right.axes:
        return elementwise(operation, left, right, outer=outer)
    if len(left.axes) == len(right.axes) == 1 and ONE not in (*left.classes, *right.classes):
        return elementwise(operation, left, right, outer=outer)
    return broadcast(operation, left, right, env)


def broadcast(operation: Callable[[Any, Any], Any], left: Value, right: Value, env: Env) -> Value:
    """Two arrays combined entry by entry, axes aligned from the last. Raises FitError where two are not as long."""
    left, right = captured(left, right)
    count = max(len(left.axes), len(right.axes))
    taken = tuple(letter for side in (left, right) for letter in side.dims if letter not in side.axes)
    renamed: tuple[dict[str, str], dict[str, str]] = ({}, {})
    spread: tuple[list[str], list[str]] = ([], [])
    axes: list[str] = []
    for number in range(-count, 0):
        pair = [side.axes[number] if -number <= len(side.axes) else "" for side in (left, right)]
        classes = [side.class_of(axis) if axis else ONE for side, axis in zip((left, right), pair, strict=True)]
        if classes[0] != classes[1] and ONE not in classes:
            raise _misfit(left, right)
        holder = 0 if pair[0] and (classes[0] != ONE or not pair[1]) else 1
        letter = fresh(pair[holder], (*taken, *axes))
        axes.append(letter)
        for side in (0, 1):
            if pair[side] and classes[side] == classes[holder]:
                renamed[side][pair[side]] = letter
            elif pair[side]:
                spread[side].append(pair[side])
    left, right = (
        without(side, dropped, env).renamed(names)
        for side, dropped, names in zip((left, right), spread, renamed, strict=True)
    )
    array, dims, known = combine(operation, left, right)
    return Value(array, dims, known, tuple(axes))


def without(value: Value, letters: list[str], env: Env) -> Value:
    """A value without axes of one entry."""
    for letter in letters:
        axis = IndexedAxis(value.dims.index(letter) + 1, "#1", Index((), 1))
        kept = tuple(own for own in value.axes if own != letter)
        value = value.without((letter,), env.field.at_index(value.array, axis, env), kept, value.orient)
    return value


def without_ones(value: Value, env: Env) -> Value:
    """A value without the axes that were made with one entry; before the last it is a row."""
    ones = [letter for letter, own in zip(value.dims, value.classes, strict=True) if own == ONE]
    is_row = len(value.axes) == 2 and value.axes[0] in ones
    found = without(value, ones, env)
    return found.with_axes(found.axes, "row" if is_row else "column")


def _misfit(left: Value, right: Value) -> FitError:
    sentence = f"{left.described()} and {right.described()} do not combine as NumPy aligns axes, from the last"
    few = min(left, right, key=lambda value: len(value.axes))
    return FitError(f"{sentence}; [:, None] adds an axis" if len(few.axes) == 1 else sentence)
