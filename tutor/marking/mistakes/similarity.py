"""How promising a mistake is whose values are known at a part of the data only.

What it changes there is compared with what is wrong in the gradient: the same numbers where the gradient has samples
and time steps of its own; part of a sum, which goes along with the whole of it, where it is added up over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.marking.mistakes.changes import Change
from tutor.marking.mistakes.large_gradients import Wrong, close
from tutor.marking.mistakes.part_of_data import Kept, cut, share_of
from tutor.marking.mistakes.value_table import SAMPLE
from tutor.notation.lower.value import Array
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.problems.instances.instance import Instance

_ALIKE = 1e-9
_COMPARED = 4096
"""Numbers of a gradient that are looked at to tell what promises most."""
_MULTIPLE = 1e-6
"""What is beside a multiple of the right numbers, relative to all, where there is nothing beside it."""
_EXACT = 0.8
"""What must go along at least where the part has the same numbers but for the state before it."""


class Scored(NamedTuple):
    """How promising a change is, and some of its values."""

    score: float
    change: Change
    sample: Array


class Alike(NamedTuple):
    """Changes with the same values, the most promising first in a list of these; ``sample`` are some of the values."""

    score: float
    changes: list[Change]
    sample: Array


class Compared:
    """A gradient and what is right, at the part: what goes along with the one beside the other."""

    def __init__(self, instance: Instance, kept: Kept, right: Array, one: Wrong) -> None:
        problem = instance.problem
        self.exact = is_exact(problem, kept, one.step)
        self._inner = inner(problem, kept, one.step) if self.exact else ()
        got, wanted = (cut(problem, one.step, array, kept) for array in (one.got, one.wanted))
        self.tolerance = one.tolerance
        self._got, self._wanted = self._some(got), self._some(wanted)
        self.ratio, self.beside = _split(self._got, self._wanted)
        self.right = self._some(right)
        # Numbers that have nothing to do with each other go along by 1/sqrt(count), give or take; part of a sum of such
        # numbers goes along with the whole by the square root of how much of it there is.
        chance, share = 1 / sqrt(max(self.right.size, 1)), sqrt(share_of(instance, kept))
        self.least = _EXACT if self.exact else min(4 * chance, share / 2)

    def scored(self, change: Change, array: Array) -> Scored:
        """From 0 to 1, for the values of a change; negative where they are the right ones or no numbers."""
        values = self._some(array)
        return Scored(self._score(values), change, values[:SAMPLE])

    def likenesses(self, arrays: Array) -> Array:
        """How like the gradient each of some arrays is, along the first axis: from 0 to 1.

        Where the part has the gradient's own numbers they must be these, but for a factor: sizes that it is divided by
        are others there. What is added up differs from what is right by a rest, whose direction and size at the part
        go along with those of the whole.
        """
        flat = arrays[(slice(None), *self._inner)].reshape(len(arrays), -1)
        flat = flat if flat.shape[1] <= _COMPARED else flat[:, _places(flat.shape[1])]
        sizes, size = _lengths(flat) / _length(self.right), _length(self._got) / _length(self._wanted)
        if self.exact:
            factors = (flat @ self._got) / _lengths(flat) ** 2
            apart = np.abs(flat * factors[:, None] - self._got).max(axis=1, initial=0.0)
            near = (factors > 0) & (apart <= self.tolerance * np.abs(self._got).max(initial=0.0))
            return np.where(near, _EXACT + (1 - _EXACT) * np.minimum(sizes, size) / np.maximum(sizes, size), 0.0)
        rest, own = flat - self.right, self._got - self._wanted
        sizes, size = _lengths(rest) / _length(self.right), _length(own) / _length(self._wanted)
        along = np.maximum(rest @ own, 0.0) / (_lengths(rest) * _length(own))
        like = along * np.sqrt(np.minimum(sizes, size) / np.maximum(sizes, size))
        ratios = flat @ self.right / _length(self.right) ** 2
        multiples = _lengths(flat - ratios[:, None] * self.right) <= _MULTIPLE * _lengths(flat)
        if self.beside is None:
            like = np.where(multiples, 1 / (1 + np.abs(ratios - self.ratio)), 0.0)
        else:
            like[multiples] = 0.0
        same = _lengths(rest) <= _ALIKE * _length(self.right)
        return np.where(np.isfinite(like) & ~same, like, 0.0)

    def _some(self, array: Array) -> Array:
        """A few thousand numbers of an array, always the same places."""
        flat = array[self._inner].ravel()
        return flat if flat.size <= _COMPARED else flat[_places(flat.size)]

    def _score(self, values: Array) -> float:
        if not np.isfinite(values).all() or close(values, self.right, 1e-9):
            return -1.0
        ratio, beside = _split(values, self.right)
        if beside is None or self.beside is None:
            both = beside is None and self.beside is None
            return 1 / (1 + abs(ratio - self.ratio)) if both else 0.0
        return abs(float(beside @ self.beside))


def _length(values: Array) -> float:
    return float(np.linalg.norm(values))


def _lengths(rows: Array) -> Array:
    return np.asarray(np.linalg.norm(rows, axis=1))


def axes_of(problem: Problem, step: str) -> tuple[str, ...]:
    """The axes of a gradient, which may be by what is no quantity."""
    return parsed(problem)[step].axes


def is_exact(problem: Problem, kept: Kept, step: str) -> bool:
    """Whether a gradient has its own numbers at every position of the axes that are cut."""
    return kept.keys() <= set(axes_of(problem, step))


def inner(problem: Problem, kept: Kept, step: str) -> tuple[slice, ...]:
    """A gradient at a part without the time step at the cut, where a neighbour is missing."""
    times = problem.scope.axes.time
    places = []
    for letter in axes_of(problem, step):
        chosen = kept.get(letter) if letter in times else None
        places.append(slice(None) if chosen is None else slice(1, None) if chosen.stop is None else slice(-1))
    return tuple(places)


def together(scored: Sequence[Scored], least: float) -> list[Alike]:
    """Changes with the same values put together; the most promising first, those that promise nothing left out."""
    found: list[Alike] = []
    for score, change, sample in sorted(scored, key=lambda one: -one[0]):
        if score < least:
            break
        same = (
            alike for alike in reversed(found) if alike.score - score < _ALIKE and close(sample, alike.sample, _ALIKE)
        )
        alike = next(same, None)
        if alike is None:
            found.append(Alike(score, [change], sample))
        else:
            alike.changes.append(change)
    return found


@lru_cache(maxsize=64)
def _places(size: int) -> npt.NDArray[np.intp]:
    return np.random.default_rng(size).choice(size, _COMPARED, replace=False)


def _split(values: Array, right: Array) -> tuple[float, Array | None]:
    """How often the right numbers are in some others, and the direction of the rest; None where there is no rest."""
    length = float(right @ right)
    ratio = float(values @ right) / length if length else 0.0
    rest = values - ratio * right
    size = float(np.linalg.norm(rest))
    return ratio, rest / size if size > _MULTIPLE * float(np.linalg.norm(values)) else None


__all__ = ["Alike", "Compared", "Scored", "axes_of", "inner", "is_exact", "together"]
