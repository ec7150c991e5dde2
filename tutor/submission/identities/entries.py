"""Two formulas held against each other, entry by entry: where they are the same, and where a condition holds."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.notation.lower.value import Array, Value
from tutor.submission.identities.names import CLASS, SIZE
from tutor.submission.identities.world import TRUE_CLASS

_LEAST = 2
"""So many points must tell something."""
_LARGEST = 1e9
_CLOSE = 1e-8
Grid = npt.NDArray[np.bool_]


class Condition(NamedTuple):
    """That two letters are the same place, or two places."""

    first: str
    second: str
    equal: bool

    def holds(self, letters: Collection[str], true_class: Collection[str]) -> Grid | None:
        """Where it holds on the entries at some letters; None where it is about others."""
        grids = []
        for letter in (self.first, self.second):
            if letter in true_class:
                grids.append(np.full((SIZE,) * len(letters), TRUE_CLASS))
            elif letter in letters:
                grids.append(np.indices((SIZE,) * len(letters))[list(letters).index(letter)])
            else:
                return None
        return np.asarray((grids[0] == grids[1]) == self.equal)


class Entries(NamedTuple):
    """``letters`` are those that run in either side; ``same`` says for which entries both are the same at all points.

    ``extra`` are the letters that only the right side has, ``whole`` says that arrays were compared.
    """

    letters: tuple[str, ...]
    same: Grid
    extra: frozenset[str]
    whole: bool

    def are_same(self, where: Grid | None = None) -> bool:
        """Whether all entries are, or those where something holds."""
        return bool((self.same if where is None else self.same[where]).all())


def compared(left: Value, right: Value, true_class: Collection[str]) -> Entries | None:
    """The entries of two sides; None where they cannot be held against each other.

    Letters of the true class stand for that one place.
    """
    one, other = (_at_class(value, true_class) for value in (left, right))
    if {*one.classes, *other.classes} - {CLASS} or not all(map(_is_laid_out, (one, other))):
        return None
    if len(one.axes) != len(other.axes):
        one, other = _lettered(one, other), _lettered(other, one)
    if len(one.axes) != len(other.axes):
        return None
    letters = tuple(dict.fromkeys(letter for value in (one, other) for letter in _running(value)))
    first, *layouts = [_laid(one, letters, one.axes), _laid(other, letters, other.axes)]
    if len(one.axes) == 2:
        layouts.append(_laid(other, letters, other.axes[::-1]))
    found = [grid for array in layouts if (grid := _same(first, array, len(letters))) is not None]
    if not found:
        return None
    extra = frozenset(_running(other)) - frozenset(_running(one))
    return Entries(letters, max(found, key=np.sum), extra, bool(one.axes))


def _is_laid_out(value: Value) -> bool:
    """Whether every axis of an array has a letter of its own."""
    return len(set(value.dims)) == len(value.dims) == value.array.ndim - 1


def _running(value: Value) -> list[str]:
    return [letter for letter in value.dims if letter not in value.axes]


def _at_class(value: Value, true_class: Collection[str]) -> Value:
    for letter in [one for one in _running(value) if one in true_class]:
        array = np.take(value.array, TRUE_CLASS, axis=value.dims.index(letter) + 1)
        value = value.without((letter,), array, value.axes, value.orient)
    return value


def _lettered(value: Value, other: Value) -> Value:
    """A vector as its entry at the letter of the other side, where that is all the difference."""
    letters = [one for one in _running(other) if one not in value.dims]
    if len(value.axes) == 1 and not other.axes and len(letters) == 1:
        return value.renamed({value.axes[0]: letters[0]}).with_axes((), value.orient)
    return value


def _laid(value: Value, letters: tuple[str, ...], axes: tuple[str, ...]) -> Array:
    """The array on these letters, then on its own axes."""
    order = [0, *(value.dims.index(one) + 1 for one in (*letters, *axes) if one in value.dims)]
    array = np.transpose(value.array, order)
    for at, letter in enumerate(letters, 1):
        array = array if letter in value.dims else np.expand_dims(array, at)
    return array


def _same(one: Array, other: Array, letters: int) -> Grid | None:
    """For each entry at the letters, whether two arrays are the same wherever both have a value."""
    a, b = np.broadcast_arrays(one, other)
    usable = np.isfinite(a) & np.isfinite(b) & (np.abs(a) < _LARGEST) & (np.abs(b) < _LARGEST)
    if a.shape[0] > 1 and (usable.reshape(len(a), -1).all(axis=1)).sum() < _LEAST:
        return None
    with np.errstate(all="ignore"):
        near: Any = np.abs(a - b) <= _CLOSE * (1 + np.abs(a) + np.abs(b))
    axes = (0, *range(letters + 1, a.ndim))
    grid = (near | ~usable).all(axis=axes) & usable.any(axis=axes)
    return np.broadcast_to(grid, (SIZE,) * letters)
