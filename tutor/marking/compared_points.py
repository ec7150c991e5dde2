"""The points at which two formulas over any names are compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import log10
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError
from tutor.notation.scope import Scope
from tutor.notation.tree import Call, Compare, Fold, Node, Num, Pow, parts_of

Array = npt.NDArray[Any]

COUNT = 32
"""Points near one, half of them negative; where these do not do, as many positive ones, or between 0 and 1."""
EXTREME = 8
"""Points beside them with tiny or with large numbers, where saturation and small constants show."""
AROUND = 8
"""Points around each number that a formula with pieces, or one that saturates, changes at."""
KINDS = ("signed", "positive", "unit")
MOST_NUMBERS = 200_000
MOST_PLACES = 12
_USUAL = (0.25, 4.0)
_SEED = 20_260_602
_CHANGING = frozenset(
    {
        "relu", "abs", "step", "sign", "max", "min", "where", "clip", "elu", "leaky_relu", "tanh", "sigma", "softplus",
        "erf", "silu", "gelu", "atan", "softmax",
    }
)  # fmt: skip
"""Functions that have pieces, or come to rest, somewhere."""


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


def points_around(
    places: tuple[float, ...],
    scope: Scope,
    kind: str,
    sizes: Mapping[str, int],
    identities: Collection[str] = (),
) -> dict[str, Array]:
    """Points where the names are as large as these numbers, all of them or some beside others near one."""
    shapes = _shapes(scope, sizes, identities)
    rows = sum(int(np.prod(shape)) for shape in shapes.values())
    rng = np.random.default_rng([_SEED, len(places)])
    drawn = np.exp(rng.uniform(np.log(_USUAL[0]), np.log(_USUAL[1]), size=(rows, AROUND * len(places))))
    for at, place in enumerate(places):
        some = slice(at * AROUND, (at + 1) * AROUND)
        large = rng.random((rows, AROUND)) < 0.5
        large[:, : AROUND // 2] = True
        drawn[:, some] = np.where(large, place * rng.uniform(0.4, 2.5, size=(rows, AROUND)), drawn[:, some])
    if kind == "signed":
        signs = np.where(np.arange(drawn.shape[1]) % 2 == 0, -1.0, 1.0)
        drawn *= np.where(rng.random(drawn.shape) < 0.8, signs, -signs)
    return _dealt(drawn, scope, shapes, sizes, identities)


def places(trees: tuple[Node, ...]) -> tuple[float, ...]:
    """The numbers at which formulas may change, away from the usual points: those in them, their sum and quotients."""
    if not any(_changes(part) for tree in trees for part in parts_of(tree, _FUNCTIONS)):
        return ()
    found = {size for tree in trees for part in parts_of(tree, _NUMBERS) if 0 < (size := _size(part)) < 1e100}
    numbers = sorted(found, key=lambda size: -abs(log10(size)))[:4]
    made = [*numbers, sum(numbers), *(1 / one for one in numbers), *(one / two for one in numbers for two in numbers)]
    away = dict.fromkeys(
        float(f"{one:.6g}") for one in made if not _USUAL[0] <= one <= _USUAL[1] and 1e-9 < one < 1e100
    )
    return tuple(away)[:MOST_PLACES]


_FUNCTIONS = frozenset({Call, Fold, Compare})
_NUMBERS = frozenset({Num, Pow})


def _changes(part: Node) -> bool:
    if isinstance(part, Call):
        return part.function in _CHANGING
    return isinstance(part, Compare) or (isinstance(part, Fold) and part.kind in ("max", "min"))


def _size(part: Node) -> float:
    """The size of a literal, or of one raised to another."""
    if isinstance(part, Num):
        return float(part.text)
    if isinstance(part, Pow) and isinstance(part.base, Num) and isinstance(part.exponent, Num):
        base, exponent = float(part.base.text), float(part.exponent.text)
        return float(10.0 ** min(99.0, exponent * log10(base))) if base > 0 else 0.0
    return 0.0


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
