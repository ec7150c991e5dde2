"""Derivatives by what a page has a name for and the problem has as a part of its formulas: the deviation in a norm."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from math import prod

import numpy as np

from tutor.errors import TutorError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.value import Value
from tutor.notation.scope import Declared
from tutor.notation.tree import Bin, Node, Num, Ref
from tutor.notation.tree_walks import children, rebuild
from tutor.problems.instances.formula_values import evaluated, groups
from tutor.submission.claims.sides.world import MOST_MOVED, STEP, Array, NotMovedError, World

_ONE = Num("1")


def moved_part(world: World, name: str, array: Array) -> dict[str, Array]:
    """All arrays where each entry of a part of the problem's formulas is moved, which has this ``array`` and ``name``.

    Formulas may have what it comes to or one over that. Raises NotMovedError where none has it, and through time.
    """
    if world.runs_in_time:
        raise NotMovedError(f"{name} is no quantity of {world.problem.id}")
    entries = prod(array.shape[1:])
    if entries * world.count * sum(prod(world.shape(one)) for one in world.arrays) > MOST_MOVED:
        raise NotMovedError(f"the derivative by {name} takes too many numbers here")
    parts = _Parts(world, name, array)
    formulas = [formula for group in groups(world.problem) for formula in group if formula.name in world.values]
    trees = {formula.name: parts.marked(world.replaced.get(formula.name, formula.tree)) for formula in formulas}
    if parts.letters is None:
        raise NotMovedError(f"{name} is no quantity of {world.problem.id}")
    push = STEP * 1j * np.eye(entries).reshape(entries, *array.shape[1:])
    arrays = {one: np.repeat(own, entries, axis=0).astype(complex) for one, own in world.arrays.items()}
    arrays[name] = np.tile(push, (world.count, *[1] * (array.ndim - 1)))
    scope = world.problem.scope
    scope = scope.naming({**scope.names, name: Declared(name, parts.letters)})
    env = world.env(scope, arrays, world.problem.running)
    env.room = float("inf")
    for formula in formulas:
        arrays[formula.name] = evaluated(trees[formula.name], formula.axes, env)
    return {**arrays, name: np.repeat(array, entries, axis=0) + arrays[name]}


class _Parts:
    """The places of a part in formulas. ``letters`` are those of its axes there, None where it is in none."""

    def __init__(self, world: World, name: str, array: Array) -> None:
        self._env = world.env(world.problem.scope, world.arrays, world.problem.running)
        self._name = name
        self._array = array
        self.letters: tuple[str, ...] | None = None

    def marked(self, tree: Node) -> Node:
        """A formula in which the name is added to the part wherever it stands."""
        if isinstance(tree, Ref | Num):
            return tree
        for turned in (False, True):
            letters = self._letters_in(tree, turned=turned)
            if letters is not None:
                self.letters = self.letters or letters
                part = Bin("/", _ONE, tree) if turned else tree
                moved = Bin("+", part, Ref(self._name))
                return Bin("/", _ONE, moved) if turned else moved
        parts = children(tree)
        return rebuild(tree, tuple(map(self.marked, parts))) if parts else tree

    def _letters_in(self, tree: Node, *, turned: bool) -> tuple[str, ...] | None:
        """The letters of a formula in the order of the part's axes, if it is the part or, ``turned``, one over it."""
        try:
            self._env.letters = {}
            value = evaluate(tree, self._env)
        except TutorError:
            return None
        for order in self._orders(value):
            array = np.transpose(value.array, (0, *(value.dims.index(letter) + 1 for letter in order)))
            with np.errstate(all="ignore"):
                array = 1 / array if turned else array
            if array.shape == self._array.shape and np.allclose(array, self._array, rtol=1e-9, atol=0):
                return order if self.letters in (None, order) else None
        return None

    def _orders(self, value: Value) -> Iterator[tuple[str, ...]]:
        if len(value.dims) == self._array.ndim - 1:
            yield from permutations(value.dims)
