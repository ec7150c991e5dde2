"""Powers: entry by entry, except whole powers and the inverse of a square matrix."""

from __future__ import annotations

from typing import Any

import numpy as np

from tutor.notation.errors import FitError, NotationError
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Chain, Neg, Node, Num, Ref, Size, children, is_numeric
from tutor.notation.values import Array, Value, elementwise

MAX_EXPONENT = 10_000
MAX_MATRIX_EXPONENT = 1000
_WHOLE_UP_TO = 1e9
_LARGEST_EXPONENT = 1e7
_LARGEST_BASE = 10**400
"""Bounds where numbers have no largest one."""


def is_whole(node: Node, scope: Scope) -> bool:
    """Whether an exponent is a whole number by what it is made of: numbers, sizes and names declared whole.

    Its values do not tell: ``n`` moved by a complex step is still ``n``, and a number that happens to be 2 at some
    point does not turn an entry by entry power into a product of matrices. A formula of numbers alone has one value.
    """
    if is_numeric(node):
        return True
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, Num):
            fits = part.text.isdigit()
        elif isinstance(part, Ref):
            fits = scope.names[part.name].whole
        elif isinstance(part, Bin):
            fits = part.op in "+-*"
        else:
            fits = isinstance(part, Size | Neg | Chain)
        if not fits:
            return False
        stack += children(part)
    return True


def power(base: Value, exponent: Value, column: int, *, declared: bool) -> Value:
    """``base`` to the power ``exponent``; with ``declared`` it is whole by what it is made of, see `is_whole`.

    Raises NotationError for exponents out of bounds, with their column.
    """
    counts = _whole(exponent, declared=declared)
    square = len(base.axes) == 2 and base.axis_classes()[0] == base.axis_classes()[1]
    if declared and square and _moved(exponent):
        raise FitError("nothing is differentiated by how often a matrix is multiplied")
    if counts is not None and declared and square:
        return matrix_power(base, counts)
    if counts is not None and len(counts) == 1:
        count = int(counts[0])
        if abs(count) > MAX_EXPONENT:
            raise NotationError(f"too large a number at column {column}", column)
        array = base.array**count if count >= 0 else 1.0 / base.array ** (-count)
        return Value(array, base.dims, base.classes, base.axes, base.orient)
    if base.array.dtype == object or exponent.array.dtype == object:
        _check_room(base, exponent, column)
    return elementwise(np.power, base, exponent)


def _check_room(base: Value, exponent: Value, column: int) -> None:
    """High precision has no overflow: a tower of powers would never end."""
    for value, bound in ((exponent, _LARGEST_EXPONENT), (base, _LARGEST_BASE)):
        if any(_is_number(number) and abs(number) > bound for number in value.array.flat):
            raise NotationError(f"too large a number at column {column}", column)


def _whole(exponent: Value, *, declared: bool) -> Array | None:
    """The whole numbers of an exponent: one, if it is the same at all points, else one a point; None if not whole."""
    array = exponent.array
    if exponent.dims or (array.dtype == complex and (not declared or _moved(exponent))):
        return None
    array = array.real if array.dtype == complex else array
    if array.dtype == object:
        if not all(_is_number(number) for number in array.flat):
            return None
        try:
            array = array.astype(float)
        except (TypeError, ValueError, OverflowError):
            return None
    if not (np.abs(array) <= _WHOLE_UP_TO).all() or not (array == np.rint(array)).all():
        return None
    return array[:1] if len(array) == 1 or (array == array[0]).all() else array


def _moved(exponent: Value) -> bool:
    """Whether a complex step moves the exponent: something is differentiated by it."""
    return exponent.array.dtype == complex and bool(np.any(exponent.array.imag))


def matrix_power(value: Value, exponents: Array) -> Value:
    """Whole powers, or the inverse, of a square matrix: one exponent for all points, or one for each."""
    if len(value.axes) != 2 or value.axis_classes()[0] != value.axis_classes()[1]:
        raise FitError(f"only a square matrix has such a power, not {value.described()}")
    if np.abs(exponents).max() > MAX_MATRIX_EXPONENT:
        raise NotationError(f"the power of a matrix is at most {MAX_MATRIX_EXPONENT} here")
    first, second = (value.dims.index(axis) + 1 for axis in value.axes)
    array = np.moveaxis(value.array, (first, second), (-2, -1))
    if len(exponents) > 1 and len(array) == 1:
        array = np.broadcast_to(array, (len(exponents), *array.shape[1:]))
    if len(exponents) == 1:
        raised = _raised(array, int(exponents[0]))
    else:
        raised = np.stack([_raised(one, int(exponent)) for one, exponent in zip(array, exponents, strict=True)])
    return Value(np.moveaxis(raised, (-2, -1), (first, second)), value.dims, value.classes, value.axes)


def _raised(array: Array, exponent: int) -> Array:
    if array.dtype == object:
        return _object_power(array, exponent)
    if array.dtype == np.longdouble:  # LAPACK has no inverse for it
        return _object_power(array.astype(object), exponent).astype(np.longdouble)
    try:
        return np.asarray(np.linalg.matrix_power(array, exponent))
    except np.linalg.LinAlgError:
        raise FitError("this matrix has no inverse") from None


def _object_power(array: Array, exponent: int) -> Array:
    """Square and multiply, for numbers that LAPACK does not know."""
    if exponent < 0:
        array, exponent = _object_inverse(array), -exponent
    result = np.broadcast_to(np.eye(array.shape[-1], dtype=int).astype(object), array.shape)
    while exponent:
        if exponent % 2:
            result = _times(result, array)
        exponent //= 2
        array = _times(array, array) if exponent else array
    return result


def _times(left: Array, right: Array) -> Array:
    return np.asarray((left[..., :, :, None] * right[..., None, :, :]).sum(axis=-2))


def _object_inverse(array: Array) -> Array:
    """Gauss-Jordan with the largest pivot."""
    size = array.shape[-1]
    result = np.empty_like(array)
    for where in np.ndindex(array.shape[:-2]):
        work = [[*array[where][i], *(int(i == j) for j in range(size))] for i in range(size)]
        for column in range(size):
            pivot = max(
                range(column, size), key=lambda row: abs(work[row][column]) if _is_number(work[row][column]) else 0
            )
            work[column], work[pivot] = work[pivot], work[column]
            lead = work[column][column]
            if _is_number(lead) and lead == 0:
                raise FitError("this matrix has no inverse")
            work[column] = [entry / lead for entry in work[column]]
            for row in range(size):
                if row != column:
                    factor = work[row][column]
                    work[row] = [a - factor * b for a, b in zip(work[row], work[column], strict=True)]
        result[where] = np.array([row[size:] for row in work], dtype=object)
    return result


def _is_number(entry: Any) -> bool:
    """Whether an entry is a number and not a symbol."""
    return not getattr(entry, "free_symbols", None)
