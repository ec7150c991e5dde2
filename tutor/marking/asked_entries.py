"""The entries that a question is about, where it is about some only."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def asked_entries(where: str, axes: tuple[str, ...], array: Array, other: Array | float = 0.0) -> Array:
    """An array (..., *axes) ``where`` a formula is asked for, as in ``t < T``, and ``other`` at all other entries."""
    if not where:
        return array
    first, second = (letter.strip() for letter in where.split("<"))
    places = dict(zip(axes, np.indices(array.shape[-len(axes) :]), strict=True))
    return np.where(places[first] < places.get(second, places[first].max()), array, other)


__all__ = ["asked_entries"]
