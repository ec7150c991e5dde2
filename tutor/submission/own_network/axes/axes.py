"""Axes that are found to be one: a union-find, which can be copied when several readings are tried."""

from __future__ import annotations

from collections import Counter

Shape = tuple[int, ...]


class UnfitError(Exception):
    """Two shapes that do not fit in one formula."""


class Axes:
    """Axes are numbers. ``lists`` has the axes that a concatenation is made of.

    ``letters`` are how each is written, ``sizes`` the names of how long it is; ``rows``
    are the given names that are written as rows.
    """

    def __init__(self) -> None:
        self.parent: list[int] = []
        self.lists: dict[int, tuple[int, ...]] = {}
        self.letters: list[tuple[int, str, int]] = []
        self.sizes: list[tuple[int, str]] = []
        self.rows: set[str] = set()

    def copy(self) -> Axes:
        """The same, to be changed apart."""
        other = Axes()
        other.parent = list(self.parent)
        other.lists = dict(self.lists)
        other.letters = list(self.letters)
        other.sizes = list(self.sizes)
        other.rows = set(self.rows)
        return other

    def new(self, parts: tuple[int, ...] = ()) -> int:
        """Another axis; with ``parts`` it is as long as these together."""
        roots = [self.root(part) for part in parts]
        same = [one for one, own in self.lists.items() if [self.root(part) for part in own] == roots]
        if parts and same:
            return same[0]
        self.parent.append(len(self.parent))
        if parts:
            self.lists[len(self.parent) - 1] = parts
        return len(self.parent) - 1

    def root(self, axis: int) -> int:
        """The one axis that stands for all that are one with it."""
        while self.parent[axis] != axis:
            axis = self.parent[axis]
        return axis

    def join(self, first: int, second: int) -> int:
        """Make two axes one. Raises UnfitError where lists of other lengths meet."""
        first, second = self.root(first), self.root(second)
        if first == second:
            return first
        self.parent[second] = first
        one, other = self.lists.get(first), self.lists.get(second)
        if one is not None and other is not None:
            if len(one) != len(other):
                raise UnfitError
            for left, right in zip(one, other, strict=True):
                self.join(left, right)
        elif other is not None:
            self.lists[first] = other
        return first

    def join_all(self, first: Shape, second: Shape) -> Shape:
        """Make the axes of two shapes one by one the same. Raises UnfitError where they are not equally many."""
        if len(first) != len(second):
            raise UnfitError
        return tuple(self.join(one, other) for one, other in zip(first, second, strict=True))

    def vote(self, axis: int, letter: str, weight: int = 1) -> None:
        """Note that an axis is written by a letter."""
        self.letters.append((axis, letter, weight))

    def votes(self, axis: int) -> Counter[str]:
        """The letters that an axis is written by."""
        count: Counter[str] = Counter()
        for one, letter, weight in self.letters:
            if self.root(one) == self.root(axis):
                count[letter] += weight
        return count

    def size(self, axis: int) -> str:
        """The name that the size of an axis goes by, in small letters; empty without one."""
        return next((name for one, name in self.sizes if self.root(one) == self.root(axis)), "")
