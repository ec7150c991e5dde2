"""Mutants, indexed by their values for the look-up of a wrong answer: one takes 0.05 ms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.marking.mistakes.codes import GENERAL, MORE_EXACT, NAMED, RANK
from tutor.notation.lower.value import Array

SAMPLE = 240
_TOLERANCE = 1e-8
_MOST_NAMES = 3
_ALIKE = 1e-11
"""Mistakes that agree so well at the sampled points are one function."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One explanation: codes of the mistakes (one or two), the formula the mistake is in, and the others it is in."""

    codes: tuple[str, ...]
    place: str
    also: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """All formulas that the mistake is in."""
        return (self.place, *self.also)

    def and_also(self, code: str) -> Mutant:
        """The same with one more mistake."""
        return Mutant((*self.codes, code), self.place, self.also)


class Collected(NamedTuple):
    """Mutants, for each the row of its values, and these: of shape (rows, points, *axes)."""

    mutants: list[Mutant]
    rows: list[int]
    arrays: Array


class Table:
    """Mutants of one shape, to be found by value."""

    def __init__(self, found: Collected) -> None:
        self.mutants = found.mutants
        self.rows = np.array(found.rows)
        self.arrays = found.arrays
        self.samples = samples = thinned(found.arrays)
        weights = np.cos(np.arange(1, samples.shape[1] + 1) * 1.7) + 1.3
        self._weights = weights / weights.sum()
        projected = (samples @ self._weights)[self.rows]
        self._order = np.argsort(projected)
        self._sorted = projected[self._order]

    def find(self, array: Array) -> list[Mutant]:
        """The mutants whose values are those of ``array``, to eight digits: by some of its numbers, then by all."""
        sample = thinned(array[None])[0]
        centre = float(sample @ self._weights)
        width = _TOLERANCE * float(np.abs(sample) @ self._weights)
        low = np.searchsorted(self._sorted, centre - width)
        high = np.searchsorted(self._sorted, centre + width, side="right")  # a zero has no width
        found = []
        for position in self._order[low:high]:
            row = self.rows[position]
            if _near(self.samples[row], sample) and _near(self.arrays[row], array):
                found.append(self.mutants[position])
        return found

    def alike(self) -> list[int]:
        """For each mutant the first one with the same values."""
        ordered = self._order
        rows = self.rows[ordered]
        samples = self.samples[rows]
        same = _near(samples[1:], samples[:-1], _ALIKE, each=True)
        for at in np.flatnonzero(same):
            same[at] = _near(self.arrays[rows[at]], self.arrays[rows[at + 1]], _ALIKE)
        first = list(range(len(self.mutants)))
        for group in np.split(ordered, np.flatnonzero(~np.asarray(same)) + 1):
            for at in group:
                first[at] = int(group.min())
        return first


def _near(one: Array, other: Array, tolerance: float = _TOLERANCE, *, each: bool = False) -> npt.NDArray[np.bool_]:
    """Whether all numbers are as good as equal; ``each`` for those of each row."""
    near = np.abs(one - other) <= tolerance * np.maximum(np.abs(one), np.abs(other))
    return np.asarray(near.all(axis=1) if each else near.all())


def thinned(arrays: Array) -> Array:
    """A few hundred numbers of each array (first axis), always the same places, in no step with rows or columns."""
    flat = np.asarray(arrays, dtype=float).reshape(len(arrays), -1)
    return flat if flat.shape[1] <= SAMPLE else flat[:, _places(flat.shape[1])]


@lru_cache(maxsize=256)
def _places(size: int) -> npt.NDArray[np.intp]:
    return np.random.default_rng(size).choice(size, SAMPLE, replace=False)


def order(mutant: Mutant) -> tuple[int, bool, list[int]]:
    """Where an explanation stands among those of the same: fewest mistakes first, then what says most."""
    codes = mutant.codes
    return len(codes), any(code in GENERAL for code in codes), [RANK.get(code, NAMED) for code in codes]


def best(found: list[Mutant], own: str) -> list[Mutant]:
    """Fewest mistakes first, then the most specific code, then the step itself; one of each code."""
    ranked = sorted(found, key=lambda mutant: (order(mutant), mutant.place != own))
    kept: dict[tuple[str, ...], Mutant] = {}
    for mutant in ranked:
        if len(mutant.codes) == len(ranked[0].codes):
            kept.setdefault(mutant.codes, mutant)
    return list(kept.values())


def alternatives(ranked: Iterable[Mutant]) -> list[Mutant]:
    """Of explanations of the same, the likeliest first, those that are told: one of each code, three names at most.

    None has more mistakes than the first, and none only says what another says more exactly.
    """
    kept: dict[frozenset[str], Mutant] = {}
    for mutant in ranked:
        kept.setdefault(frozenset(mutant.codes), mutant)
    count = min(map(len, kept), default=0)
    exact = {code for codes in kept if len(codes) == count for code in codes}
    told: list[Mutant] = []
    for codes, mutant in kept.items():
        names = {code for one in (*told, mutant) for code in one.codes}
        vague = any(exact & MORE_EXACT.get(code, frozenset()) for code in codes)
        if len(codes) == count and not vague and (len(names) <= _MOST_NAMES or not told):
            told.append(mutant)
    return told


def numbered(told: Sequence[Mutant]) -> Iterator[tuple[Mutant, str, int]]:
    """The codes of explanations of which one holds, each with its explanation and that one's number, from 1.

    What all of them have holds in any case: it comes once, with no number, as the codes of a single one do.
    """
    common = frozenset(told[0].codes).intersection(*(mutant.codes for mutant in told)) if told else frozenset()
    for number, mutant in enumerate(told, 1):
        for code in mutant.codes:
            if code not in common:
                yield mutant, code, number
            elif number == 1:
                yield mutant, code, 0
