"""Axes that are equally long, as far as is known of names that nobody declared."""

from __future__ import annotations

Axes = tuple[str, ...]


class MisfitError(Exception):
    """Parts that do not fit whatever axes their names have."""


class AxisJoins:
    """``rigid`` are axes that are known to be of different sizes: they are never joined with each other."""

    def __init__(self, rigid: set[str]) -> None:
        self.rigid = rigid
        self.roots: dict[str, str] = {}

    def root(self, axis: str) -> str:
        """The axis that stands for all that are joined with this one."""
        while axis in self.roots:
            axis = self.roots[axis]
        return axis

    def join(self, one: str, other: str) -> None:
        """Two axes are equally long. Raises MisfitError where they are known not to be."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return
        if one in self.rigid and other in self.rigid:
            raise MisfitError(f"{one} and {other}")
        if other in self.rigid:
            one, other = other, one
        self.roots[other] = one

    def join_all(self, left: Axes, right: Axes) -> None:
        """The axes of two arrays are equally long, one by one. Raises MisfitError."""
        for one, other in zip(left, right, strict=True):
            self.join(one, other)
