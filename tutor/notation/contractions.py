"""Products that are summed over letters of both factors."""

from __future__ import annotations

from functools import lru_cache
from string import ascii_letters

import numpy as np

from tutor.notation.errors import FitError
from tutor.notation.values import Array, Value, combine, fresh, plain


def contract(left: Value, first: str, right: Value, second: str) -> Value:
    """The sum over matrix axis ``first`` of left and ``second`` of right; the other axes stay, left's first."""
    if left.class_of(first) != right.class_of(second):
        raise FitError(f"{left.described()} times {right.described()} does not fit", "transpose")
    changes = {second: first} if second != first else {}
    aside: dict[str, str] = {}
    for axis in right.axes:
        if axis != second and axis in left.dims:
            aside[axis] = fresh(axis + "'", left.dims + right.dims)
    for letter in left.axes:
        if letter == first and letter in right.dims and letter != second and letter not in right.axes:
            raise FitError(f"the axis {plain(letter)} is already taken by a letter in the other factor")
    if first in right.axes and first != second and first not in aside:
        aside[first] = fresh(first + "'", left.dims + right.dims)
    right = right.renamed({**aside, **changes})
    known = dict(zip(left.dims + right.dims, left.classes + right.classes, strict=True))
    axes = tuple(a for a in left.axes if a != first) + tuple(a for a in right.axes if a != first)
    array, dims = summed_product(left, right, (first,))
    return Value(array, dims, tuple(known[letter] for letter in dims), axes)


def summed_product(left: Value, right: Value, summed: tuple[str, ...]) -> tuple[Array, tuple[str, ...]]:
    """The product, letters matched by name, added up over the ``summed`` ones: the array and its letters."""
    if left.array.dtype == object or right.array.dtype == object:
        array, dims, _ = combine(np.multiply, left, right)
        array = array.sum(axis=tuple(dims.index(letter) + 1 for letter in summed))
        return array, tuple(letter for letter in dims if letter not in summed)
    recipe, dims = _recipe(left.dims, right.dims, summed)
    one, two = left.array, right.array
    if len(one) != len(two):
        points = max(len(one), len(two))
        one, two = (np.broadcast_to(side, (points, *side.shape[1:])) for side in (one, two))
    return np.asarray(np.einsum(recipe, one, two)), dims


@lru_cache(maxsize=8192)
def _recipe(left: tuple[str, ...], right: tuple[str, ...], summed: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """What einsum is told, with the point axis in front, and the letters of the result."""
    letters = dict.fromkeys(left + right)
    code = dict(zip(letters, ascii_letters[1:], strict=False))
    result = tuple(letter for letter in letters if letter not in summed)
    spell = ["a" + "".join(code[letter] for letter in side) for side in (left, right, result)]
    return f"{spell[0]},{spell[1]}->{spell[2]}", result
