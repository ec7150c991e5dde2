"""The value of every kind of node: the rules by which the axes of a formula meet.

They hold for arrays of any kind (``array_operations``); this is the one place where a formula's axes are aligned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from math import inf
from typing import Any

import numpy as np

from tutor.notation.entry_powers import made_by_entry
from tutor.notation.errors import FitError, LetterError, NotationError
from tutor.notation.functions import CONSTANTS, FUNCTIONS
from tutor.notation.lower import (
    array_functions,
    lists,
    powers,
    products,
    references,
    sized_by_context,
    summed_products,
    sums,
)
from tutor.notation.lower import array_views as views
from tutor.notation.lower.array_operations import ArrayOperations
from tutor.notation.lower.broadcasting import met
from tutor.notation.lower.entrywise import elementwise
from tutor.notation.lower.environment import LARGE, Env
from tutor.notation.lower.sized_by_context import OPEN
from tutor.notation.lower.value import Value
from tutor.notation.tree import (
    ArgMax,
    Arrays,
    Bin,
    Binder,
    Call,
    Chain,
    Compare,
    Delta,
    Derivative,
    Einsum,
    Fold,
    Indicator,
    Jacobian,
    Lettered,
    Listing,
    Neg,
    Node,
    Num,
    Part,
    Pow,
    Ref,
    Size,
    Transpose,
    View,
    is_numeric,
)

_ALL_BARE = (None,) * 8
_EXP = FUNCTIONS["exp"]


def aligned(node: Node, env: Env) -> Value:
    """The value of a whole formula. Raises FitError where shapes do not fit, NotationError where numbers do not."""
    env.whole = node
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


@lru_cache(maxsize=1024)
def _literal(text: str, field: ArrayOperations) -> Value:
    return Value(field.literal(text))


def _num(node: Num, env: Env) -> Value:
    return _literal(node.text, env.field)


def _size(node: Size, env: Env) -> Value:
    letter = node.letter.lower()
    return Value(env.field.size(env.scope.axes.class_of(letter), env.sizes[letter]))


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
    return _combined(node, _value(node.left, env), _value(node.right, env), env)


def _combined(node: Bin, left: Value, right: Value, env: Env) -> Value:
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


def _chain(node: Chain, env: Env) -> Value:
    return _chained([_value(item, env) for item in node.items], env)


def _chained(values: list[Value], env: Env) -> Value:
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


def _lettered(node: Lettered, env: Env) -> Value:
    return references.by_letters(_value(node.body, env), node.letters, env)


def _part(node: Part, env: Env) -> Value:
    letters = tuple(index.letter for index in node.index)
    entries = isinstance(node.body, Listing) and len(node.body.items) == 1
    outer = env.bound
    env.bound = outer - {letter for index in node.index for letter, _ in index.terms}  # whole, to be read at a place
    try:
        body = _value(node.body.items[0] if isinstance(node.body, Listing) and entries else node.body, env)
    finally:
        env.bound = outer
    if entries and not body.axes and set(letters) <= set(body.dims) and len(set(letters)) == len(letters):
        return body.with_axes(letters, "column")  # [a_i b_j]_{ij}, the matrix that has these entries
    return references.part(body, node.index, env)


def _transpose(node: Transpose, env: Env) -> Value:
    if env.bound and isinstance(node.body, Ref):
        _check_whole(node.body, env)
    body = _value(node.body, env)
    return sized_by_context.transposed(body) if body.orient in OPEN else products.transpose(body)


def _pow(node: Pow, env: Env) -> Value:
    exponent = _whole(node.exponent, env)
    if isinstance(node.base, Call) and node.base.function == "e" and not node.base.args:
        return exponent.with_array(env.field.apply(_EXP, 0, exponent.array))
    base = _value(node.base, env)
    if base.dims != exponent.dims:
        env.afford(base, exponent)
    if env.room != inf:
        powers.spend(base, exponent, env)
    result = powers.power(node, base, exponent, env)
    if not result.dims and is_numeric(node) and env.field.overflows(result.array):
        raise NotationError(f"too large a number at column {node.column}", node.column)
    return result


# -- functions, sums, lists ------------------------------------------------------------------------------------


def _call(node: Call, env: Env) -> Value:
    name = node.function
    if name in CONSTANTS and not node.args:
        return Value(env.field.constant(name))
    if name in ("ones", "eye"):
        if not node.args:
            return sized_by_context.made(name, env)
        return array_functions.ones(node, env) if name == "ones" else array_functions.identity(node, env)
    values = [_whole(argument, env) for argument in node.args]
    if name in array_functions.CHOICES:
        return array_functions.choice(name, values, env)
    value = values[0]
    if env.counts and (value.array.size > LARGE or name in env.field.costs):
        env.spend(value.array.size * env.field.costs.get(name, 6))
    function = env.scope.functions.get(name) or FUNCTIONS[name]
    if function.kind == "entry":
        array = env.field.apply(function, node.primes, value.array)
        return Value(array, value.dims, value.classes, value.axes, value.orient)
    if node.along:
        return array_functions.softmax_along(value, node.along, env)
    return array_functions.apply(function.alias or name, values, env)


def _whole(node: Node, env: Env) -> Value:
    """The value of what must have a size of its own: ones are 1 there."""
    value = _value(node, env)
    return value if value.orient not in OPEN else sized_by_context.as_number(value)


def _fold(node: Fold, env: Env) -> Value:
    if not node.binders:
        body = _whole(node.body, env)
        found = sums.folded(node.kind, body, lambda kind, value: sums.over_axes(kind, value, node.axis, env), env)
        return views.kept(found, body, node.axis, env) if node.kept else found
    letters = tuple(binder.letter for binder in node.binders)

    def folded() -> Value:
        if summed_products.is_sum_of_product(node, env):
            body, binders = _summed_product(node, env)
        else:
            body, binders = _whole(node.body, env), node.binders
        found = {letter: env.letters.get(letter) for letter in letters}

        def total(kind: str, value: Value) -> Value:
            for binder in reversed(binders):
                value = sums.over_letter(kind, value, binder, found[binder.letter], env)
            return value

        return sums.folded(node.kind, body, total, env)

    return _binding(letters, env, folded)


def _binding(letters: tuple[str, ...], env: Env, read: Callable[[], Value]) -> Value:
    """What ``read`` gives where these letters are bound: bare axes of their names run, and nothing outside is meant."""
    outer_bound, outer_letters = env.bound, dict(env.letters)
    env.bound = outer_bound | frozenset(letters)
    for letter in letters:
        env.letters.pop(letter, None)
    try:
        found = read()
    finally:
        env.bound = outer_bound
    env.letters.update(outer_letters)
    for letter in letters:
        if letter not in outer_letters:
            env.letters.pop(letter, None)
    return found


def _argmax(node: ArgMax, env: Env) -> Value:
    def first() -> Value:
        body = _whole(node.body, env)
        if node.letter not in body.dims or node.letter in body.axes:
            raise FitError(f"nothing under the argmax depends on the letter {node.letter}", "index-unused")
        return body.with_array(env.field.first_largest(body, node.letter))

    return references.at_place(_binding((node.letter,), env, first), node.letter, node.place, env)


def _compare(node: Compare, env: Env) -> Value:
    return array_functions.related(node.relation, _whole(node.left, env), _whole(node.right, env), env)


def _summed_product(node: Fold, env: Env) -> tuple[Value, tuple[Binder, ...]]:
    """A product and the letters it is still to be summed over: none where it is so large that it is not even made."""
    body = node.body
    parts = body.items if isinstance(body, Chain) else summed_products.written_factors(body)
    values = [_value(part, env) for part in parts]
    if any(value.orient in OPEN for value in values):
        return _value(body, env), node.binders
    side_by_side = isinstance(body, Chain)
    factors = summed_products.large_factors(values, node.binders, env.field, LARGE, side_by_side=side_by_side)
    if factors is not None:
        env.spend(factors.entries)
        return summed_products.of_product(factors, node.binders, env), ()
    product = _chained(values, env) if isinstance(body, Chain) else _product(body, iter(values), env)
    return product, node.binders


def _product(node: Node, factors: Iterator[Value], env: Env) -> Value:
    """A product of what is known already."""
    if isinstance(node, Bin) and node.op in "*⊙":
        left, right = _product(node.left, factors, env), _product(node.right, factors, env)
        return _combined(node, left, right, env)
    return next(factors)


def _listing(node: Listing, env: Env) -> Value:
    return lists.listed([_whole(item, env) for item in node.items], node, env)


# -- whole arrays ------------------------------------------------------------------------------------------------


def _arrays(node: Arrays, env: Env) -> Value:
    around = env.running, env.broadcasts
    env.running, env.broadcasts = () if node.whole else env.running, node.strict or env.broadcasts
    try:
        return _value(node.body, env)
    finally:
        env.running, env.broadcasts = around


def _view(node: View, env: Env) -> Value:
    return views.view(node, _value(node.body, env), env)


def _einsum(node: Einsum, env: Env) -> Value:
    return views.einsum(node, [_value(argument, env) for argument in node.args], env)


def _derivative(node: Derivative, env: Env) -> Value:
    raise NotationError(f"the derivative at column {node.column} is not worked out here: write what it comes to")


def _jacobian(node: Jacobian, env: Env) -> Value:
    """A derivative that was worked out, its axes those of what is differentiated, then those of the other."""
    way = next((way for way in node.ways if way.running == env.running), None)
    if way is None:
        raise FitError(f"the derivative at column {node.source.column} has no value on whole arrays")
    entry = way.diagonal if node.along and way.diagonal is not None else way.entry
    marks = (*way.of, *(() if node.along else way.by))
    for letter, _, size_class in way.free:
        env.bind(letter, size_class)

    def read() -> Value:
        for letter, _, size_class in marks:
            env.bind(letter, size_class)
        return _value(entry, env)

    value = _binding(tuple(letter for letter, _, _ in marks), env, read)
    return references.on_axes(value, (*marks, *way.free), len(marks), env)


_CASES: dict[type, Callable[[Any, Env], Value]] = {
    Num: _num,
    Ref: references.ref,
    Size: _size,
    Neg: _neg,
    Bin: _bin,
    Chain: _chain,
    Pow: _pow,
    Transpose: _transpose,
    Lettered: _lettered,
    Part: _part,
    Call: _call,
    Fold: _fold,
    Delta: references.delta,
    Indicator: references.indicator,
    Compare: _compare,
    ArgMax: _argmax,
    Listing: _listing,
    View: _view,
    Einsum: _einsum,
    Arrays: _arrays,
    Derivative: _derivative,
    Jacobian: _jacobian,
}
