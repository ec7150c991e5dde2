"""The value of a formula on arrays with named axes.

One walk over the tree serves every kind of number: floats, complex steps, high precision and symbols. The point
axis comes first, so that sixteen sampled points are marked in one pass.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from tutor.notation import arrays, entries, lists, powers, products, sums
from tutor.notation.env import LARGE, Env
from tutor.notation.errors import FitError, LetterError, NotationError
from tutor.notation.fields import Field
from tutor.notation.tree import (
    Bin,
    Call,
    Chain,
    Delta,
    Fold,
    Listing,
    Neg,
    Node,
    Num,
    Pow,
    Ref,
    Size,
    Transpose,
    is_numeric,
)
from tutor.notation.values import Value, elementwise, plain, scalar

_COST = {"erf": 60}
"""How much more than a sum of two entries a function of one takes; 6 for all others, and for high powers."""
_EXTENDED_COST = {"erf": 1500}
"""The same in extended precision, where some are worked out entry by entry."""
_QUICK_POWERS = frozenset({-2, -1, 0, 1, 2, 3})


def evaluate(node: Node, env: Env) -> Value:
    """The value of ``node``. Raises FitError where shapes do not fit, NotationError for numbers out of bounds."""
    with np.errstate(all="ignore"):
        try:
            return _value(node, env)
        except entries.UnboundError:
            env.used = entries.letters_used(node, env)
            env.letters.clear()
            return _value(node, env)


def _value(node: Node, env: Env) -> Value:
    if env.memo is not None:
        return env.memo.value(node, env, _CASES[type(node)])
    value = _CASES[type(node)](node, env)
    if env.results is not None:
        env.results.append((node, value))
    return value


def from_parts(node: Node, env: Env) -> Value:
    """The value of ``node`` from those that the memo of ``env`` has for the parts under it. Raises as ``evaluate``."""
    return _CASES[type(node)](node, env)


def _num(node: Num, env: Env) -> Value:
    return _literal(node.text, env.field)


def _size(node: Size, env: Env) -> Value:
    return _literal(str(env.sizes[node.letter.lower()]), env.field)


@lru_cache(maxsize=1024)
def _literal(text: str, field: Field) -> Value:
    return scalar(np.array([field.number(text)], dtype=field.dtype))


def _neg(node: Neg, env: Env) -> Value:
    body = _value(node.body, env)
    return Value(np.negative(body.array), body.dims, body.classes, body.axes, body.orient)


# -- arithmetic ----------------------------------------------------------------------------------------------

_UFUNCS: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "⊙": np.multiply,
    "/": np.true_divide,
}


def _bin(node: Bin, env: Env) -> Value:
    left, right = _value(node.left, env), _value(node.right, env)
    op = node.op
    if op == "@":
        _check_taken(node, env)
        return _flattening(products.matmul, left, right, env)
    if op == "/" and len(right.axes) == 2 and right.axis_classes()[0] == right.axis_classes()[1]:
        raise FitError("a matrix cannot be divided by; multiply by its inverse")
    if left.axes and right.axes:
        left, right = arrays.both_flat(left, right, env.scope)
    if left.dims != right.dims:
        env.afford(left, right)
    result = elementwise(_UFUNCS[op], left, right, outer=op in "*⊙")
    if result.array.size > LARGE:
        env.spend(result.array.size)
    if op == "/" and not right.dims and is_numeric(node.right) and not np.all(right.array != 0):
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


_ALL_BARE = (None,) * 8


def _flattening(product: Callable[[Value, Value], Value], left: Value, right: Value, env: Env) -> Value:
    """A product; where it does not fit, arrays of positions are flattened row by row and it is tried again."""
    env.afford(left, right)
    try:
        return product(left, right)
    except LetterError:
        raise
    except FitError:
        flat_left, flat_right = arrays.flat(left, env.scope), arrays.flat(right, env.scope)
        if flat_left is left and flat_right is right:
            raise
        return product(flat_left, flat_right)


def _chain(node: Chain, env: Env) -> Value:
    values = [_value(item, env) for item in node.items]
    try:
        return _fold_left(values, env)
    except FitError:
        merged = _merge_columns(values)
        if len(merged) == len(values):
            raise
        return _fold_left(merged, env)


def _fold_left(values: list[Value], env: Env) -> Value:
    result = values[0]
    for value in values[1:]:
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


def _transpose(node: Transpose, env: Env) -> Value:
    return products.transpose(_value(node.body, env))


def _pow(node: Pow, env: Env) -> Value:
    exponent = _value(node.exponent, env)
    if isinstance(node.base, Call) and node.base.function == "e" and not node.base.args:
        array = env.field.functions["exp"](exponent.array)
        return Value(array, exponent.dims, exponent.classes, exponent.axes, exponent.orient)
    base = _value(node.base, env)
    if base.dims != exponent.dims:
        env.afford(base, exponent)
    if exponent.array.size > 1 or exponent.array.flat[0] not in _QUICK_POWERS:
        env.spend(6.0 * max(base.array.size, exponent.array.size))
    result = powers.power(base, exponent, node.column, declared=powers.is_whole(node.exponent, env.scope))
    if not result.dims and result.array.dtype == float and np.isinf(result.array).any() and is_numeric(node):
        raise NotationError(f"too large a number at column {node.column}", node.column)
    return result


# -- functions, sums, lists ------------------------------------------------------------------------------------


def _call(node: Call, env: Env) -> Value:
    name = node.function
    if name in env.field.constants and not node.args:
        return scalar(np.array([env.field.constants[name]], dtype=env.field.dtype))
    if name == "ones":
        return arrays.ones(node, env)
    values = [_value(argument, env) for argument in node.args]
    value = values[0]
    entries_ = value.array.size
    if entries_ > LARGE or name in _COST:
        costs = _EXTENDED_COST if env.field.name == "extended" else _COST
        env.spend(entries_ * costs.get(name, 6))
    declared = env.scope.functions.get(name)
    meant = declared.alias or name if declared else name
    table = env.field.slopes if node.primes else env.field.functions
    if meant in table:
        return Value(table[meant](value.array), value.dims, value.classes, value.axes, value.orient)
    if declared is not None and declared.formula:
        from tutor.notation.defined import applied

        array = applied(declared, node.primes, value.array, env.field)
        return Value(array, value.dims, value.classes, value.axes, value.orient)
    return arrays.apply(meant, values, env)


def _fold(node: Fold, env: Env) -> Value:
    if not node.binders:
        return sums.over_axes(node.kind, _value(node.body, env), node.axis, env.field)
    letters = tuple(binder.letter for binder in node.binders)
    outer_bound, outer_letters = env.bound, dict(env.letters)
    env.bound = outer_bound | frozenset(letters)
    for letter in letters:
        env.letters.pop(letter, None)
    body = _value(node.body, env)
    found = {letter: env.letters.get(letter) for letter in letters}
    for binder in reversed(node.binders):
        body = sums.over_letter(node.kind, body, binder, found[binder.letter], env)
    env.bound = outer_bound
    env.letters.update(outer_letters)
    for letter in letters:
        if letter not in outer_letters:
            env.letters.pop(letter, None)
    return body


def _listing(node: Listing, env: Env) -> Value:
    return lists.listed([_value(item, env) for item in node.items], node, env)


_CASES: dict[type, Callable[[Any, Env], Value]] = {
    Num: _num,
    Ref: entries.ref,
    Size: _size,
    Neg: _neg,
    Bin: _bin,
    Chain: _chain,
    Pow: _pow,
    Transpose: _transpose,
    Call: _call,
    Fold: _fold,
    Delta: entries.delta,
    Listing: _listing,
}

__all__ = ["Env", "evaluate", "plain"]
