"""What becomes of a step when one formula it is built from is changed, for many changes at once.

The changes are stacked along the axis of points: all formulas between the changed one and the step are evaluated once
for all of them, and a recurrence is gone through once. Only the changed formula itself is evaluated change by change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tutor.errors import TutorError
from tutor.marking.chain import between
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array
from tutor.notation.tree import Node, names
from tutor.problems.formulas import Formula, environment, evaluated, groups, parsed, recurrence_axis
from tutor.problems.problem import Problem

MOST_ENTRIES = 300_000
"""Numbers in the largest stacked array: more no longer fit the processor's caches."""
Arrays = Mapping[str, Array]


def recomputed_for_each(
    problem: Problem, arrays: Arrays, sizes: Mapping[str, int], name: str, changed: str, trees: Sequence[Node]
) -> Iterator[Array | None]:
    """``name`` for each formula of ``changed`` in ``trees``; None where that does not fit, or changes nothing."""
    formula = parsed(problem)[changed]
    group = next(group for group in groups(problem) if formula in group)
    recurs = len(group) > 1 or changed in names(formula.tree)
    env = environment(problem, arrays, sizes)
    told: dict[int, Array | None] = {}
    for at, tree in enumerate(trees):
        if changed not in names(tree) or recurs:
            value = _fitting(tree, formula, env)
            if value is None or not _same(value, arrays[changed]):
                told[at] = value
    way = [f for group in groups(problem) for f in group if f.name in between(problem, changed, name)]
    points = len(arrays[name])
    largest = max(points * int(np.prod([env.sizes[letter] for letter in f.axes])) for f in way)
    most = max(1, MOST_ENTRIES // largest)
    found: dict[int, Array | None] = {}
    which = list(told)
    for start in range(0, len(which), most):
        some = which[start : start + most]
        stack = _Stack(problem, arrays, sizes, changed, [trees[at] for at in some], [told[at] for at in some])
        found.update(zip(some, stack.solved(name), strict=True))
    return (found.get(at) for at in range(len(trees)))


def _fitting(tree: Node, formula: Formula, env: Env) -> Array | None:
    try:
        return evaluated(tree, formula.axes, env)
    except TutorError:
        return None


def _same(value: Array, right: Array) -> bool:
    """Whether a changed formula is the right one after all: then so is everything after it."""
    return bool((np.abs(value - right) <= 1e-13 * np.abs(right)).all())


class _Part(dict[str, Array]):
    """The arrays that one change of a stack sees: its own slice of those that are stacked, and the right ones."""

    def __init__(self, right: Arrays, stacked: Arrays, points: slice) -> None:
        super().__init__()
        self.right = right
        self.stacked = stacked
        self.points = points

    def __missing__(self, name: str) -> Array:
        return self.stacked[name][self.points] if name in self.stacked else self.right[name]


class _Whole(dict[str, Array]):
    """The stacked arrays; a right one is repeated for each change when it is first needed."""

    def __init__(self, right: Arrays, count: int) -> None:
        super().__init__()
        self.right = right
        self.count = count

    def __missing__(self, name: str) -> Array:
        right = self.right[name]
        if len(right) > 1:
            right = np.concatenate([right] * self.count)
        self[name] = right
        return right


class _Stack:
    """Some changes of one formula; ``values`` are what it comes to at the right arrays, None where it does not fit."""

    def __init__(
        self,
        problem: Problem,
        arrays: Arrays,
        sizes: Mapping[str, int],
        changed: str,
        trees: Sequence[Node],
        values: Sequence[Array | None],
    ) -> None:
        self.problem = problem
        self.changed = changed
        self.trees = trees
        self.values = values
        self.points = len(next(iter(arrays.values())))
        self.whole = _Whole(arrays, len(trees))
        self.env = environment(problem, self.whole, sizes)
        self.out: dict[str, Array] = {}
        self.slices = [slice(at * self.points, (at + 1) * self.points) for at in range(len(trees))]
        self.parts = [self.env.but(_Part(arrays, self.out, points)) for points in self.slices]
        self.alive = [True] * len(trees)

    def solved(self, name: str) -> list[Array | None]:
        """The array of ``name`` for each change."""
        way = between(self.problem, self.changed, name)
        for group in groups(self.problem):
            affected = tuple(formula for formula in group if formula.name in way)
            if not affected:
                continue
            if len(group) > 1 or group[0].name in names(group[0].tree):
                self._along(group)
            else:
                self._at_once(group[0])
        return [self.out[name][part] if lives else None for part, lives in zip(self.slices, self.alive, strict=True)]

    def _at_once(self, formula: Formula) -> None:
        array = self._new(formula)
        if formula.name == self.changed:
            for at, value in enumerate(self.values):
                self.alive[at] = value is not None
                if value is not None:
                    array[self.slices[at]] = value
        else:
            array[:] = evaluated(formula.tree, formula.axes, self.env)

    def _along(self, group: tuple[Formula, ...]) -> None:
        """Formulas that depend on each other's neighbours, step by step."""
        axis, backwards = recurrence_axis(group)
        length = self.env.sizes[axis]
        for formula in group:
            self._new(formula)
        keep = {axis: 1}
        for at in range(length - 1, -1, -1) if backwards else range(length):
            self.env.window = {axis: (at, at + 1)}
            for formula in group:
                here = (slice(None),) * (formula.axes.index(axis) + 1) + (slice(at, at + 1),)
                target = self.out[formula.name][here]
                if formula.name == self.changed:
                    self._each(formula, target, keep)
                else:
                    target[:] = evaluated(formula.tree, formula.axes, self.env, keep)
        self.env.window = {}

    def _each(self, formula: Formula, target: Array, keep: Mapping[str, int]) -> None:
        for at, part in enumerate(self.parts):
            if self.alive[at]:
                part.window = self.env.window
                try:
                    target[self.slices[at]] = evaluated(self.trees[at], formula.axes, part, keep)
                except TutorError:
                    self.alive[at] = False

    def _new(self, formula: Formula) -> Array:
        """Room for the results of a formula, one slice of points after another."""
        shape = (self.points * len(self.trees), *(self.env.sizes[letter] for letter in formula.axes))
        self.out[formula.name] = self.whole[formula.name] = np.zeros(shape)
        return self.out[formula.name]
