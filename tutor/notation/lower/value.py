"""A value with named axes: what every part of a formula comes to.

The array has the axis of sampled points first (of size 1 when there is one point), then one axis for each letter of
``dims``. Letters in ``axes`` (none, one or two of them, in order) are matrix axes that products act on; the other
letters run: they combine by name. ``orient`` says how a single matrix axis is written: row, column or free.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]
else:
    Array = np.ndarray  # importing numpy.typing takes 0.5 ms
Arrays = dict[str, Array]
"""Arrays by name."""


class Value:
    """``array`` of shape (points, *dims); ``classes`` gives the size class of each dim."""

    # Written out: a dataclass takes 0.5 ms of every start, and thousands of values are made a second.
    __slots__ = ("array", "axes", "classes", "dims", "orient")

    def __init__(
        self,
        array: Array,
        dims: tuple[str, ...] = (),
        classes: tuple[str, ...] = (),
        axes: tuple[str, ...] = (),
        orient: str = "column",
    ) -> None:
        self.array = array
        self.dims = dims
        self.classes = classes
        self.axes = axes
        self.orient = orient

    def class_of(self, letter: str) -> str:
        """The size class of one of the letters."""
        return self.classes[self.dims.index(letter)]

    def axis_classes(self) -> tuple[str, ...]:
        """The size classes of the matrix axes, in order."""
        if self.axes == self.dims:
            return self.classes
        return tuple([self.classes[self.dims.index(letter)] for letter in self.axes])

    def positions(self) -> tuple[int, ...]:
        """Where the matrix axes are in the array, in order."""
        return tuple([self.dims.index(letter) + 1 for letter in self.axes])

    def with_array(self, array: Array) -> Value:
        """Another array on the same axes."""
        return Value(array, self.dims, self.classes, self.axes, self.orient)

    def with_axes(self, axes: tuple[str, ...], orient: str) -> Value:
        """The same entries with these letters as matrix axes."""
        return Value(self.array, self.dims, self.classes, axes, orient)

    def without(self, letters: tuple[str, ...], array: Array, axes: tuple[str, ...], orient: str = "column") -> Value:
        """``array``, which has lost these letters, on those that are left; ``axes`` are its matrix axes."""
        kept = [(d, c) for d, c in zip(self.dims, self.classes, strict=True) if d not in letters]
        return Value(array, tuple(d for d, _ in kept), tuple(c for _, c in kept), axes, orient)

    def renamed(self, changes: dict[str, str]) -> Value:
        """The same value with other letters."""
        if not changes:
            return self
        dims = tuple(changes.get(letter, letter) for letter in self.dims)
        return Value(self.array, dims, self.classes, tuple(changes.get(a, a) for a in self.axes), self.orient)

    def described(self) -> str:
        """How a message names the shape: ``a column (h)``, ``[m,h]``, ``a number``."""
        if not self.axes:
            return "a number"
        if len(self.axes) == 1:
            noun = {"row": "a row", "free": "a list"}.get(self.orient, "a column")
            letter = plain(self.axes[0])
            count = self.array.shape[self.dims.index(self.axes[0]) + 1]
            return f"{noun} ({letter})" if letter.isalpha() else f"{noun} of {count}"
        noun = "a matrix" if len(self.axes) == 2 else "an array"
        return f"{noun} [" + ",".join(plain(axis) for axis in self.axes) + "]"


def plain(letter: str) -> str:
    """A letter without the marks that keep two axes of one name apart."""
    return letter.rstrip("'")


def stepping_aside(letters: Iterable[str], taken: tuple[str, ...]) -> dict[str, str]:
    """New names for some letters: none of them taken, and none the same as another."""
    found: dict[str, str] = {}
    for letter in letters:
        found[letter] = fresh(letter + "'", (*taken, *found.values()))
    return found


def fresh(letter: str, taken: tuple[str, ...]) -> str:
    """A letter for a second axis of the same name."""
    while letter in taken:
        letter += "'"
    return letter
