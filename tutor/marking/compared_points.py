"""The points at which two formulas over any names are compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError
from tutor.notation.scope import Scope

Array = npt.NDArray[Any]

COUNT = 32
"""Points near one, half of them negative; where these do not do, as many positive ones, or between 0 and 1."""
EXTREME = 8
"""Points beside them with tiny or with large numbers, where saturation and small constants show."""
KINDS = ("signed", "positive", "unit")
MOST_NUMBERS = 200_000
_USUAL = (0.25, 4.0)
_SEED = 20_260_602


def points(scope: Scope, kind: str, sizes: Mapping[str, int], identities: Collection[str] = ()) -> dict[str, Array]:
    """Generic values for every name, each of shape (points, *axes): the same for the same names, always.

    ``kind`` is signed, positive or unit (between 0 and 1); ``identities`` are the names of identity matrices. Raises
    TutorError when the arrays would be too large.
    """
    shapes = _shapes(scope, sizes, identities)
    rows = sum(int(np.prod(shape)) for shape in shapes.values())
    if rows * (COUNT + EXTREME) > MOST_NUMBERS:
        raise TutorError("the arrays of these names are too many to compare", title="Too large")
    rng = np.random.default_rng([_SEED, KINDS.index(kind)])
    if kind == "unit":
        drawn = rng.uniform(0.04, 0.96, size=(rows, COUNT + EXTREME))
    else:
        near = np.exp(rng.uniform(np.log(_USUAL[0]), np.log(_USUAL[1]), size=(rows, COUNT)))
        tiny = 10.0 ** rng.uniform(-6, -2, size=(rows, EXTREME // 2))
        large = 10.0 ** rng.uniform(1, 3, size=(rows, EXTREME // 2))
        drawn = np.concatenate([near, tiny, large], axis=1)
    if kind == "signed":
        for start, stop in ((0, COUNT), (COUNT, COUNT + EXTREME)):
            half = (stop - start) // 2
            signs = rng.permuted(np.tile(np.repeat((-1.0, 1.0), half), (rows, 1)), axis=1)
            drawn[:, start:stop] *= signs
    return _dealt(drawn, scope, shapes, sizes, identities)


def _shapes(scope: Scope, sizes: Mapping[str, int], identities: Collection[str]) -> dict[str, tuple[int, ...]]:
    return {
        name: tuple(sizes[letter] for letter in declared.axes)
        for name, declared in scope.names.items()
        if name not in identities
    }


def _dealt(
    drawn: Array,
    scope: Scope,
    shapes: Mapping[str, tuple[int, ...]],
    sizes: Mapping[str, int],
    identities: Collection[str],
) -> dict[str, Array]:
    arrays: dict[str, Array] = {}
    row, count = 0, drawn.shape[1]
    for name, shape in shapes.items():
        entries = int(np.prod(shape))
        arrays[name] = drawn[row : row + entries].T.reshape(count, *shape)
        row += entries
    for name in identities:
        side = sizes[scope.names[name].axes[0]]
        arrays[name] = np.broadcast_to(np.eye(side), (count, side, side))
    return arrays
