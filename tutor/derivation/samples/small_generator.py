"""Random numbers for proofs, of Python's own generator: importing ``numpy.random`` takes as long as a derivation."""

from __future__ import annotations

from math import prod
from random import Random
from typing import cast

import numpy as np

from tutor.notation.lower.value import Array
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.samplers import Integers, Labels, Mask, Normal, OneHot, Simplex, Uniform

_KNOWN = (Integers, Labels, Mask, Normal, OneHot, Simplex, Uniform)
"""The samplers that use no more of a generator than there is here."""


class SmallGenerator:
    """What our samplers use of a ``numpy.random.Generator``."""

    def __init__(self, seed: int) -> None:
        self._next = Random(seed).random

    def random(self, size: tuple[int, ...] = (), dtype: type = float) -> Array:
        """Numbers from 0 up to 1."""
        return np.array([self._next() for _ in range(prod(size))], dtype).reshape(size)

    def uniform(self, low: float, high: float, size: tuple[int, ...] = ()) -> Array:
        """Numbers from ``low`` up to ``high``."""
        return np.asarray(low + (high - low) * self.random(size))

    def integers(self, low: int, high: int | None = None, size: tuple[int, ...] | int = ()) -> Array:
        """Whole numbers from ``low`` up to ``high``, which is left out; from 0 up to ``low`` without it."""
        least, end = (0, low) if high is None else (low, high)
        drawn = self.random((size,) if isinstance(size, int) else size)
        return np.asarray(least + np.floor((end - least) * drawn).astype(int))


def generator(problem: Problem, seed: int) -> np.random.Generator | None:
    """What points of a problem are drawn with; None where a sampler of somebody else may ask for more."""
    if all(type(quantity.sample) in _KNOWN for quantity in problem.given):
        return cast("np.random.Generator", SmallGenerator(seed))
    return None
