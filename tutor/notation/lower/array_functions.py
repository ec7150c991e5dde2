"""Functions of whole arrays: softmax, diag, outer, correlation, flip, inverse, ones, flattened positions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from tutor.notation.errors import FitError, NotationError
from tutor.notation.lower import powers, products, sized_by_context, sums
from tutor.notation.lower.array_operations import ArrayOperations
from tutor.notation.lower.broadcasting import met
from tutor.notation.lower.entrywise import captured, combine, elementwise, merged
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value, fresh
from tutor.notation.tree import Call, Size


def apply(name: str, values: list[Value], env: Env) -> Value:
    """Apply a function that knows about axes."""
    if name == "outer":
        return products.outer(flat(values[0], env), flat(values[1], env))
    if name == "inner":
        return _inner(*both_flat(values[0], values[1], env), env)
    if name in ("corr", "conv"):
        return _correlation(name, values[0], values[1], env)
    if name == "softmax":
        return _softmax(values[0], env)
    if name == "diag":
        return _diag(values[0], env)
    if name == "inv":
        return powers.inverse(values[0], env)
    if name == "tr":
        return _trace(values[0], env)
    if name == "flat":
        return flat(values[0], env)
    return _flip(values[0], env)


def ones(node: Call, env: Env) -> Value:
    """``ones(N)``, also ``e_N``: the vector of N ones."""
    letter = cast(Size, node.args[0]).letter.lower()
    size_class = env.scope.axes.class_of(letter)
    array = env.field.repeated(env.field.literal("1"), env.size(size_class))
    if env.runs(letter):
        env.bind(letter, size_class)
        return Value(array, (letter,), (size_class,))
    return Value(array, (letter,), (size_class,), (letter,))


def identity(node: Call, env: Env) -> Value:
    """``eye(N)``: the identity matrix of this size."""
    letter = cast(Size, node.args[0]).letter.lower()
    return sized_by_context.identity(env.scope.axes.class_of(letter), letter, env)


def _inner(left: Value, right: Value, env: Env) -> Value:
    """The sum of the products of the entries of two arrays of one shape."""
    left, right = captured(left, right)
    if not left.axes or left.axis_classes() != right.axis_classes():
        raise FitError(
            f"an inner product takes two arrays of one shape, not {left.described()} and {right.described()}"
        )
    return sums.over_axes("sum", elementwise(np.multiply, left, right), None, env)


def _softmax(value: Value, env: Env) -> Value:
    if not value.axes:
        raise FitError("softmax works on a whole vector: write softmax(z), without the index it runs over")
    return value.with_array(env.field.softmax(value, value.axes[-1]))


def softmax_along(value: Value, letter: str, env: Env) -> Value:
    """``softmax_j(S)`` along the letter j, or the last matrix axis that is sized like it."""
    if letter not in value.dims:
        size_class = env.scope.axes.class_of(letter)
        alike = [axis for axis in value.axes if value.class_of(axis) == size_class]
        if not alike:
            raise FitError(f"nothing under the softmax depends on the letter {letter}", "index-unused")
        letter = alike[-1]
    return value.with_array(env.field.softmax(value, letter))


CHOICES = frozenset({"max", "min", "where", "clip"})
"""Functions that are one of their arguments at each entry."""


def choice(name: str, values: list[Value], env: Env) -> Value:
    """``max(a, b)``, ``min(a, b)``, ``clip(x, low, high)``, ``where(z > 0, a, b)``, entry by entry."""
    if name == "clip":
        value, low, high = values
        return choice("min", [choice("max", [value, low], env), high], env)
    if name != "where":
        env.afford(*values)
        larger = env.field.larger if name == "max" else _smaller(env.field)
        return met(larger, values[0], values[1], env)
    condition, first, second = values
    field = env.field
    env.afford(first, second)
    one = met(field.spread, first, second, env)
    other = met(lambda array, wanted: field.spread(wanted, array), first, second, env)
    env.afford(condition, one)
    other = met(lambda test, array: field.spread(array, test), condition, other, env)
    return met(lambda test, array: field.chosen(test, array, other.array), condition, one, env)


def _smaller(field: ArrayOperations) -> Callable[[Any, Any], Any]:
    """Minus the larger of two that have the other sign."""
    return lambda one, other: np.negative(field.larger(np.negative(one), np.negative(other)))


def related(relation: str, left: Value, right: Value, env: Env) -> Value:
    """1 where two values are in a relation, else 0."""
    env.afford(left, right)
    return met(lambda one, other: env.field.compared(relation, one, other), left, right, env)


def _diag(value: Value, env: Env) -> Value:
    if len(value.axes) == 2 and value.axis_classes()[0] == value.axis_classes()[1]:
        first, second = value.axes
        dims = tuple(first if letter == second else letter for letter in value.dims)
        return merged(Value(value.array, dims, value.classes, (first,)), env.field)
    if len(value.axes) != 1:
        raise FitError(f"diag takes a vector, not {value.described()}")
    letter = value.axes[0]
    second = fresh(letter + "'", value.dims)
    size_class = value.class_of(letter)
    eye = env.field.eye(size_class, value.array.shape[value.dims.index(letter) + 1])
    identity = Value(eye, (letter, second), (size_class, size_class))
    array, dims, classes = combine(np.multiply, value, identity)
    return Value(array, dims, classes, (letter, second))


def _trace(value: Value, env: Env) -> Value:
    """The sum of the diagonal; of a number, which some read as a matrix of one entry, itself."""
    if not value.axes:
        return value
    if not powers.is_square(value):
        raise FitError(f"tr takes a square matrix, not {value.described()}")
    diagonal = _diag(value, env)
    return diagonal.without(diagonal.axes, env.field.reduced("sum", diagonal, diagonal.axes), ())


def _flip(value: Value, env: Env) -> Value:
    if not value.axes:
        raise FitError("flip turns an array round; a number has no axis")
    return value.with_array(env.field.flip(value.array, value.positions(), value.axis_classes()))


def _correlation(name: str, left: Value, right: Value, env: Env) -> Value:
    """The valid cross-correlation: the second array slid over the first; ``conv`` slides the smaller one."""
    if len(left.axes) != 2 or len(right.axes) != 2:
        raise FitError(f"{name} takes two matrices, not {left.described()} and {right.described()}")

    def extent(value: Value) -> tuple[int, ...]:
        return tuple(value.array.shape[position] for position in value.positions())

    large, small = extent(left), extent(right)
    if name == "conv" and not all(a >= b for a, b in zip(large, small, strict=True)):
        left, right, large, small = right, left, small, large
    if not all(a >= b for a, b in zip(large, small, strict=True)):
        if name == "conv":
            raise NotationError("conv: neither array is at least as large as the other on both axes")
        said = f"the second array of corr slides over the first, so {left.described()} must be the larger one"
        raise FitError(said, "order")
    taken = left.dims + right.dims
    letters: list[str] = []
    for wanted in ("a", "b", *right.axes):  # where it is slid to, and where in it
        letters.append(fresh(wanted, (*taken, *letters)))
    rows, columns, *inner = letters
    windows = env.field.windows(left.array, left.positions(), small)
    env.spend_if_large(windows.size)
    changed = dict(zip(left.axes, (rows, columns), strict=True))
    dims = (*(changed.get(d, d) for d in left.dims), *inner)
    window = Value(windows, dims, (*left.classes, *right.axis_classes()))
    if env.results is not None:
        env.results.append((name, window))
    kernel = right.renamed(dict(zip(right.axes, inner, strict=True)))
    array, dims = env.field.summed_product(kernel, window, tuple(inner))
    known = dict(zip(window.dims + kernel.dims, window.classes + kernel.classes, strict=True))
    for letter, long, short in zip((rows, columns), left.axis_classes(), right.axis_classes(), strict=True):
        known[letter] = env.scope.axes.difference_class(long, short)
    return Value(array, dims, tuple(known[letter] for letter in dims), (rows, columns))


def flat(value: Value, env: Env) -> Value:
    """An array of positions as one column, row by row, its transpose as that row; anything else as it is."""
    if len(value.axes) != 2:
        return value
    scope, axes, orient = env.scope, value.axes, "column"
    letter = scope.axes.pair_letter(value.axis_classes())
    if letter is None:
        axes, orient = axes[::-1], "row"
        letter = scope.axes.pair_letter(value.axis_classes()[::-1])
    if letter is None:
        return value
    rest = [d for d in value.dims if d not in value.axes]
    positions = [value.dims.index(axis) + 1 for axis in axes]
    array = env.field.flat(value.array, positions, [value.class_of(axis) for axis in axes])
    classes = tuple(value.class_of(d) for d in rest)
    return Value(array, (letter, *rest), (letter, *classes), (letter,), orient)


def both_flat(left: Value, right: Value, env: Env) -> tuple[Value, Value]:
    """Where one side is flattened positions and the other the array of them, flatten both."""
    pairs = env.scope.axes.pairs
    if not pairs or len(left.axes) == len(right.axes):
        return left, right
    if len(left.axes) == 1 and left.axis_classes()[0] in pairs:
        return left, flat(right, env)
    if len(right.axes) == 1 and right.axis_classes()[0] in pairs:
        return flat(left, env), right
    return left, right
