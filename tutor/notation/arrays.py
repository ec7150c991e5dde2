"""Functions of whole arrays: softmax, diag, outer, correlation, flip, inverse, ones, flattened positions."""

from __future__ import annotations

from typing import cast

import numpy as np

from tutor.notation import powers, products
from tutor.notation.contractions import summed_product
from tutor.notation.env import Env
from tutor.notation.errors import FitError, NotationError
from tutor.notation.scope import Scope
from tutor.notation.tree import Call, Size
from tutor.notation.values import Value, combine, fresh, merged


def apply(name: str, values: list[Value], env: Env) -> Value:
    """Apply a function that knows about axes."""
    if name == "outer":
        return products.outer(flat(values[0], env.scope), flat(values[1], env.scope))
    if name in ("corr", "conv"):
        return _correlation(name, values[0], values[1], env)
    if name == "softmax":
        return _softmax(values[0], env)
    if name == "diag":
        return _diag(values[0], env)
    if name == "inv":
        return powers.matrix_power(values[0], np.array([-1.0]))
    if name == "flat":
        return flat(values[0], env.scope)
    return _flip(values[0])


def ones(node: Call, env: Env) -> Value:
    """``ones(N)``, also ``e_N``: the vector of N ones."""
    letter = cast(Size, node.args[0]).letter.lower()
    size_class = env.scope.class_of(letter)
    array = np.ones((1, env.size(size_class)))
    if env.field.dtype is object:
        array = array.astype(int).astype(object)
    if env.runs(letter):
        env.bind(letter, size_class)
        return Value(array, (letter,), (size_class,))
    return Value(array, (letter,), (size_class,), (letter,))


def _softmax(value: Value, env: Env) -> Value:
    if not value.axes:
        raise FitError("softmax works on a whole vector: write softmax(z), without the index it runs over")
    position = value.dims.index(value.axes[-1]) + 1
    array = value.array
    if array.dtype == float:
        array = array - array.max(axis=position, keepdims=True)
    exponentials = env.field.functions["exp"](array)
    shares = exponentials / exponentials.sum(axis=position, keepdims=True)
    return Value(shares, value.dims, value.classes, value.axes, value.orient)


def _diag(value: Value, env: Env) -> Value:
    if len(value.axes) == 2 and value.axis_classes()[0] == value.axis_classes()[1]:
        first, second = value.axes
        dims = tuple(first if letter == second else letter for letter in value.dims)
        return merged(Value(value.array, dims, value.classes, (first,)))
    if len(value.axes) != 1:
        raise FitError(f"diag takes a vector, not {value.described()}")
    letter = value.axes[0]
    second = fresh(letter + "'", value.dims)
    eye = np.eye(value.array.shape[value.dims.index(letter) + 1])[None]
    if env.field.dtype is object:
        eye = eye.astype(int).astype(object)
    size_class = value.class_of(letter)
    identity = Value(eye, (letter, second), (size_class, size_class))
    array, dims, classes = combine(np.multiply, value, identity)
    return Value(array, dims, classes, (letter, second))


def _flip(value: Value) -> Value:
    if not value.axes:
        raise FitError("flip turns an array round; a number has no axis")
    array = value.array
    for letter in value.axes:
        array = np.flip(array, axis=value.dims.index(letter) + 1)
    return Value(array, value.dims, value.classes, value.axes, value.orient)


def _correlation(name: str, left: Value, right: Value, env: Env) -> Value:
    """The valid cross-correlation: the second array slid over the first; ``conv`` slides the smaller one."""
    if len(left.axes) != 2 or len(right.axes) != 2:
        raise FitError(f"{name} takes two matrices, not {left.described()} and {right.described()}")

    def extent(value: Value) -> tuple[int, ...]:
        return tuple(value.array.shape[value.dims.index(axis) + 1] for axis in value.axes)

    large, small = extent(left), extent(right)
    if name == "conv" and not all(a >= b for a, b in zip(large, small, strict=True)):
        left, right, large, small = right, left, small, large
    if not all(a >= b for a, b in zip(large, small, strict=True)):
        if name == "conv":
            raise NotationError("conv: neither array is at least as large as the other on both axes")
        said = f"the second array of corr slides over the first, so {left.described()} must be the larger one"
        raise FitError(said, "order")
    taken = left.dims + right.dims
    rows, columns = fresh("a", taken), fresh("b", (*taken, "a"))
    inner = (fresh("c", taken), fresh("d", taken))
    positions = tuple(left.dims.index(axis) + 1 for axis in left.axes)
    windows = np.lib.stride_tricks.sliding_window_view(left.array, small, axis=positions)
    env.spend_if_large(windows.size)
    changed = dict(zip(left.axes, (rows, columns), strict=True))
    dims = (*(changed.get(d, d) for d in left.dims), *inner)
    window = Value(windows, dims, (*left.classes, *right.axis_classes()))
    if env.results is not None:
        env.results.append((name, window))
    kernel = right.renamed(dict(zip(right.axes, inner, strict=True)))
    array, letters = summed_product(window, kernel, inner)
    known = dict(zip(window.dims + kernel.dims, window.classes + kernel.classes, strict=True))
    for letter, first, second in zip((rows, columns), left.axis_classes(), right.axis_classes(), strict=True):
        known[letter] = env.scope.difference_class(first, second)
    return Value(array, letters, tuple(known[letter] for letter in letters), (rows, columns))


def flat(value: Value, scope: Scope) -> Value:
    """An array of positions as one column, row by row, its transpose as that row; anything else as it is."""
    if len(value.axes) != 2:
        return value
    axes, orient = value.axes, "column"
    letter = scope.pair_letter(value.axis_classes())
    if letter is None:
        axes, orient = axes[::-1], "row"
        letter = scope.pair_letter(value.axis_classes()[::-1])
    if letter is None:
        return value
    positions = [value.dims.index(axis) + 1 for axis in axes]
    rest = [d for d in value.dims if d not in value.axes]
    array = np.moveaxis(value.array, positions, (1, 2))
    array = array.reshape(array.shape[0], -1, *array.shape[3:])
    classes = tuple(value.class_of(d) for d in rest)
    return Value(array, (letter, *rest), (letter, *classes), (letter,), orient)


def both_flat(left: Value, right: Value, scope: Scope) -> tuple[Value, Value]:
    """Where one side is flattened positions and the other the array of them, flatten both."""
    if not scope.pairs or len(left.axes) == len(right.axes):
        return left, right
    if len(left.axes) == 1 and left.axis_classes()[0] in scope.pairs:
        return left, flat(right, scope)
    if len(right.axes) == 1 and right.axis_classes()[0] in scope.pairs:
        return flat(left, scope), right
    return left, right
