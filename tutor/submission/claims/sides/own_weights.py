"""The slopes of units by their own weights, as pages write them for those by all weights: ``dz/dW = x``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value
from tutor.notation.tree import Derivative, Node
from tutor.submission.claims.sides.laid_out import SAME, Pair, paired

_AXES = 3
"""Those of the derivative of a vector by a matrix."""


def by_own_weights(left: Node, value: Value, right: Value, env: Env) -> Pair | None:
    """The two sides, if the right one is what the derivative of a vector by a matrix has for every unit's own row.

    None for anything else: what differs there may be meant otherwise.
    """
    if not isinstance(left, Derivative) or len(value.axes) != _AXES or not 0 < len(right.axes) < _AXES:
        return None
    for own in _own_rows(value):
        pair = paired(own, right, env)
        if pair is not None and pair.outcome == SAME:
            return pair
    return None


def _own_rows(value: Value) -> Iterator[Value]:
    """The rows that are not zero as a matrix, and as one vector where they are all the same."""
    for one, other in combinations(value.axes, 2):
        if value.class_of(one) != value.class_of(other):
            continue
        first, second = value.dims.index(one) + 1, value.dims.index(other) + 1
        rows = np.diagonal(value.array, axis1=first, axis2=second)
        whole = np.count_nonzero(value.array)
        if whole != np.count_nonzero(rows):
            continue
        dims = tuple(letter for letter in value.dims if letter not in (one, other))
        classes = tuple(value.class_of(letter) for letter in dims)
        axes = tuple(letter for letter in value.axes if letter not in (one, other))
        yield Value(rows, (*dims, one), (*classes, value.class_of(one)), (one, *axes))
        if np.allclose(rows, rows[..., :1], rtol=1e-9, atol=0):
            yield Value(rows[..., 0], dims, classes, axes)
