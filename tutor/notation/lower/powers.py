"""Powers: entry by entry, except whole powers and the inverse of a square matrix.

Which of the two is meant is read off the formula and the declarations, never off the numbers at hand: a nudge of a
complex step must not turn M^n into another function.
"""

from __future__ import annotations

from tutor.notation.entry_powers import made_by_entry
from tutor.notation.errors import FitError
from tutor.notation.lower.broadcasting import met
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Chain, Neg, Node, Num, Pow, Ref, Size, Transpose

_QUICK = frozenset({-2, -1, 0, 1, 2, 3})
_WHOLE_UP_TO = 1e9
_MATRIX_COST = 10_000
"""What a power of a small matrix takes, in entries (50 µs)."""


def power(node: Pow, base: Value, exponent: Value, env: Env) -> Value:
    """``base`` to the power ``exponent``. Raises NotationError for exponents out of bounds, with their column."""
    if not exponent.dims and is_square(base) and _of_matrix(node, env.scope):
        env.spend(_MATRIX_COST)
        return Value(env.field.matrix_power(base, exponent.array), base.dims, base.classes, base.axes)
    if exponent.dims or len(exponent.array) > 1:
        return met(lambda one, other: env.field.power(one, other, node.column), base, exponent, env)
    return base.with_array(env.field.power(base.array, exponent.array, node.column))


def inverse(value: Value, env: Env) -> Value:
    """``inv(A)``. Raises FitError for what is no square matrix, or has no inverse."""
    if not is_square(value):
        raise FitError(f"only a square matrix has such a power, not {value.described()}")
    return Value(env.field.matrix_power(value, env.field.literal("-1")), value.dims, value.classes, value.axes)


def spend(base: Value, exponent: Value, env: Env) -> None:
    """Count what a power takes, unless it is a quick one."""
    if exponent.array.size > 1 or exponent.array.flat[0] not in _QUICK:
        env.spend(6.0 * max(base.array.size, exponent.array.size))


def is_square(value: Value) -> bool:
    """Whether it has two axes of one class."""
    return len(value.axes) == 2 and value.axis_classes()[0] == value.axis_classes()[1]


def _of_matrix(node: Pow, scope: Scope) -> bool:
    return not node.by_entry and _is_whole(node.exponent, scope) and not made_by_entry(node.base, scope)


def _is_whole(node: Node, scope: Scope) -> bool:
    """Whether an exponent is a whole number: made of sizes, of names declared to be whole, of literals that are."""
    if isinstance(node, Ref):
        return scope.names[node.name].whole
    if isinstance(node, Neg | Transpose):  # a number transposed is that number, and read as such
        return _is_whole(node.body, scope)
    if isinstance(node, Chain):
        return all(_is_whole(item, scope) for item in node.items)
    if isinstance(node, Bin) and node.op != "/":
        return _is_whole(node.left, scope) and _is_whole(node.right, scope)
    if isinstance(node, Size):
        return True
    number = _number(node)
    return number is not None and number == round(number) and abs(number) <= _WHOLE_UP_TO


def _number(node: Node) -> float | None:
    """The value of a literal, or of a quotient of two, such as 4/2."""
    if isinstance(node, Num):
        number = float(node.text)
        return number if abs(number) <= _WHOLE_UP_TO else None
    if isinstance(node, Neg):
        number_of = _number(node.body)
        return None if number_of is None else -number_of
    if isinstance(node, Bin) and node.op == "/":
        above, below = _number(node.left), _number(node.right)
        return above / below if above is not None and below else None
    return None
