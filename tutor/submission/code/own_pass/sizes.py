"""The sizes of the axes that a page is given: different ones at first, and made equal where they meet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from math import gcd

from tutor.submission.code.own_pass.hints import BIAS, WEIGHT, Hints

_SUM_FREE = 16
"""From this on, so many sizes in a row are such that the sum of two of them is none of them."""


_Axis = tuple[str, int]


class Sizes:
    """The size of each axis of what a page is given, by the name and the place of the axis."""

    def __init__(self, hints: Hints) -> None:
        self._hints = hints
        self._sizes: dict[_Axis, int] = {}
        self._gates: dict[_Axis, tuple[_Axis, int]] = {}
        """The axes that are so many times as long as another one."""

    def __bool__(self) -> bool:
        return bool(self._sizes)

    def of(self, axis: _Axis) -> int:
        """The size of an axis: one that no other has, until they meet."""
        if axis not in self._sizes:
            used = {*self._sizes.values(), *self._hints.numbers}
            first = _SUM_FREE if self._hints.has_joined else 4
            if self._hints.has_pictures:
                used, first = set(self._sizes.values()), 2 + (axis[1] > 1)
            step = self._hints.divisor
            sizes = count(-(-first // step) * step, step)
            self._sizes[axis] = next(number for number in sizes if number not in used)
        return self._sizes[axis]

    @property
    def has_bias_of_no_weight(self) -> bool:
        """Whether there are weights, and a bias is as long as an axis that none of them has: that of the samples."""
        weights = {size for (name, _), size in self._sizes.items() if WEIGHT.fullmatch(name.partition("#")[0])}
        biases = {size for (name, _), size in self._sizes.items() if BIAS.fullmatch(name.partition("#")[0])}
        return bool(weights) and not biases <= weights

    def join(self, one: int, other: int) -> bool:
        """Make two sizes equal; whether that was possible."""
        sizes = set(self._sizes.values())
        if one == other or min(one, other) <= 1 or not sizes & {one, other}:
            return False
        keep, lose = (one, other) if other in sizes else (other, one)
        if one in sizes and any(self._sizes[axis] == lose for axis in self._gates):
            keep, lose = lose, keep
        self._sizes = {axis: keep if size == lose else size for axis, size in self._sizes.items()}
        self._lengthen_gates()
        return True

    def _lengthen_gates(self) -> None:
        for axis, (part, times) in self._gates.items():
            self._sizes[axis] = times * self._sizes[part]

    def knows(self, size: int) -> bool:
        """Whether a size is that of a given array, and not made from others."""
        return size in self._sizes.values()

    def join_parts(self, one: int, other: int) -> bool:
        """Make two sizes equal of which one is a sum: the part of it that is then as long as another array."""
        sizes = set(self._sizes.values())
        for size in sizes:
            for wanted in (size + one - other, size + other - one):
                if wanted in sizes and wanted != size:
                    return self.join(wanted, size)
        return False

    def join_factors(self, one: int, other: int) -> bool:
        """Make two sizes equal that are products of others: the factors of them in which they differ."""
        sizes = sorted(set(self._sizes.values()))
        for mine in sizes:
            theirs, rest = divmod(other * mine, one)
            if not one % mine and not rest and theirs in sizes and theirs != mine and not other % theirs:
                return self.join(mine, theirs)
        return False

    def widen(self, size: int, parts: int) -> bool:
        """Make the axes of biases as long as all gates together."""
        biases = {value for (name, _), value in self._sizes.items() if BIAS.fullmatch(name.partition("#")[0])}
        wide = biases - {size, parts * size}
        for one in wide:
            self.join(parts * size, one)
        return bool(wide)

    def lengthen(self, overruns: Sequence[tuple[int, int]], parts: int) -> bool:
        """Make axes as long as all gates together that are cut into so many parts, and are too short for that.

        ``overruns`` are lengths of axes, each with where a part of it should have ended.
        """
        part = gcd(*(end for _, end in overruns))
        unit = next((axis for axis, size in self._sizes.items() if size == part), None)
        short = {size for size, _ in overruns if size < parts * part and size != part}
        axes = [axis for axis, size in self._sizes.items() if size in short]
        for axis in axes:
            self._sizes[axis] = parts * part
        if unit is not None:
            self._gates |= dict.fromkeys(axes, (unit, parts))
        return bool(axes)

    def shorten(self) -> None:
        """Make all sizes short ones, those of sequences the shortest: every step of them is run."""
        if self._hints.has_pictures:
            return  # they are short, and those of a picture longer than a kernel
        steps = {
            size
            for (name, at), size in self._sizes.items()
            if not at and name.partition("#")[0] in self._hints.sequences
        }
        sizes = sorted(set(self._sizes.values()), key=lambda size: (size not in steps, size))
        first = len(sizes) + 1 if self._hints.has_joined else 3  # no sum of two of them is another one
        step = self._hints.divisor
        free = [number for number in range(step * -(-first // step), 40, step) if number not in self._hints.numbers]
        short = dict(zip(sizes, free, strict=False))
        self._sizes = {axis: short.get(size, size) for axis, size in self._sizes.items()}
        self._lengthen_gates()
