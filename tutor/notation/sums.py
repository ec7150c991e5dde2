"""Sums, means and products: over letters, with or without limits, and over matrix axes."""

from __future__ import annotations

import numpy as np

from tutor.notation.env import Env
from tutor.notation.errors import FitError
from tutor.notation.fields import Field
from tutor.notation.tree import Binder
from tutor.notation.values import Array, Value, arranged, elementwise


def over_axes(kind: str, value: Value, axis: int | None, field: Field) -> Value:
    """``sum(a)`` over all matrix axes, or ``sum(a, axis=0)`` over one of them."""
    if not value.axes:
        raise FitError(f"there is no axis left for {kind} to run over")
    if axis is not None and axis >= len(value.axes):
        raise FitError(f"{value.described()} has no axis {axis}")
    over = value.axes if axis is None else (value.axes[axis],)
    positions = tuple(value.dims.index(letter) + 1 for letter in over)
    count = int(np.prod([value.array.shape[position] for position in positions]))
    array = _reduced(kind, value.array, positions, count, field)
    kept = [(d, c) for d, c in zip(value.dims, value.classes, strict=True) if d not in over]
    axes = tuple(a for a in value.axes if a not in over)
    return Value(array, tuple(d for d, _ in kept), tuple(c for _, c in kept), axes)


def over_letter(kind: str, body: Value, binder: Binder, size_class: str | None, env: Env) -> Value:
    """One letter summed over, from its low to its high limit; ``size_class`` is what it ran over in the body."""
    letter = binder.letter
    if size_class is None:
        if letter not in env.sizes:
            raise FitError(f"nothing under the {kind} depends on the letter {letter}", "index-unused")
        size_class = env.scope.class_of(letter)
    size = env.size(size_class)
    if binder.size and env.scope.class_of(binder.size.lower()) != size_class:
        raise FitError(f"the letter {letter} runs over {size_class}, but its {kind} ends at {binder.size}")
    if letter in body.axes:
        raise FitError(f"the axis {letter} is used both as a letter and as a whole")
    if letter not in body.dims:
        body = _repeated(body, letter, size_class, size)
    if binder.low is not None or binder.high is not None:
        body = _limited(kind, body, binder, size, env)
    array = _reduced(kind, body.array, (body.dims.index(letter) + 1,), size, env.field)
    kept = [(d, c) for d, c in zip(body.dims, body.classes, strict=True) if d != letter]
    return Value(array, tuple(d for d, _ in kept), tuple(c for _, c in kept), body.axes, body.orient)


def _reduced(kind: str, array: Array, positions: tuple[int, ...], count: int, field: Field) -> Array:
    """Add or multiply along the axes at ``positions``, which hold ``count`` entries together."""
    if kind == "prod":
        return np.asarray(np.multiply.reduce(array, axis=positions))
    total = np.add.reduce(array, axis=positions)
    return np.asarray(total / field.number(str(count)) if kind == "mean" else total)


def _repeated(body: Value, letter: str, size_class: str, size: int) -> Value:
    """A body that does not depend on the letter, once for each of its values."""
    shape = (len(body.array), size, *body.array.shape[1:])
    array = np.broadcast_to(body.array[:, None], shape)
    return Value(array, (letter, *body.dims), (size_class, *body.classes), body.axes, body.orient)


def _limited(kind: str, body: Value, binder: Binder, size: int, env: Env) -> Value:
    """Terms outside the limits become 0 (or 1 in a product), also where a limit is another letter."""
    own = body.class_of(binder.letter)
    inside = Value(np.ones((1, size), dtype=bool), (binder.letter,), (own,))
    counter = np.arange(1, size + 1)
    for bound, compare in ((binder.low, np.greater_equal), (binder.high, np.less_equal)):
        if bound is None:
            continue
        if bound.terms:
            other = bound.terms[0][0]
            size_class = body.class_of(other) if other in body.dims else env.letters.get(other) or own
            if other not in body.dims:
                env.bind(other, size_class)
            start, stop = env.span(other, size_class)
            limit = np.arange(start + 1, stop + 1) + bound.const
            test = compare(counter[:, None], limit[None, :])[None]
            check = Value(test, (binder.letter, other), (own, size_class))
        else:
            fixed = size + bound.const if bound.last else bound.const
            check = Value(compare(counter, fixed)[None], (binder.letter,), (own,))
        inside = elementwise(np.logical_and, inside, check)
    extra = tuple(d for d in inside.dims if d not in body.dims)
    dims = body.dims + extra
    classes = body.classes + tuple(inside.class_of(d) for d in extra)
    mask = arranged(inside.array, inside.dims, dims)
    values = body.array.reshape(body.array.shape + (1,) * len(extra))
    neutral = env.field.number("1" if kind == "prod" else "0")
    limited = Value(np.where(mask, values, neutral), dims, classes, body.axes, body.orient)
    if env.results is not None:
        env.results.append((binder, limited))
    return limited
