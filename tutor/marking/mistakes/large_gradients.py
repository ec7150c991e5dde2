"""Wrong gradients of many numbers, and whether they have the values of a mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.marking.mistakes.value_table import thinned
from tutor.notation.lower.value import Array
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import axis_sizes
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import parsed
from tutor.problems.instances.instance import Instance

LARGE = 20_000
"""Numbers of all formulas of an instance from which on mistakes are looked for at a part of them first."""


class Wrong(NamedTuple):
    """A gradient that does not agree: its step, what it is and should be, and how well a mistake must fit it.

    ``places`` are the entries that are compared: without them, all.
    """

    step: str
    name: str
    got: Array
    wanted: Array
    tolerance: float
    places: tuple[slice, ...] = ()

    def has(self, array: Array) -> bool:
        """Whether it has these values: by some of the numbers, then by all."""
        if self.got.shape != array.shape:
            return False
        got, array = self._compared(self.got), self._compared(array)
        some = near(thinned(got[None]), thinned(array[None]), self.bound(array))
        return some and close(got, array, self.tolerance)

    def has_each(self, arrays: Array) -> npt.NDArray[np.bool_]:
        """Which of several arrays, along the first axis, have its values."""
        if self.got.shape != arrays.shape[1:]:
            return np.zeros(len(arrays), bool)
        arrays = arrays[(slice(None), *self.places)] if self.places else arrays
        flat, got = arrays.reshape(len(arrays), -1), self._compared(self.got).reshape(-1)
        bounds = self.tolerance * np.abs(flat).max(axis=1, initial=0.0)
        found: npt.NDArray[np.bool_] = (np.abs(thinned(got[None]) - thinned(flat)) <= bounds[:, None]).all(axis=1)
        some = np.flatnonzero(found)
        found[some] = (np.abs(got - flat[some]) <= bounds[some, None]).all(axis=1)
        return found

    def _compared(self, array: Array) -> Array:
        return array[self.places] if self.places else array

    def bound(self, array: Array) -> float:
        """How far it may be from these values."""
        return self.tolerance * float(np.max(np.abs(array), initial=0.0))


def is_large(instance: Instance) -> bool:
    """Whether the search would take long if it was made at all numbers."""
    return count_numbers(instance.problem, instance.sizes, parsed(instance.problem)) > LARGE


def count_numbers(problem: Problem, sizes: Mapping[str, int], names: Iterable[str]) -> int:
    """How many numbers some formulas have together."""
    axes = axis_sizes(problem, sizes)
    return sum(prod(axes[letter] for letter in parsed(problem)[name].axes) for name in names)


def close(one: Array, two: Array, tolerance: float) -> bool:
    """Whether two gradients are equal, relative to the largest entry of the second."""
    scale = float(np.max(np.abs(two), initial=0.0))
    return one.shape == two.shape and bool((np.abs(one - two) <= tolerance * scale).all())


def each_close(arrays: Array, other: Array, tolerance: float) -> npt.NDArray[np.bool_]:
    """Which of several arrays, along the first axis, are as close to another as ``close`` wants."""
    bound = tolerance * float(np.max(np.abs(other), initial=0.0))
    flat, others = arrays.reshape(len(arrays), -1), other.reshape(1, -1)
    found: npt.NDArray[np.bool_] = (np.abs(thinned(flat) - thinned(others)) <= bound).all(axis=1)
    some = np.flatnonzero(found)
    found[some] = (np.abs(flat[some] - others) <= bound).all(axis=1)
    return found


def near(some: Array, others: Array, bound: float) -> bool:
    """Whether some numbers are no further than this from others."""
    return bool((np.abs(some - others) <= bound).all())


def step_of(problem: Problem, one: Wrong) -> Step:
    """The step that asks for a gradient."""
    step = problem.step(one.step)
    assert isinstance(step, Step)
    return step


__all__ = ["Wrong", "close", "count_numbers", "each_close", "is_large", "near", "step_of"]
