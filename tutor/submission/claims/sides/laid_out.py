"""Two values side by side: brought onto the same axes, and compared."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from tutor.notation.errors import FitError
from tutor.notation.lower.array_functions import flat
from tutor.notation.lower.environment import Env
from tutor.notation.lower.sized_by_context import IDENTITY, OPEN, as_number
from tutor.notation.lower.value import Value

Array = npt.NDArray[Any]

SAME: Final = "same"
DIFFERENT: Final = "different"
OPEN_CASE: Final = "open"
MISFIT: Final = "misfit"
Outcome = Literal["same", "different", "open", "misfit"]

_NEAR = 1e-8
_APART = 1e-5
"""Of the largest entry at a point: what is nearer is the same, what is further apart another function."""


def on_axes(value: Value, letters: tuple[str, ...]) -> Array:
    """The array with its dims in this order. Raises FitError where it has others."""
    if set(value.dims) != set(letters):
        raise FitError("it does not have the axes that it had")
    order = [0, *(value.dims.index(letter) + 1 for letter in letters)]
    return np.transpose(value.array, order)


class Pair:
    """A left side and a right side on common axes: ``left`` and ``right`` have the shape (points, *axes)."""

    def __init__(self, left: Array, right: Array) -> None:
        self.left, self.right = np.broadcast_arrays(left, right)

    def part(self, axis: int, chosen: slice) -> Pair:
        """The same at some of the entries along an axis."""
        at = (slice(None),) * axis + (chosen,)
        return Pair(self.left[at], self.right[at])

    @property
    def outcome(self) -> Outcome:
        """Whether they are the same at all points where both are numbers."""
        left, right = self.left.reshape(len(self.left), -1), self.right.reshape(len(self.right), -1)
        with np.errstate(all="ignore"):
            usable = np.isfinite(left) & np.isfinite(right)
            if not usable.any() or (np.isfinite(left) != np.isfinite(right)).any():
                return OPEN_CASE if not usable.any() else DIFFERENT
            scale = np.maximum(np.abs(left), np.abs(right)).max(axis=1, keepdims=True, initial=0.0, where=usable)
            gap = np.where(usable, np.abs(left - right), 0.0)
            if (gap <= _NEAR * scale).all():
                return SAME
            return DIFFERENT if (gap > _APART * scale).any() else OPEN_CASE


def paired(left: Value, right: Value, env: Env, *, numeric: bool = False) -> Pair | None:
    """Both on the axes of the left side; None where the right side has no place on them.

    Letters meet by name; a letter and a whole axis meet by what they run over; whole axes meet in order. What has no
    letter of the left side is the same for all of it. A number stands for an array only if it is ``numeric``.
    """
    right = _sized(right, left, env)
    left, right = _flattened(left, right, env)
    order = _order(left, right, env)
    if order is None:
        return None
    missing = [letter for letter in left.dims if letter not in order]
    if any(letter in left.axes for letter in missing) and not (numeric and not right.dims):
        return None
    array = np.transpose(
        right.array, [0, *(right.dims.index(order[letter]) + 1 for letter in left.dims if letter in order)]
    )
    shape = [len(array)]
    sizes = iter(array.shape[1:])
    shape += [next(sizes) if letter in order else 1 for letter in left.dims]
    array = array.reshape(shape)
    own = left.array
    if any(a != b and 1 not in (a, b) for a, b in zip(own.shape, array.shape, strict=True)):
        return None
    return Pair(own, array)


def turned(value: Value) -> Value:
    """The transpose of a matrix; anything else as it is."""
    return value.with_axes(value.axes[::-1], value.orient) if len(value.axes) == 2 else value


def _order(left: Value, right: Value, env: Env) -> dict[str, str] | None:
    """For the letters of the left side those of the right side; None where one of the right side is left over."""
    found: dict[str, str] = {}
    rest_left = [letter for letter in left.dims if letter not in left.axes]
    rest_right = [letter for letter in right.dims if letter not in right.axes]
    for letter in list(rest_right):
        if letter in rest_left and _alike(left, letter, right, letter, env):
            found[letter] = letter
            rest_left.remove(letter)
            rest_right.remove(letter)
    own, other = list(left.axes), list(right.axes)
    if len(own) == len(other) and not rest_right:
        if not all(_alike(left, a, right, b, env) for a, b in zip(own, other, strict=True)):
            return None
        return found | dict(zip(own, other, strict=True))
    for pool, wanted in ((other, rest_left), (rest_right, own)):
        for letter in list(wanted):
            fitting = [one for one in pool if _alike(left, letter, right, one, env)]
            if fitting and (len(fitting) == 1 or pool is other):
                found[letter] = fitting[0]
                wanted.remove(letter)
                pool.remove(fitting[0])
    if len(own) == len(other) and all(_alike(left, a, right, b, env) for a, b in zip(own, other, strict=True)):
        found |= dict(zip(own, other, strict=True))
        other = []
    return None if other or rest_right else found


def _alike(left: Value, one: str, right: Value, two: str, env: Env) -> bool:
    first, second = left.class_of(one), right.class_of(two)
    if first == second:
        return True
    if not (first.startswith("#") or second.startswith("#")):
        return False
    return bool(left.array.shape[left.dims.index(one) + 1] == right.array.shape[right.dims.index(two) + 1])


def _sized(right: Value, left: Value, env: Env) -> Value:
    if right.orient not in OPEN:
        return right
    if right.orient == IDENTITY and len(left.axes) == 2 and len(set(left.axis_classes())) == 1:
        size_class = left.axis_classes()[0]
        eye = env.field.eye(size_class, env.size(size_class))
        array = np.asarray(right.array).reshape(-1, 1, 1) * eye
        return Value(array, left.axes, left.axis_classes(), left.axes)
    if right.orient == IDENTITY:
        return Value(right.array)
    return as_number(right)


def _flattened(left: Value, right: Value, env: Env) -> tuple[Value, Value]:
    """Both with a pair of axes as one where only one of them has it so."""
    for letter, pair in env.scope.axes.pairs.items():
        classes = tuple(env.scope.axes.class_of(part) for part in pair)
        size_class = env.scope.axes.class_of(letter)
        if size_class in left.classes and right.axis_classes() == classes:
            right = flat(right, env)
        elif size_class in right.classes and left.axis_classes() == classes:
            left = flat(left, env)
    return left, right
