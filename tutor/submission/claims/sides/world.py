"""What is true of a problem at sampled points: its arrays, and how they move when one of them is moved.

Derivatives are complex steps (Squire and Trapp, SIAM Review 40, 1998): whatever a page differentiates by whatever is
evaluated where that is moved, so that nothing need be derived. What is moved is moved for all that comes after it, or
only for the next formula along time (``immediate``): both are called a derivative on pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import permutations
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError
from tutor.lazy import cached_property
from tutor.marking.equivalence.sample_points import generic_sizes
from tutor.notation.eval.number_types import FLOATS
from tutor.notation.lower.environment import TYPED_ROOM, Env
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import Node, Ref
from tutor.notation.tree_walks import children, names, rebuild
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes, axis_sizes
from tutor.problems.instances.formula_values import compute, evaluated, groups, lift, parsed, shifts, solve_group
from tutor.problems.instances.seeded_arrays import draw

Array = npt.NDArray[Any]

COUNT = 4
"""Points: a page has many statements, and every one of them is compared in several readings."""
STEP = 1e-30
MOST_MOVED = 6_000_000
"""Numbers of all quantities that are moved at once: 96 MB."""
_SEED = 20_261_130
_POOL = (3, 4, 5, 6, 7, 8, 9, 10)
_MOST_FREE = 6
"""Sizes that derived ones are made of, of which all combinations are tried."""
_HELD = "held "
"""Before the name of an array whose neighbours along time are held fixed."""


class NotMovedError(TutorError):
    """A derivative by what cannot be moved here: it would take too much memory, or it is no quantity."""


class World:
    """The arrays of one problem at some points, each of shape (points, *axes), and its derivatives.

    ``values`` are those of formulas that a page puts in the place of the problem's own (follow-through, assumptions).
    """

    def __init__(
        self,
        problem: Problem,
        sizes: Mapping[str, int],
        given: Mapping[str, Array],
        replaced: Mapping[str, Node] | None = None,
    ) -> None:
        self.problem = problem
        self.sizes = dict(sizes)
        self.axis_sizes = axis_sizes(problem, self.sizes)
        self.count = max((len(array) for array in given.values()), default=1)
        self.given = dict(given)
        self.replaced = dict(replaced or {})
        self.values = [quantity.name for quantity in problem.values]
        arrays = compute(problem, self.given, self.sizes, only=self.values, replaced=self.replaced)
        self.arrays = {
            name: np.broadcast_to(array, (self.count, *array.shape[1:]))
            for name, array in arrays.items()
            if name in problem.quantities
        }
        self._moved: dict[tuple[str, bool], dict[str, Array]] = {}
        self._scope_held: Scope | None = None

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a quantity at one point."""
        return self.arrays[name].shape[1:]

    def env(self, scope: Scope, arrays: Mapping[str, Array], running: tuple[str, ...]) -> Env:
        """Where what was typed is evaluated."""
        env = Env(scope, arrays, self.axis_sizes, FLOATS, running)
        env.room = TYPED_ROOM
        return env

    def moved(self, name: str, *, immediate: bool) -> dict[str, Array]:
        """All arrays where each entry of ``name`` is moved by itself: (points * entries, *axes), points outermost.

        Raises NotMovedError.
        """
        key = name, immediate and self.runs_in_time
        if key not in self._moved:
            self._moved[key] = self._move(name, immediate=key[1])
        return self._moved[key]

    def moved_directly(self, of: str, by: str) -> dict[str, Array]:
        """All arrays as they are, but that of a value, whose own formula alone reads ``by`` where it is moved.

        Raises NotMovedError where the formula does not name it.
        """
        formula = parsed(self.problem).get(of)
        if formula is None or by not in names(formula.tree):
            raise NotMovedError(f"the formula of {of} does not name {by}")
        entries, pushed = self._pushed(by)
        arrays = {one: np.repeat(array.astype(complex), entries, axis=0) for one, array in self.arrays.items()}
        env = self.env(self.problem.scope, {**arrays, by: arrays[by] + pushed}, self.problem.running)
        env.room = float("inf")
        return {**arrays, of: evaluated(formula.tree, formula.axes, env)}

    @cached_property
    def runs_in_time(self) -> bool:
        """Whether a formula of the problem names a neighbour along an axis."""
        return any(len(group) > 1 or group[0].name in names(group[0].tree) for group in groups(self.problem))

    def _move(self, name: str, *, immediate: bool) -> dict[str, Array]:
        if name not in self.arrays:
            raise NotMovedError(f"{name} is no quantity of {self.problem.id}")
        entries, pushed = self._pushed(name)
        given = {one: np.repeat(array.astype(complex), entries, axis=0) for one, array in self.given.items()}
        nudges = {}
        if name in given:
            given[name] = given[name] + pushed
        else:
            nudges = {name: pushed}
        if not immediate:
            found = compute(self.problem, given, self.sizes, only=self.values, replaced=self.replaced, nudges=nudges)
        else:
            found = self._solved_with_neighbours_held(given, entries, nudges)
        return {one: found[one] for one in self.arrays}

    def _pushed(self, name: str) -> tuple[int, Array]:
        """How many entries a quantity has, and what is added to it where each of them is moved."""
        shape = self.shape(name)
        entries = prod(shape)
        if entries * self.count * sum(prod(self.shape(one)) for one in self.arrays) > MOST_MOVED:
            raise NotMovedError(f"the derivative by {name} takes too many numbers here")
        push = np.zeros((entries, entries), dtype=complex)
        push[np.arange(entries), np.arange(entries)] = STEP * 1j
        return entries, np.tile(push.reshape(entries, *shape), (self.count, *[1] * len(shape)))

    def _solved_with_neighbours_held(
        self, given: dict[str, Array], entries: int, nudges: Mapping[str, Array]
    ) -> dict[str, Array]:
        held = {_HELD + one: np.repeat(array, entries, axis=0).astype(complex) for one, array in self.arrays.items()}
        env = self.env(self._held_scope(), {**given, **held}, self.problem.running)
        env.room = float("inf")
        arrays: dict[str, Array] = env.arrays  # type: ignore[assignment]
        for group in groups(self.problem):
            if not any(formula.name in self.values for formula in group):
                continue
            replaced = {
                formula.name: _holding(self.replaced.get(formula.name, formula.tree), set(self.values))
                for formula in group
            }
            for formula in group:
                solve_group((formula,), env, arrays, replaced, nudges)
        return arrays

    def _held_scope(self) -> Scope:
        if self._scope_held is None:
            scope = self.problem.scope
            held = {_HELD + name: scope.names[name] for name in self.arrays if name in scope.names}
            held = {name: Declared(name, own.axes, own.row, own.outside) for name, own in held.items()}
            self._scope_held = scope.naming({**scope.names, **held})
        return self._scope_held


def _holding(tree: Node, values: set[str]) -> Node:
    """A formula that reads the neighbours of values from what they were."""
    if isinstance(tree, Ref):
        return Ref(_HELD + tree.name, tree.index, tree.column) if tree.name in values and shifts(tree) else tree
    parts = children(tree)
    return rebuild(tree, tuple(_holding(part, values) for part in parts)) if parts else tree


@lru_cache(maxsize=64)
def generic_world(problem: Problem) -> World:
    """The problem where no two sizes are the same."""
    sizes = _small(problem)
    return World(problem, sizes, draw(problem, sizes, _SEED, points=COUNT))


@lru_cache(maxsize=64)
def textbook_sized_world(problem: Problem, steps: int = 0) -> World:
    """The problem at the sizes of its textbook instance, with random numbers: where entries and ends are numbered.

    It has so many ``steps`` if its textbook has fewer, and they may be more.
    """
    sizes = all_sizes(problem, with_steps(problem, problem.sizes, steps))
    return World(problem, sizes, draw(problem, sizes, _SEED + 1, points=COUNT))


def with_steps(problem: Problem, sizes: Mapping[str, int], steps: int) -> dict[str, int]:
    """The sizes with at least so many steps, where their number is free."""
    time = {letter.upper() for letter in problem.scope.axes.time} - {*problem.fixed}
    return {name: max(size, steps) if name in time else size for name, size in sizes.items()}


@lru_cache(maxsize=64)
def textbook_world(problem: Problem) -> World | None:
    """The one point of the textbook's numbers."""
    if not problem.textbook:
        return None
    instance = problem.instance()
    return World(problem, instance.sizes, lift(instance.given))


@lru_cache(maxsize=64)
def single_world(problem: Problem) -> World:
    """The problem with one entry along every axis that is not of a fixed size."""
    free = {name: size if name in problem.fixed else 1 for name, size in problem.sizes.items()}
    sizes = all_sizes(problem, free)
    return World(problem, sizes, draw(problem, sizes, _SEED + 2, points=COUNT))


def _small(problem: Problem) -> dict[str, int]:
    """Sizes as small as may be, all different where they are free; those for marking where none are found."""
    free = [name for name in problem.sizes if name not in problem.fixed]
    time = [letter.upper() for letter in problem.scope.axes.time]
    free.sort(key=lambda name: name not in time)  # four steps or more: what comes once is not what comes always
    pool = (_POOL[1:] if time else _POOL)[: len(free)]
    if not problem.derived and len(pool) == len(free):
        return all_sizes(problem, {**problem.sizes, **dict(zip(free, pool, strict=True))})
    if problem.derived and len(free) <= _MOST_FREE:
        best = min(
            filter(None, (_usable(problem, free, one) for one in permutations(_POOL[: len(free) + 1], len(free)))),
            default=None,
        )
        if best is not None:
            return dict(best[1])
    return generic_sizes(problem)


def _usable(
    problem: Problem, free: Sequence[str], pool: Sequence[int]
) -> tuple[int, tuple[tuple[str, int], ...]] | None:
    """Sizes with how large they are together, if all of them differ and none is 1."""
    sizes = all_sizes(problem, {**problem.sizes, **dict(zip(free, pool, strict=True))})
    own = [sizes[name] for name in (*free, *problem.derived)]
    if min(own) < 2 or len(set(own)) < len(own):
        return None
    return sum(own), tuple(sorted(sizes.items()))
