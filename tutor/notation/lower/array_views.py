"""Whole arrays with their axes laid out anew, as NumPy and torch do, and sums over products of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from tutor.notation.errors import FitError, NotationError
from tutor.notation.lower.array_functions import flat
from tutor.notation.lower.broadcasting import ONE, without
from tutor.notation.lower.entrywise import elementwise, merged
from tutor.notation.lower.environment import Env
from tutor.notation.lower.sums import numbered
from tutor.notation.lower.value import Value, fresh
from tutor.notation.tree import Einsum, View

NEW = None
"""Stands for an axis of one entry among the letters of others."""


def kept(found: Value, body: Value, axis: int | tuple[int, ...] | None, env: Env) -> Value:
    """What a fold of ``body`` gave, with an axis of one entry for each that was folded."""
    folded = body.axes if axis is None else numbered(body, axis)
    return laid_out(found, [NEW if letter in folded else letter for letter in body.axes], env)


def laid_out(value: Value, axes: Sequence[str | None], env: Env) -> Value:
    """A value with its axes in this order, and new ones of one entry."""
    letters: list[str] = []
    for axis in axes:
        letter = axis
        if letter is NEW:
            letter = fresh(ONE, (*value.dims, *letters))
            dims, classes = (letter, *value.dims), (ONE, *value.classes)
            value = Value(env.field.repeated(value.array, 1), dims, classes)
        letters.append(letter)
    return value.with_axes(tuple(letters), "column")


def view(node: View, value: Value, env: Env) -> Value:
    """The value of a view. Raises FitError for axes that are not there, NotationError for what has no meaning here."""
    if node.kind == "[]":
        return _with_new_axes(node.given, value, env)
    if node.kind == "reshape":
        return _reshaped(node, value, env)
    numbers = tuple(map(int, node.given))
    count = len(value.axes)
    if node.kind == "unsqueeze":
        if not -count - 1 <= numbers[0] <= count:
            raise FitError(f"{value.described()} has no place {numbers[0]} for another axis")
        at = numbers[0] % (count + 1)
        return laid_out(value, [*value.axes[:at], NEW, *value.axes[at:]], env)
    if node.kind == "squeeze":
        chosen = numbered(value, numbers) if numbers else value.axes
        ones = [axis for axis in chosen if value.class_of(axis) == ONE]
        if numbers and len(ones) < len(chosen):
            raise FitError(f"{value.described()} has more than one entry along {numbers[0]}")
        return without(value, ones, env)
    found = numbered(value, numbers)
    if node.kind == "joined":
        if found != value.axes[-1:]:
            raise FitError(f"a list joins arrays along their last axis, not along {numbers[0]}")
        return value
    if node.kind == "swapaxes":
        swapped = dict(zip(found, found[::-1], strict=True))
        return value.with_axes(tuple(swapped.get(axis, axis) for axis in value.axes), value.orient)
    if len(found) != count:
        raise FitError(f"{value.described()} has {count} axes; {len(found)} are put in order")
    return value.with_axes(found, value.orient)


def _with_new_axes(given: tuple[str, ...], value: Value, env: Env) -> Value:
    own = len(given) - given.count("None") - given.count("...")
    if own > len(value.axes):
        raise FitError(f"{value.described()} has no {own} axes to stand for the colons")
    rest = [":"] * (len(value.axes) - own)
    at = given.index("...") if "..." in given else len(given)
    letters = iter(value.axes)
    every = (*given[:at], *rest, *given[at + 1 :])
    return laid_out(value, [NEW if item == "None" else next(letters) for item in every], env)


def _reshaped(node: View, value: Value, env: Env) -> Value:
    """A value with other sizes: one axis may become a column, a row, or stay; others must have these sizes already."""
    value = without(value, [axis for axis in value.axes if value.class_of(axis) == ONE], env)
    given = [size for size in node.given if size != "1"]
    if len(given) == 1 and len(value.axes) == 2:
        value = flat(value, env)
    alike = len(given) == len(value.axes) and all(
        size == "-1" or env.scope.axes.class_of(size.lower()) == own
        for size, own in zip(given, value.axis_classes(), strict=True)
    )
    if not alike or given.count("-1") > 1:
        sizes = ", ".join(node.given)
        raise NotationError(f"reshape to ({sizes}) has no meaning here for {value.described()}", node.column)
    letters = iter(value.axes)
    return laid_out(value, [NEW if size == "1" else next(letters) for size in node.given], env)


def einsum(node: Einsum, values: Sequence[Value], env: Env) -> Value:
    """The sum over the letters that are not in the result. Raises FitError where axes and letters do not fit."""
    known: dict[str, str] = {}
    named: list[Value] = []
    for value, letters in zip(values, node.letters, strict=True):
        if len(letters) != len(value.axes):
            raise FitError(f"`{letters}` names {len(letters)} axes; {value.described()} has {len(value.axes)}")
        for letter, own in zip(letters, value.axis_classes(), strict=True):
            if known.setdefault(letter, own) != own:
                raise FitError(f"the letter {letter} runs over {known[letter]} and over {own}")
        # No letter of a formula is like these: what runs outside is not captured.
        marks = dict(zip(value.axes, [f"{letter}." for letter in letters], strict=True))
        apart = value.renamed(marks)
        named.append(merged(Value(apart.array, apart.dims, apart.classes), env.field))
    wanted = [f"{letter}." for letter in node.result]
    while len(named) > 1:
        left, right, *others = named
        shared = [letter for letter in left.dims if letter in right.dims and letter.endswith(".")]
        needed = {*wanted, *(letter for other in others for letter in other.dims)}
        summed = tuple(letter for letter in shared if letter not in needed)
        env.afford(left, right)
        named = [_product(left, right, summed, env), *others]
    found = named[0]
    rest = tuple(letter for letter in found.dims if letter.endswith(".") and letter not in wanted)
    if rest:
        found = found.without(rest, env.field.reduced("sum", found, rest), ())
    axes: tuple[str, ...] = reduce(lambda done, letter: (*done, fresh(letter, (*found.dims, *done))), node.result, ())
    return found.renamed(dict(zip(wanted, axes, strict=True))).with_axes(axes, "column")


def _product(left: Value, right: Value, summed: tuple[str, ...], env: Env) -> Value:
    if not summed:
        return elementwise(np.multiply, left, right)
    array, dims = env.field.summed_product(left, right, summed)
    classes = dict(zip(left.dims + right.dims, left.classes + right.classes, strict=True))
    return Value(array, dims, tuple(classes[letter] for letter in dims))
