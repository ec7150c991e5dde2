"""Products under a sum that are summed without being made: a matrix product where there are two sides.

`sum_n(d[n,h] * x[n,i])` takes I·H numbers in this way, not N·I·H.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

import numpy as np

from tutor.notation.lower.array_operations import ArrayOperations
from tutor.notation.lower.entrywise import elementwise
from tutor.notation.lower.environment import Env
from tutor.notation.lower.products import with_own_axis
from tutor.notation.lower.value import Value
from tutor.notation.tree import Bin, Binder, Chain, Fold, Node

HARMLESS = 16
"""Where no axis is longer, no product of the kind that people write is large: that is not even looked at (10 µs)."""


class Factors(NamedTuple):
    """What is multiplied letter by letter; the matrix axes of the product and how it is written; its entries."""

    values: Sequence[Value]
    axes: tuple[str, ...]
    orient: str
    entries: int


def is_sum_of_product(node: Fold, env: Env) -> bool:
    """Whether a product is summed from one place to another, and nobody asks for the parts of the sum."""
    body = node.body
    return (
        node.kind == "sum"
        and ((isinstance(body, Bin) and body.op in "*⊙") or (isinstance(body, Chain) and len(body.items) == 2))
        and env.field.sums_products
        and env.memo is None
        and env.results is None
        and any(env.field.exceeds(size, HARMLESS) for size in env.sizes.values())
        and all(_has_fixed_limits(binder) for binder in node.binders)
    )


def written_factors(node: Node) -> list[Node]:
    """What is multiplied, from left to right."""
    if isinstance(node, Bin) and node.op in "*⊙":
        return written_factors(node.left) + written_factors(node.right)
    return [node]


def _has_fixed_limits(binder: Binder) -> bool:
    """Whether a letter runs along its axis from one place to another, whatever other letters are."""
    return not binder.size and all(limit is None or not limit.terms for limit in (binder.low, binder.high))


def large_factors(
    values: Sequence[Value], binders: Sequence[Binder], field: ArrayOperations, most: int, *, side_by_side: bool
) -> Factors | None:
    """Values whose product, of more than ``most`` entries, is one letter by letter, or a column times a row.

    None for other products. All letters that it is summed over must be in it, none of them as a matrix axis.
    """
    points = max([len(value.array) for value in values])
    lengths: dict[str, int] = {}
    for value in values:
        lengths.update(zip(value.dims, value.array.shape[1:], strict=True))
    twice = values[-1].array.shape[1:] if side_by_side else ()  # an axis of a row may have the name of the column's
    if not field.exceeds(points * prod(lengths.values()) * prod(twice), most):
        return None
    axes: tuple[str, ...] = ()
    orient = "column"
    for value in values:
        if value.axes and axes:
            left, right = values[0], value
            if not side_by_side or (len(left.axes), len(right.axes)) != (1, 1):
                return None
            if (left.orient, right.orient) != ("column", "row") or {*right.axes} & ({*left.dims} - {*left.axes}):
                return None
            right, axes = with_own_axis(left, right)
            values = [left, right]
        elif value.axes:
            axes, orient = value.axes, value.orient
    sizes: dict[str, int] = {}
    for value in values:
        if set(axes) & {*value.dims} - {*value.axes}:  # a letter takes the matrix axis of its name
            return None
        for letter, size in zip(value.dims, value.array.shape[1:], strict=True):
            if sizes.setdefault(letter, size) != size:
                return None
    letters = {binder.letter for binder in binders}
    if letters & {*axes} or not letters <= sizes.keys():
        return None
    entries = points * prod(sizes.values())
    return Factors(values, axes, orient, entries) if field.exceeds(entries, most) else None


def of_product(factors: Factors, binders: Sequence[Binder], env: Env) -> Value:
    """A product summed over letters: the whole of it is never made."""
    letters = tuple(binder.letter for binder in binders)
    plain = [Value(value.array, value.dims, value.classes) for value in factors.values]
    left, *others = sorted((_within(value, binders) for value in plain), key=lambda value: -len(value.dims))
    right: Value | None = None
    for value in others:
        if set(value.dims) <= set(left.dims):
            left = elementwise(np.multiply, left, value)
        else:
            right = value if right is None else elementwise(np.multiply, right, value)
    if right is None:
        return _reduced(left, letters, env).with_axes(factors.axes, factors.orient)
    shared = tuple(letter for letter in letters if letter in left.dims and letter in right.dims)
    left = _reduced(left, tuple(letter for letter in letters if letter not in right.dims), env)
    right = _reduced(right, tuple(letter for letter in letters if letter in right.dims and letter not in shared), env)
    if not shared:
        return elementwise(np.multiply, left, right).with_axes(factors.axes, factors.orient)
    classes = dict(zip(left.dims + right.dims, left.classes + right.classes, strict=True))
    array, dims = env.field.summed_product(left, right, shared)
    return Value(array, dims, tuple([classes[letter] for letter in dims]), factors.axes, factors.orient)


def _within(value: Value, binders: Sequence[Binder]) -> Value:
    """The places of a value within the limits of its letters."""
    places = [slice(None)] * value.array.ndim
    for binder in binders:
        if binder.letter in value.dims:
            position = value.dims.index(binder.letter) + 1
            first, last = (
                None if limit is None else max(0, limit.const + value.array.shape[position] * limit.last)
                for limit in (binder.low, binder.high)
            )
            places[position] = slice(max((first or 1) - 1, 0), last)
    return value.with_array(value.array[tuple(places)])


def _reduced(value: Value, letters: tuple[str, ...], env: Env) -> Value:
    """A value summed over some of its letters."""
    return value.without(letters, env.field.reduced("sum", value, letters), ()) if letters else value
