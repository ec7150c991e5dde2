"""Align a result's axes with those of what was asked for."""

from __future__ import annotations

from typing import NamedTuple

from tutor.notation.errors import FitError
from tutor.notation.lower.array_functions import flat
from tutor.notation.lower.broadcasting import ONE, without_ones
from tutor.notation.lower.entrywise import arranged
from tutor.notation.lower.environment import Env
from tutor.notation.lower.sized_by_context import IDENTITY, OPEN, as_number, beside
from tutor.notation.lower.value import Array, Value, plain


class Fitted(NamedTuple):
    """``array`` of shape (points, *target axes); ``row`` says that a row was given."""

    array: Array
    row: bool = False


def fit(value: Value, target: tuple[str, ...], env: Env) -> Fitted:
    """The value on the target's axes: letters by name, then matrix axes in order, then leftover dummies by class.

    Raises FitError when an axis is missing, left over, or in the wrong place.
    """
    if value.orient in OPEN:
        value = _sized(value, target, env)
    dims = value.dims
    if not dims and not target:
        return Fitted(value.array)
    if dims == target and _in_order(value):
        classes = tuple(env.scope.axes.class_of(letter) for letter in target)
        if value.classes == classes:
            return Fitted(value.array, value.orient == "row" and bool(value.axes))
    if ONE in value.classes:
        value = without_ones(value, env)
        if not value.dims and not target:
            return Fitted(value.array)
    value, target, split = _positions(value, target, env)
    order = _assign(value, target, env)
    array = arranged(value.array, value.dims, order)
    if split:
        array = env.field.split(array, *split)
    return Fitted(array, value.orient == "row" and len(value.axes) == 1)


def _sized(value: Value, target: tuple[str, ...], env: Env) -> Value:
    """An identity matrix of the size of a square target; ones as 1."""
    left = [letter for letter in target if letter not in value.dims]
    classes = [env.scope.axes.class_of(letter) for letter in left]
    if value.orient != IDENTITY or len(left) != 2 or classes[0] != classes[1]:
        return as_number(value)
    array = env.field.eye(classes[0], env.size(classes[0]))
    return beside(value, Value(array, tuple(left), tuple(classes), tuple(left)), env)


def _in_order(value: Value) -> bool:
    """Whether the matrix axes stand in the order of the letters: nothing is transposed."""
    return len(value.axes) < 2 or value.axes == tuple(letter for letter in value.dims if letter in value.axes)


def _positions(
    value: Value, target: tuple[str, ...], env: Env
) -> tuple[Value, tuple[str, ...], tuple[int, list[int], tuple[str, ...]] | None]:
    """Where the answer or the target is a flattened pair of axes and the other is not, flatten the pair.

    Last what to split again: the position of the flattened axis, the sizes of the two, and their classes.
    """
    scope = env.scope
    if not scope.axes.pairs:
        return value, target, None
    for letter, pair in scope.axes.pairs.items():
        classes = tuple(scope.axes.class_of(part) for part in pair)
        if letter in target and letter not in value.classes:
            if set(pair) <= set(value.dims) and not set(pair) & set(value.axes):
                value = flat(Value(value.array, value.dims, value.classes, pair), env)
            elif value.axis_classes() == classes:
                value = flat(value, env)
        elif letter in value.classes and any(target[start : start + 2] == pair for start in range(len(target) - 1)):
            start = target.index(pair[0])
            split = (start + 1, [env.size(one) for one in classes], classes)
            return value, (*target[:start], letter, *target[start + 2 :]), split
    return value, target, None


def _assign(value: Value, target: tuple[str, ...], env: Env) -> tuple[str, ...]:
    """For each target letter the letter of the value that it takes."""
    wanted = {letter: env.scope.axes.class_of(letter) for letter in target}
    taken: dict[str, str] = {}
    free = [letter for letter in value.dims if letter not in value.axes]
    for letter in free:
        if letter in wanted and value.class_of(letter) == wanted[letter]:
            taken[letter] = letter
    dummies = sorted(letter for letter in free if letter not in taken)
    remaining = [letter for letter in target if letter not in taken]
    if len(value.axes) + len(dummies) != len(remaining):
        raise FitError(_described(value, target), "shape")
    matrix = list(value.axes)
    if len(matrix) == len(remaining) == 2:
        classes = [value.class_of(axis) for axis in matrix]
        if not all(_same(c, wanted[r], env) for c, r in zip(classes, remaining, strict=True)):
            if all(_same(c, wanted[r], env) for c, r in zip(classes[::-1], remaining, strict=True)):
                raise FitError(
                    f"it has axes [{_list(matrix)}]; the answer has [{_list(remaining)}]: transpose it", "transpose"
                )
            raise FitError(_described(value, target), "shape")
    for axis in matrix:
        home = _home(axis, value.class_of(axis), remaining, wanted, env)
        if home is None:
            raise FitError(_described(value, target), "shape")
        taken[home] = axis
        remaining.remove(home)
    for letter in list(remaining):
        fitting = [dummy for dummy in dummies if _same(value.class_of(dummy), wanted[letter], env)]
        if not fitting:
            raise FitError(_described(value, target), "shape")
        taken[letter] = fitting[0]
        dummies.remove(fitting[0])
    return tuple(taken[letter] for letter in target)


def _home(axis: str, size_class: str, remaining: list[str], wanted: dict[str, str], env: Env) -> str | None:
    homes = [letter for letter in remaining if _same(size_class, wanted[letter], env)]
    if len(remaining) > 1 and plain(axis) in homes and len(homes) > 1 and axis == plain(axis):
        return homes[0] if homes[0] in remaining else axis
    return homes[0] if homes else None


def _same(own: str, wanted: str, env: Env) -> bool:
    return own == wanted or (own.startswith("#") and env.size(own) == env.size(wanted))


def _list(letters: list[str] | tuple[str, ...]) -> str:
    return ",".join(plain(letter) if letter[0].isalpha() else "list" for letter in letters)


def _described(value: Value, target: tuple[str, ...]) -> str:
    asked = "one number is asked for" if not target else f"one number for each [{_list(target)}] is asked for"
    counted = [letter for letter in value.dims if not letter[0].isalpha()]
    lengths = dict(zip(value.dims, value.array.shape[1:], strict=True))
    if not value.dims:
        own = "this is one number"
    elif len(counted) == len(value.dims):
        own = f"this is a list of {' by '.join(str(lengths[letter]) for letter in counted)}"
    else:
        shown = [str(lengths[letter]) if letter in counted else plain(letter) for letter in value.dims]
        own = f"this has {'axis' if len(shown) == 1 else 'axes'} [{','.join(shown)}]"
    return f"{asked}; {own}"
