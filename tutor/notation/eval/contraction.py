"""Products that are summed over letters of both factors, by matmul where they are matrix products, else by einsum."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from tutor.notation.lower.entrywise import combine
from tutor.notation.lower.value import Array, Value


def summed_product(left: Value, right: Value, summed: tuple[str, ...]) -> tuple[Array, tuple[str, ...]]:
    """The product, letters matched by name, added up over the ``summed`` ones: the array and its letters."""
    if left.array.dtype == object or right.array.dtype == object:
        array, dims, _ = combine(np.multiply, left, right)
        array = array.sum(axis=tuple(dims.index(letter) + 1 for letter in summed))
        return array, tuple(letter for letter in dims if letter not in summed)
    one, two = left.array, right.array
    way = _as_matrices(left.dims, right.dims, summed)
    if way is None:
        way = _as_matrices(right.dims, left.dims, summed)
        if way is not None:
            one, two = two, one
    if way is not None:
        first, second, dims, squeezed = way
        product = np.matmul(one.transpose(first[0])[first[1]], two.transpose(second[0])[second[1]])
        return product[squeezed], dims
    recipe, dims = _recipe(left.dims, right.dims, summed)
    if len(one) != len(two):
        points = max(len(one), len(two))
        one, two = (np.broadcast_to(side, (points, *side.shape[1:])) for side in (one, two))
    return np.einsum(recipe, one, two), dims


_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ALL, _AS_ROW = (...,), (..., None, slice(None))
_TAKEN_OFF: dict[tuple[bool, bool], tuple[Any, ...]] = {
    (True, True): _ALL,
    (True, False): (..., 0),
    (False, True): (..., 0, slice(None)),
    (False, False): (..., 0, 0),
}
_Side = tuple[tuple[int, ...], tuple[Any, ...]]


@lru_cache(maxsize=8192)
def _as_matrices(
    left: tuple[str, ...], right: tuple[str, ...], summed: tuple[str, ...]
) -> tuple[_Side, _Side, tuple[str, ...], tuple[Any, ...]] | None:
    """The product as one of stacked matrices, which takes a half to a fifth of einsum's time; None if it is none.

    For each side its transposition and what axes to insert; the letters of the result; what to take off it again.
    """
    shared = tuple(letter for letter in left if letter in right and letter not in summed)
    rows = tuple(letter for letter in left if letter not in right)
    columns = tuple(letter for letter in right if letter not in left)
    if len(summed) != 1 or len(columns) > 1:
        return None
    orders = [
        (0, *(own.index(letter) + 1 for letter in order))
        for own, order in ((left, shared + rows + summed), (right, shared + summed + columns))
    ]
    # Of several rows the last is that of the matrices, and the others have the same matrix on the right.
    spread = (slice(None),) * (1 + len(shared)) + (None,) * (len(rows) - 1) + (slice(None),)
    one, other = (orders[0], _ALL if rows else _AS_ROW), (orders[1], (*spread, slice(None) if columns else None))
    return one, other, shared + rows + columns, _TAKEN_OFF[bool(rows), bool(columns)]


@lru_cache(maxsize=8192)
def _recipe(left: tuple[str, ...], right: tuple[str, ...], summed: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """What einsum is told, with the point axis in front, and the letters of the result."""
    letters = dict.fromkeys(left + right)
    code = dict(zip(letters, _LETTERS[1:], strict=False))
    result = tuple(letter for letter in letters if letter not in summed)
    spell = ["a" + "".join(code[letter] for letter in side) for side in (left, right, result)]
    return f"{spell[0]},{spell[1]}->{spell[2]}", result
