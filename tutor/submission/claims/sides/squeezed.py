"""A world at the sizes of the textbook in which axes of one entry are not written, as pages leave them out."""

from __future__ import annotations

from functools import lru_cache
from math import prod

import numpy as np

from tutor.problems.contract.problem import Problem
from tutor.submission.claims.sides.world import Array, World, textbook_sized_world


class SqueezedWorld(World):
    """The same arrays without the axes ``dropped``."""

    def __init__(self, world: World) -> None:
        self.__dict__.update(world.__dict__)
        self.whole = world
        self.dropped = frozenset(letter for letter, size in world.axis_sizes.items() if size == 1)
        self.arrays = {name: self._without(name, array) for name, array in world.arrays.items()}
        self._moved = {}

    def _without(self, name: str, array: Array) -> Array:
        axes = self.problem.quantities[name].letters
        gone = tuple(at for at, axis in enumerate(axes, 1) if axis in self.dropped)
        return np.squeeze(array, gone) if gone else array

    def moved_directly(self, of: str, by: str) -> dict[str, Array]:
        """The same as of the whole world, without the axes that are dropped."""
        return {one: self._without(one, array) for one, array in self.whole.moved_directly(of, by).items()}

    def _move(self, name: str, *, immediate: bool) -> dict[str, Array]:
        found = self.whole.moved(name, immediate=immediate)
        assert prod(self.shape(name)) == prod(self.whole.shape(name))
        return {one: self._without(one, array) for one, array in found.items()}


@lru_cache(maxsize=64)
def squeezed_world(problem: Problem, steps: int = 0) -> SqueezedWorld:
    """The problem at the sizes of its textbook, or with so many ``steps``, without axes of one entry."""
    return SqueezedWorld(textbook_sized_world(problem, steps))
