"""Numbers, sums and differences, products of all kinds, quotients, powers and transpositions."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import inf
from typing import Any

import numpy as np

from tutor.notation.entry_powers import made_by_entry
from tutor.notation.errors import FitError, LetterError, NotationError
from tutor.notation.functions import FUNCTIONS
from tutor.notation.lower import array_functions, powers, products, sized_by_context
from tutor.notation.lower.array_operations import ArrayOperations
from tutor.notation.lower.broadcasting import met
from tutor.notation.lower.entrywise import elementwise
from tutor.notation.lower.environment import Env
from tutor.notation.lower.node_values import value_of, whole
from tutor.notation.lower.sized_by_context import OPEN
from tutor.notation.lower.value import Value
from tutor.notation.tree import Bin, Call, Chain, Neg, Num, Pow, Ref, Size, Transpose
from tutor.notation.tree_walks import is_numeric

_ALL_BARE = (None,) * 8
_EXP = FUNCTIONS["exp"]


@lru_cache(maxsize=1024)
def _literal(text: str, field: ArrayOperations) -> Value:
    return Value(field.literal(text))


def number(node: Num, env: Env) -> Value:
    """A number as it was typed."""
    return _literal(node.text, env.field)


def size(node: Size, env: Env) -> Value:
    """How long an axis is."""
    letter = node.letter.lower()
    return Value(env.field.size(env.scope.axes.class_of(letter), env.sizes[letter]))


def negative(node: Neg, env: Env) -> Value:
    """A value with its sign changed."""
    body = value_of(node.body, env)
    return Value(np.negative(body.array), body.dims, body.classes, body.axes, body.orient)


_UFUNCS: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "⊙": np.multiply,
    "/": np.true_divide,
}


def binary(node: Bin, env: Env) -> Value:
    """Two values with a sign between."""
    return combined(node, value_of(node.left, env), value_of(node.right, env), env)


def combined(node: Bin, left: Value, right: Value, env: Env) -> Value:
    """Two values that are known, by the sign of ``node``. Raises FitError where their axes do not fit."""
    op = node.op
    if left.orient in OPEN or right.orient in OPEN:
        if op == "@":
            return sized_by_context.multiplied(left, right, env)
        return sized_by_context.combined(op, _UFUNCS[op], left, right, env)
    if op == "@":
        _check_taken(node, env)
        product = _flattening(products.matmul, left, right, env)
        if env.broadcasts and len(left.axes) == len(product.axes) == 1 and left.orient != "row":
            product.orient = "column"  # an array of one axis is as good a column
        return product
    if op == "/" and powers.is_square(right) and not made_by_entry(node.right, env.scope):
        raise FitError("a matrix cannot be divided by; multiply by its inverse")
    if left.axes and right.axes:
        left, right = array_functions.both_flat(left, right, env)
    if left.dims != right.dims:
        env.afford(left, right)
    result = met(_UFUNCS[op], left, right, env, outer=op in "*⊙")
    if env.counts:
        env.spend_if_large(result.array.size)
    if op == "/" and not right.dims and is_numeric(node.right) and env.field.has_zero(right.array):
        raise NotationError(f"division by zero at column {node.column}", node.column)
    return result


def _check_taken(node: Bin, env: Env) -> None:
    """``@`` adds up along the inner axes; one that a sum around it has made a letter is not there any more."""
    for side, inner in ((node.left, -1), (node.right, 0)):
        if isinstance(side, Transpose):
            side, inner = side.body, -1 - inner
        if isinstance(side, Ref) and env.bound:
            bare = [
                axis
                for axis, index in zip(env.scope.names[side.name].axes, side.index or _ALL_BARE, strict=False)
                if index is None and axis not in env.running
            ]
            if bare and bare[inner] in env.bound:
                raise LetterError(f"@ runs over {bare[inner]}, which the sum around it has taken already")


def _flattening(product: Callable[[Value, Value, Env], Value], left: Value, right: Value, env: Env) -> Value:
    """A product; where it does not fit, arrays of positions are flattened row by row and it is tried again."""
    env.afford(left, right)
    try:
        return product(left, right, env)
    except LetterError:
        raise
    except FitError:
        flat_left, flat_right = array_functions.flat(left, env), array_functions.flat(right, env)
        if flat_left is left and flat_right is right:
            raise
        return product(flat_left, flat_right, env)


def chain(node: Chain, env: Env) -> Value:
    """Values side by side: a product of matrices, or by entry."""
    return chained([value_of(item, env) for item in node.items], env)


def chained(values: list[Value], env: Env) -> Value:
    """A product side by side from left to right. Raises FitError where axes do not fit."""
    try:
        return _from_left(values, env)
    except FitError:
        merged = _merge_columns(values)
        if len(merged) == len(values):
            raise
        return _from_left(merged, env)


def _from_left(values: list[Value], env: Env) -> Value:
    result = values[0]
    for value in values[1:]:
        if result.orient in OPEN or value.orient in OPEN:
            result = sized_by_context.multiplied(result, value, env)
        else:
            result = _flattening(products.juxtapose, result, value, env)
    return result


def _merge_columns(values: list[Value]) -> list[Value]:
    """Multiply neighbouring columns of one axis entry by entry: ``w3 (dL/dz3) f'(y3)``."""
    merged = [values[0]]
    for value in values[1:]:
        last = merged[-1]
        alike = len(last.axes) == len(value.axes) == 1 and last.orient == value.orient
        if alike and last.axis_classes() == value.axis_classes():
            merged[-1] = elementwise(np.multiply, last, value)
        else:
            merged.append(value)
    return merged


def transpose(node: Transpose, env: Env) -> Value:
    """A transposed value. Raises LetterError for a matrix that a sum has taken an axis of."""
    if env.bound and isinstance(node.body, Ref):
        _check_whole(node.body, env)
    body = value_of(node.body, env)
    return sized_by_context.transposed(body) if body.orient in OPEN else products.transpose(body)


def _check_whole(node: Ref, env: Env) -> None:
    """A square matrix of which a sum around it has made one axis a letter cannot be turned any more."""
    axes = [
        axis
        for axis, index in zip(env.scope.names[node.name].axes, node.index or _ALL_BARE, strict=False)
        if index is None and axis not in env.running
    ]
    taken = [axis for axis in axes if axis in env.bound]
    if len(axes) == 2 and len(taken) == 1 and len({env.scope.axes.class_of(axis) for axis in axes}) == 1:
        raise LetterError(f"the sum around {node.name} has taken {taken[0]} already, so that it cannot be transposed")


def raised(node: Pow, env: Env) -> Value:
    """A power; with e below it is the exponential. Raises NotationError where a number gets too large."""
    exponent = whole(node.exponent, env)
    if isinstance(node.base, Call) and node.base.function == "e" and not node.base.args:
        return exponent.with_array(env.field.apply(_EXP, 0, exponent.array))
    base = value_of(node.base, env)
    if base.dims != exponent.dims:
        env.afford(base, exponent)
    if env.room != inf:
        powers.spend(base, exponent, env)
    result = powers.power(node, base, exponent, env)
    if not result.dims and is_numeric(node) and env.field.overflows(result.array):
        raise NotationError(f"too large a number at column {node.column}", node.column)
    return result
