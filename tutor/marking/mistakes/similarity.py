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
        self.exact = is_exact(problem, kept, one)
        self._inner = _inner(problem, kept, one) if self.exact else ()
        got, wanted = (cut(problem, one.step, array, kept) for array in (one.got, one.wanted))
        self.ratio, self.beside = _split(self._some(got), self._some(wanted))
        self.right = self._some(right)
        # Numbers that have nothing to do with each other go along by 1/sqrt(count), give or take; part of a sum of such
        # numbers goes along with the whole by the square root of how much of it there is.
        chance, share = 1 / sqrt(max(self.right.size, 1)), sqrt(share_of(instance, kept))
        self.least = _EXACT if self.exact else min(4 * chance, share / 2)

    def scored(self, change: Change, array: Array) -> Scored:
        """From 0 to 1, for the values of a change; negative where they are the right ones or no numbers."""
        values = self._some(array)
        return Scored(self._score(values), change, values[:SAMPLE])

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


def axes_of(problem: Problem, one: Wrong) -> tuple[str, ...]:
    """The axes of a gradient, which may be by what is no quantity."""
    return parsed(problem)[one.step].axes


def is_exact(problem: Problem, kept: Kept, one: Wrong) -> bool:
    """Whether a gradient has its own numbers at every position of the axes that are cut."""
    return kept.keys() <= set(axes_of(problem, one))


def _inner(problem: Problem, kept: Kept, one: Wrong) -> tuple[slice, ...]:
    """A gradient at a part without the time step at the cut, where a neighbour is missing."""
    times = problem.scope.axes.time
    inner = []
    for letter in axes_of(problem, one):
        chosen = kept.get(letter) if letter in times else None
        inner.append(slice(None) if chosen is None else slice(1, None) if chosen.stop is None else slice(-1))
    return tuple(inner)


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
    return ratio, rest / size if size > 1e-6 * float(np.linalg.norm(values)) else None


__all__ = ["Alike", "Compared", "Scored", "is_exact", "together"]
