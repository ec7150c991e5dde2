"""What side by side, ``@`` and transposition mean for columns, rows and matrices."""

from __future__ import annotations

import numpy as np

from tutor.notation.errors import FitError, LetterError
from tutor.notation.lower.entrywise import captured, combine, elementwise
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value, fresh, plain, stepping_aside


def transpose(value: Value) -> Value:
    """Rows for columns; of a number, nothing; a list is as good a row as a column, and stays one."""
    if len(value.axes) == 2:
        return Value(value.array, value.dims, value.classes, value.axes[::-1])
    if len(value.axes) == 1:
        orient = {"row": "column", "column": "row"}.get(value.orient, "free")
        return Value(value.array, value.dims, value.classes, value.axes, orient)
    if value.axes:
        raise FitError(f"{value.described()} has no transpose: it has more than two axes")
    return value


def outer(left: Value, right: Value) -> Value:
    """A column times a row: every entry with every entry."""
    right, axes = with_own_axis(left, right)
    array, dims, classes = combine(np.multiply, left, right)
    return Value(array, dims, classes, axes)


def with_own_axis(left: Value, right: Value) -> tuple[Value, tuple[str, ...]]:
    """The right side of an outer product with an axis of its own, and the axes of the product."""
    if len(left.axes) != 1 or len(right.axes) != 1:
        raise FitError(f"outer takes two vectors, not {left.described()} and {right.described()}")
    other = right.axes[0]
    if other in left.dims:
        renamed = fresh(other + "'", left.dims + right.dims)
        right = right.renamed({other: renamed})
        other = renamed
    return right, (left.axes[0], other)


def juxtapose(left: Value, right: Value, env: Env) -> Value:
    """The product of two things side by side: the one that fits their shapes."""
    left, right = captured(left, right)
    if not left.axes or not right.axes:
        return elementwise(np.multiply, left, right)
    counts = (len(left.axes), len(right.axes))
    if counts == (1, 1):
        return _two_vectors(left, right, env)
    if max(counts) > 2:
        if left.axes == right.axes:
            return elementwise(np.multiply, left, right)
        raise _misfit(left, right)
    if counts == (2, 1):
        if right.orient != "row" and left.class_of(left.axes[1]) == right.class_of(right.axes[0]):
            return contract(left, left.axes[1], right, right.axes[0], env)
        raise _misfit(left, right)
    if counts == (1, 2):
        if left.orient != "column" and left.class_of(left.axes[0]) == right.class_of(right.axes[0]):
            product = contract(left, left.axes[0], right, right.axes[0], env)
            product.orient = "row"
            return product
        raise _misfit(left, right)
    if left.class_of(left.axes[1]) == right.class_of(right.axes[0]):
        return contract(left, left.axes[1], right, right.axes[0], env)
    if left.axis_classes() == right.axis_classes():
        return elementwise(np.multiply, left, right)
    raise _misfit(left, right)


def _two_vectors(left: Value, right: Value, env: Env) -> Value:
    same = left.axis_classes() == right.axis_classes()
    if left.orient == "row" and right.orient != "row":
        if same:
            return contract(left, left.axes[0], right, right.axes[0], env)
        raise _misfit(left, right)
    if left.orient == "column" and right.orient == "row":
        return outer(left, right)
    if same:
        return elementwise(np.multiply, left, right)
    if "free" in (left.orient, right.orient) and left.orient != right.orient:
        return outer(left, right)
    raise _misfit(left, right)


def matmul(left: Value, right: Value, env: Env) -> Value:
    """``@``: the matrix product, and NumPy's cases with one axis."""
    left, right = captured(left, right)
    if not left.axes or not right.axes:
        number = left if not left.axes else right
        if number.dims:
            letters = ", ".join(plain(letter) for letter in number.dims)
            raise LetterError(f"@ needs a vector or a matrix on both sides; here {letters} is already a letter")
        raise FitError("@ needs a vector or a matrix on both sides; a number is multiplied with *")
    counts = (len(left.axes), len(right.axes))
    if max(counts) > 2:
        raise _misfit(left, right)
    if counts == (1, 1):
        if left.axis_classes() == right.axis_classes() and (left.orient, right.orient) != ("column", "row"):
            return contract(left, left.axes[0], right, right.axes[0], env)
        if (left.orient, right.orient) == ("column", "row"):
            return outer(left, right)
        raise _misfit(left, right)
    if left.class_of(left.axes[-1]) != right.class_of(right.axes[0]):
        raise _misfit(left, right)
    product = contract(left, left.axes[-1], right, right.axes[0], env)
    if counts == (1, 2):
        product.orient = "row"
    return product


def contract(left: Value, first: str, right: Value, second: str, env: Env) -> Value:
    """The sum over matrix axis ``first`` of left and ``second`` of right; the other axes stay, left's first."""
    if left.class_of(first) != right.class_of(second):
        raise FitError(f"{left.described()} times {right.described()} does not fit", "transpose")
    changes = {second: first} if second != first else {}
    clashing = [axis for axis in right.axes if axis != second and axis in left.dims]
    for letter in left.axes:
        if letter == first and letter in right.dims and letter != second and letter not in right.axes:
            raise FitError(f"the axis {plain(letter)} is already taken by a letter in the other factor")
    if first in right.axes and first != second and first not in clashing:
        clashing.append(first)
    if clashing or changes:
        right = right.renamed({**stepping_aside(clashing, left.dims + right.dims), **changes})
    known = dict(zip(left.dims + right.dims, left.classes + right.classes, strict=True))
    axes = tuple([axis for axis in left.axes + right.axes if axis != first])
    array, dims = env.field.summed_product(left, right, (first,))
    return Value(array, dims, tuple([known[letter] for letter in dims]), axes)


def _misfit(left: Value, right: Value) -> FitError:
    """The error for a product whose inner axes differ, and the code of what would mend it."""
    sentence = f"{left.described()} times {right.described()} does not fit"
    first, second = left.axis_classes(), right.axis_classes()
    if len(first) == len(second) == 1:
        return FitError(f"{sentence}: one must be transposed", "transpose")
    if first[-1:] == second[-1:] or first[:1] == second[:1] or first[:1] == second[-1:]:
        return FitError(f"{sentence}: the axes {plain(left.axes[-1])} and {plain(right.axes[0])} meet", "transpose")
    return FitError(f"{sentence}: the axes {plain(left.axes[-1])} and {plain(right.axes[0])} meet", "order")
