"""Sums, means, products and the like: over letters, with or without limits, and over matrix axes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tutor.notation.errors import FitError
from tutor.notation.functions import FUNCTIONS
from tutor.notation.lower.array_operations import Limit
from tutor.notation.lower.entrywise import elementwise
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value
from tutor.notation.tree import Binder

Total = Callable[[str, Value], Value]
"""The sum or the mean of a value over the axes in question."""


def folded(kind: str, body: Value, total: Total, env: Env) -> Value:
    """A fold, or what it is short for: the length, the variance and the deviation are made of sums and means."""
    if kind == "norm" and not body.dims:
        return body.with_array(env.field.apply(FUNCTIONS["abs"], 0, body.array))
    if kind not in ("norm", "var", "std"):
        return total(kind, body)
    if kind != "norm":
        body = elementwise(np.subtract, body, total("mean", body))
    squares = body.with_array(env.field.power(body.array, env.field.literal("2"), 0))
    found = total("sum" if kind == "norm" else "mean", squares)
    return found if kind == "var" else found.with_array(env.field.apply(FUNCTIONS["sqrt"], 0, found.array))


def over_axes(kind: str, value: Value, axis: int | tuple[int, ...] | None, env: Env) -> Value:
    """``sum(a)`` over all matrix axes, or ``sum(a, axis=0)`` over some of them."""
    if not value.axes:
        raise FitError(f"there is no axis left for {kind} to run over")
    over = value.axes if axis is None else numbered(value, axis)
    array = env.field.reduced(kind, value, over)
    return value.without(over, array, tuple(a for a in value.axes if a not in over))


def numbered(value: Value, axis: int | tuple[int, ...]) -> tuple[str, ...]:
    """The matrix axes with these numbers, which count from 0, or from the last, -1."""
    numbers = (axis,) if isinstance(axis, int) else axis
    count = len(value.axes)
    for number in numbers:
        if not -count <= number < count:
            raise FitError(f"{value.described()} has no axis {number}")
    found = tuple(value.axes[number] for number in numbers)
    if len(set(found)) < len(found):
        raise FitError("an axis is named twice")
    return found


def over_letter(kind: str, body: Value, binder: Binder, size_class: str | None, env: Env) -> Value:
    """One letter summed over, from its low to its high limit; ``size_class`` is what it ran over in the body."""
    letter = binder.letter
    if size_class is None:
        if letter not in env.sizes:
            raise FitError(f"nothing under the {kind} depends on the letter {letter}", "index-unused")
        size_class = env.scope.axes.class_of(letter)
    if binder.size and env.scope.axes.class_of(binder.size.lower()) != size_class:
        raise FitError(f"the letter {letter} runs over {size_class}, but its {kind} ends at {binder.size}")
    if letter in body.axes:
        raise FitError(f"the axis {letter} is used both as a letter and as a whole")
    if letter not in body.dims:
        array = env.field.repeated(body.array, env.size(size_class))
        body = Value(array, (letter, *body.dims), (size_class, *body.classes), body.axes, body.orient)
    if binder.low is not None or binder.high is not None:
        body = _limited(kind, body, binder, env)
    array = env.field.reduced(kind, body, (letter,))
    return body.without((letter,), array, body.axes, body.orient)


def _limited(kind: str, body: Value, binder: Binder, env: Env) -> Value:
    """Terms outside the limits become 0 (or 1 in a product), also where a limit is another letter."""
    own = body.class_of(binder.letter)
    limits: list[Limit] = []
    for bound, upper in ((binder.low, False), (binder.high, True)):
        if bound is None:
            continue
        if not bound.terms:
            limits.append(Limit(bound, upper))
            continue
        other = bound.terms[0][0]
        if other not in body.dims:
            size_class = env.letters.get(other) or own
            env.bind(other, size_class)
            array = body.array[(..., None)]
            body = Value(array, (*body.dims, other), (*body.classes, size_class), body.axes, body.orient)
        limits.append(Limit(bound, upper, body.dims.index(other) + 1, env.span(other, body.class_of(other))))
    limited = body.with_array(env.field.limited(body, binder.letter, limits, "1" if kind == "prod" else "0"))
    if env.results is not None:
        env.results.append((binder, limited))
    return limited
