"""A network file with its loss in NumPy beside it, and the functions that such losses are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

Arrays = Mapping[str, Any]


class Written(NamedTuple):
    """A network file, and its loss from the given arrays by name."""

    text: str
    loss: Callable[[Any], Any]


class _Named(dict[str, Any]):
    """Arrays by attribute: ``g.W1``."""

    __getattr__ = dict.__getitem__


def named(arrays: Arrays) -> Any:
    """Arrays whose names can be written after a dot."""
    return _Named(arrays)


def sigma(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def relu(z: Any) -> Any:
    return np.where(np.real(z) > 0, z, 0)


def softmax(z: Any) -> Any:
    e = np.exp(z)
    return e / e.sum(-1, keepdims=True)
