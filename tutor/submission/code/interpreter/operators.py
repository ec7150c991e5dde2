"""Python's operators on the values of handed-in code, each bounded before it is done."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.submission.code.runtime.budget import Budget, CodeError, NotKnownError, ShapesError, shown, small_int
from tutor.submission.code.runtime.values import Unknown

NUMBERS = int | float | np.number | np.bool_
_HIGHEST_POWER = 64

_BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
_COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_UNARY: dict[type, Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}


def is_numeric(value: Any) -> bool:
    """Whether a value is a number or an array of numbers."""
    return isinstance(value, np.ndarray | int | float | np.number | np.bool_)


def first_unknown(*values: Any) -> Unknown | None:
    """The first value that is unknown."""
    return next((value for value in values if isinstance(value, Unknown)), None)


def binary(kind: type, left: Any, right: Any, budget: Budget) -> Any:
    """What an operator gives. Raises CodeError where it cannot be done."""
    unknown = first_unknown(left, right)
    if unknown is not None:
        return unknown
    if is_numeric(left) and is_numeric(right):
        return matmul(left, right, budget) if kind is ast.MatMult else _numeric(kind, left, right, budget)
    if any(isinstance(one, np.ndarray) for one in (left, right)) and all(_is_row(one) for one in (left, right)):
        return binary(kind, as_array(left, budget), as_array(right, budget), budget)
    return _of_lists(kind, left, right, budget)


def _is_row(value: Any) -> bool:
    return is_numeric(value) or isinstance(value, list | tuple)


def _numeric(kind: type, left: Any, right: Any, budget: Budget) -> Any:
    function = _BINARY.get(kind)
    if function is None:
        raise NotKnownError(f"the operator {kind.__name__} has no rule here")
    whole = isinstance(left, int) and isinstance(right, int)
    if whole and kind is ast.Pow and (abs(right) > _HIGHEST_POWER or left.bit_length() > _HIGHEST_POWER):
        left, whole = float(left), False
    if not whole:
        budget.result(np.shape(left), np.shape(right))
    try:
        found = function(left, right)
    except ZeroDivisionError:
        raise CodeError("a division by zero") from None
    except (TypeError, ValueError, OverflowError) as error:
        raise CodeError(_said(error)) from None
    if isinstance(found, complex):
        raise CodeError("a power that is no real number")
    return small_int(found) if isinstance(found, int) and not isinstance(found, bool) else found


def _of_lists(kind: type, left: Any, right: Any, budget: Budget) -> Any:
    if kind is ast.Add and type(left) is type(right) and isinstance(left, str | list | tuple):
        budget.items(len(left) + len(right))
        return left + right
    if kind is ast.Mult and isinstance(right, str | list | tuple):
        left, right = right, left
    if kind is ast.Mult and isinstance(left, str | list | tuple) and isinstance(right, int):
        budget.items(len(left) * max(right, 0))
        return left * right
    if kind is ast.Mod and isinstance(left, str):
        return _formatted(left, right)
    raise NotKnownError(f"{kind_of(left)} and {kind_of(right)} have no such operator here")


def _formatted(text: str, value: Any) -> str:
    """``"W%d" % 1``, which people name arrays with."""
    if text.count("%") == 1 and any(sign in text for sign in ("%d", "%i", "%s")) and isinstance(value, int | str):
        for sign in ("%d", "%i", "%s"):
            text = text.replace(sign, str(value))
        return text
    raise NotKnownError("a text made from values")


def in_place(kind: type, target: np.ndarray[Any, Any], right: Any, budget: Budget) -> None:
    """``target += right`` on an array, which all its views and names see."""
    found = binary(kind, target, right, budget)
    if np.shape(found) != target.shape:
        raise CodeError(f"the shape {shown(np.shape(found))} does not fit into {shown(target.shape)}")
    if not np.can_cast(np.asarray(found).dtype, target.dtype, "same_kind"):
        raise CodeError("fractions do not fit into an array of whole numbers")
    target[...] = found


def matmul(left: Any, right: Any, budget: Budget) -> Any:
    """The matrix product."""
    if not np.ndim(left) or not np.ndim(right):
        raise CodeError("the matrix product of a single number")
    first, second = np.shape(left), np.shape(right)
    inner = second[-2] if len(second) > 1 else second[0]
    if first[-1] != inner:
        raise ShapesError(f"the shapes {shown(first)} and {shown(second)} do not fit together", [(first[-1], inner)])
    try:
        outer = np.broadcast_shapes(first[:-2], second[:-2])
    except ValueError:
        raise CodeError(f"the shapes {shown(first)} and {shown(second)} do not fit together") from None
    shape = (*outer, *first[-2:-1], *(second[-1:] if len(second) > 1 else ()))
    budget.shape(shape)
    budget.work(int(np.prod(shape, dtype=float)) * inner)
    return np.matmul(left, right)


def compare(kind: type, left: Any, right: Any, budget: Budget) -> Any:
    """What a comparison gives, of arrays entry by entry."""
    unknown = first_unknown(left, right)
    if kind in (ast.Is, ast.IsNot):
        if unknown is not None and None not in (
            left if unknown is not left else 0,
            right if unknown is not right else 0,
        ):
            return unknown
        same = left is right or (isinstance(left, bool | int | str) and type(left) is type(right) and left == right)
        return same if kind is ast.Is else not same
    if kind in (ast.In, ast.NotIn):
        return _contains(left, right, budget) == (kind is ast.In)
    if unknown is not None:
        return unknown
    if is_numeric(left) and is_numeric(right):
        if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
            budget.result(np.shape(left), np.shape(right))
        return _COMPARISONS[kind](left, right)
    if isinstance(left, np.ndarray) and isinstance(right, list | tuple):
        return compare(kind, left, as_array(right, budget), budget)
    if isinstance(left, str) and isinstance(right, str):
        return _COMPARISONS[kind](left, right)
    if kind in (ast.Eq, ast.NotEq):
        return _equal(left, right, budget) == (kind is ast.Eq)
    raise NotKnownError(f"{kind_of(left)} and {kind_of(right)} are not compared here")


def _contains(item: Any, items: Any, budget: Budget) -> bool:
    if isinstance(items, str) and isinstance(item, str):
        return item in items
    if isinstance(items, range) and isinstance(item, int):
        return item in items
    if isinstance(items, dict):
        return key_of(item) in items
    if isinstance(items, list | tuple) and not isinstance(item, np.ndarray):
        budget.step(len(items))
        return any(_equal(item, one, budget) for one in items if not isinstance(one, np.ndarray))
    raise NotKnownError(f"whether {kind_of(items)} contains something is not known here")


def _equal(left: Any, right: Any, budget: Budget) -> bool:
    """Whether lists, texts and numbers are the same, item by item with every item counted."""
    budget.step()
    if isinstance(left, list | tuple) and type(left) is type(right):
        return len(left) == len(right) and all(
            _equal(one, other, budget) for one, other in zip(left, right, strict=True)
        )
    if isinstance(left, NUMBERS | str) and isinstance(right, NUMBERS | str):
        return bool(left == right)
    if any(isinstance(one, np.ndarray | Unknown) for one in (left, right)):
        raise NotKnownError("lists of arrays are not compared here")
    return left is right


def unary(kind: type, value: Any, budget: Budget) -> Any:
    """What a sign, or ``~``, gives; ``not`` is no arithmetic and stands elsewhere."""
    if isinstance(value, Unknown):
        return value
    if not is_numeric(value):
        raise NotKnownError(f"{kind_of(value)} has no sign")
    budget.shape(np.shape(value))
    try:
        return _UNARY[kind](value)
    except TypeError as error:
        raise CodeError(_said(error)) from None


def truth(value: Any) -> bool | Unknown:
    """Whether a value counts as true."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, np.ndarray):
        if value.size != 1:
            raise CodeError("an array of several entries is neither true nor false")
        return bool(value.reshape(-1)[0])
    if value is None or isinstance(value, NUMBERS | str | list | tuple | dict | range):
        return bool(value)
    return True


def key_of(value: Any) -> Any:
    """A key of a dict: a text, a number, or a short tuple of these."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, NUMBERS):
        return value if isinstance(value, int | float) else value.item()
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, tuple) and len(value) <= 8 and all(isinstance(one, int | float | str) for one in value):
        return value
    if isinstance(value, Unknown):
        raise NotKnownError(value.reason)
    raise NotKnownError(f"{kind_of(value)} is no key here")


def as_array(value: Any, budget: Budget) -> Any:
    """Nested lists of numbers and arrays as one array, every item counted before it is made."""
    if isinstance(value, np.ndarray | np.number | np.bool_):
        return value
    budget.make(_count(value, budget, 0))
    try:
        found = np.array(value)
    except (ValueError, TypeError, OverflowError):
        raise CodeError("the rows of an array have different lengths") from None
    if found.dtype.kind not in "bif":
        raise NotKnownError("an array of something else than numbers")
    return found


def _count(value: Any, budget: Budget, depth: int) -> int:
    budget.step()
    if isinstance(value, list | tuple | range):
        if depth > 8:
            raise NotKnownError("lists within each other too deeply")
        return 1 + sum(_count(item, budget, depth + 1) for item in value)
    if is_numeric(value):
        return int(np.size(value))
    if isinstance(value, Unknown):
        raise NotKnownError(value.reason)
    raise NotKnownError(f"{kind_of(value)} is no number")


def kind_of(value: Any) -> str:
    """What a value is, in words."""
    if isinstance(value, np.ndarray):
        return f"an array {shown(value.shape)}"
    if isinstance(value, NUMBERS):
        return "a number"
    words = {str: "a text", list: "a list", tuple: "a tuple", dict: "a dict", type(None): "None", range: "a range"}
    return words.get(type(value), f"a {type(value).__name__.lower()}")


def _said(error: Exception) -> str:
    """What NumPy says of an operation that cannot be done, in one line."""
    return " ".join(str(error).split())[:160]
