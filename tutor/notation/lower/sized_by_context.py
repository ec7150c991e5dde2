"""The identity matrix and the vector of ones where no size is written: they are as large as what they meet.

Such a value has no axes yet, only a number that it is multiplied with, and says in ``orient`` what it is. It becomes an
array beside a matrix; a vector of ones adds up what it is multiplied with, and is 1 wherever else it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.notation.errors import FitError, NotationError
from tutor.notation.lower import sums
from tutor.notation.lower.entrywise import elementwise
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value, fresh

IDENTITY, ONES, ROW_OF_ONES = "identity", "ones", "row of ones"
OPEN = frozenset({IDENTITY, ONES, ROW_OF_ONES})
"""What ``orient`` says of a value of no size."""
_TURNED = {ONES: ROW_OF_ONES, ROW_OF_ONES: ONES}
_NOT_TOLD = "the size of the identity matrix is told by a square matrix beside it, or written: eye(N)"
_NO_ROW = "how long the row of ones is cannot be told here: write it with its size, as in ones(N)^T"


def made(name: str, env: Env) -> Value:
    """``eye`` or ``ones`` without a size."""
    return Value(env.field.literal("1"), orient=IDENTITY if name == "eye" else ONES)


def transposed(value: Value) -> Value:
    """A row of ones for a column; an identity stays one."""
    return Value(value.array, value.dims, value.classes, (), _TURNED.get(value.orient, value.orient))


def as_number(value: Value) -> Value:
    """Ones as 1. Raises FitError for an identity: where it stands it would have to be an array."""
    if value.orient not in OPEN:
        return value
    if value.orient == IDENTITY:
        raise FitError(_NOT_TOLD)
    return Value(value.array, value.dims, value.classes)


def identity(size_class: str, letter: str, env: Env) -> Value:
    """The identity matrix of a size, on an axis with this letter and another."""
    second = letter + "'"
    return Value(env.field.eye(size_class, env.size(size_class)), (letter, second), (size_class,) * 2, (letter, second))


def combined(op: str, operation: Callable[[Any, Any], Any], left: Value, right: Value, env: Env) -> Value:
    """A sum, a difference, an entrywise product or a quotient of which one side is of no size."""
    sides = {left.orient, right.orient}
    scales = op in "*⊙" or (op == "/" and right.orient not in OPEN)
    if IDENTITY not in sides:
        kinds = [side.orient for side in (left, right) if side.orient in OPEN]
        found = elementwise(operation, as_number(left), as_number(right), outer=op in "*⊙")
        return _of_kind(kinds[0], found) if scales and len(kinds) == 1 and not found.axes else found
    one, other = (left, right) if left.orient == IDENTITY else (right, left)
    if not other.axes:
        if other.orient == IDENTITY or (scales and other.orient not in OPEN):
            return _of_kind(IDENTITY, elementwise(operation, _bare(left), _bare(right)))
        raise FitError(_NOT_TOLD)
    whole = beside(one, other, env)
    return elementwise(operation, *((whole, other) if one is left else (other, whole)))


def beside(value: Value, other: Value, env: Env) -> Value:
    """An identity matrix as large as a square one; beside a row, each of whose rows that is, of its length."""
    classes = other.axis_classes()
    if len(classes) == 2 and classes[0] == classes[1]:
        axes = other.axes
    elif len(classes) == 1 and other.orient == "row":
        axes = (fresh(other.axes[0] + "'", (*value.dims, *other.dims)), other.axes[0])
    else:
        raise FitError(f"the identity matrix does not stand beside {other.described()}")
    eye = Value(env.field.eye(classes[0], env.size(classes[0])), axes, (classes[0],) * 2, axes)
    return elementwise(np.multiply, eye, _bare(value))


def multiplied(left: Value, right: Value, env: Env) -> Value:
    """A product of which one side is of no size."""
    kinds = left.orient, right.orient
    if IDENTITY in kinds:
        one, other = (left, right) if left.orient == IDENTITY else (right, left)
        product = elementwise(np.multiply, _bare(one), _bare(other))
        if other.axes:
            return product
        return _of_kind(other.orient if other.orient in OPEN else IDENTITY, product)
    if left.orient in OPEN and right.orient in OPEN:
        raise FitError("how many ones there are is not told by a product of ones")
    one, other = (left, right) if left.orient in OPEN else (right, left)
    if not other.axes:
        return _of_kind(one.orient, elementwise(np.multiply, _bare(one), other))
    number = _bare(one)
    if one is left and one.orient == ROW_OF_ONES:
        if len(other.axes) == 1 and other.orient == "row":
            raise FitError(f"a row of ones times {other.described()} does not fit: one must be transposed", "transpose")
        return elementwise(np.multiply, number, _added_up(other, 0, env))
    if one is right and one.orient == ONES and (len(other.axes) > 1 or other.orient == "row"):
        return elementwise(np.multiply, number, _added_up(other, len(other.axes) - 1, env))
    if one is right and one.orient == ROW_OF_ONES:
        raise NotationError(_NO_ROW)
    if len(other.axes) > 1:
        raise FitError(f"a column of ones times {other.described()} does not fit: one must be transposed", "transpose")
    return elementwise(np.multiply, number, other)


def _added_up(value: Value, axis: int, env: Env) -> Value:
    found = sums.over_axes("sum", value, axis, env)
    return Value(found.array, found.dims, found.classes, found.axes, "row" if axis == 0 else "column")


def _bare(value: Value) -> Value:
    """The number that a value of no size is multiplied with; anything else as it is."""
    return Value(value.array, value.dims, value.classes) if value.orient in OPEN else value


def _of_kind(kind: str, value: Value) -> Value:
    return Value(value.array, value.dims, value.classes, (), kind)
