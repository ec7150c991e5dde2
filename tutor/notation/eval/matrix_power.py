"""Whole powers and inverses of square matrices: by LAPACK, and for numbers that it does not know."""

from __future__ import annotations

from typing import Any

import numpy as np

from tutor.notation.errors import FitError, NotationError
from tutor.notation.lower.value import Array

MAX_EXPONENT = 1000


def raised(array: Array, positions: tuple[int, ...], exponent: Array) -> Array:
    """The power of the matrices along two axes: one exponent for all points, or one for each.

    Raises FitError for a matrix without inverse and where something is differentiated by the exponent, NotationError
    for an exponent out of bounds.
    """
    if exponent.dtype == complex and np.any(exponent.imag):
        raise FitError("nothing is differentiated by how often a matrix is multiplied")
    counts = [round(complex(number).real) for number in exponent]
    if max(map(abs, counts)) > MAX_EXPONENT:
        raise NotationError(f"the power of a matrix is at most {MAX_EXPONENT} here")
    matrices = np.moveaxis(array, positions, (-2, -1))
    if len(set(counts)) == 1:
        powers = _raised(matrices, counts[0])
    else:
        matrices = np.broadcast_to(matrices, (len(counts), *matrices.shape[1:]))
        powers = np.stack([_raised(one, count) for one, count in zip(matrices, counts, strict=True)])
    return np.moveaxis(powers, (-2, -1), positions)


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
            pivot = max(range(column, size), key=lambda row: _size(work[row][column]))
            work[column], work[pivot] = work[pivot], work[column]
            lead = work[column][column]
            if lead == 0:
                raise FitError("this matrix has no inverse")
            work[column] = [entry / lead for entry in work[column]]
            for row in range(size):
                if row != column:
                    factor = work[row][column]
                    work[row] = [a - factor * b for a, b in zip(work[row], work[column], strict=True)]
        result[where] = np.array([row[size:] for row in work], dtype=object)
    return result


def _size(entry: Any) -> Any:
    """How large a number is; a symbol is as good as nothing, but that it is none."""
    return 0 if getattr(entry, "free_symbols", None) else abs(entry)
