"""The points that formulas are compared at: sixteen generic ones, with sizes that hide nothing.

No size is 1, 2 or 4 and none is twice another, so that a factor cannot pass for a size or a transpose for the
matrix; time has five steps or more, so that a gradient handed on once differs from one handed on always. Sizes differ
from each other, but where that would make formulas too large to try, as those of a convolution with channels: there
axes that stand in no array together may be equally long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.notation.eval.number_types import extended_field
from tutor.notation.eval.numpy_arrays import Field
from tutor.notation.lower.environment import TYPED_ROOM
from tutor.notation.tree import Fold, Node, Ref, Size
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.instances.dependency_graph import ancestors
from tutor.problems.instances.formula_values import compute, parsed
from tutor.problems.instances.relu_coverage import rectified, telling
from tutor.problems.instances.seeded_arrays import draw

Array = npt.NDArray[Any]

COUNT = 16
_STEPS = (5, 7, 9)
_POOL = (3, 5, 7, 9, 11, 13, 15, 17)
ATTEMPTS = 2000
SPARE = 8
"""Points drawn for each that is needed where there are rectifiers: of those of conv-dense with relu half serve."""
_SEED = 20_260_601


class Points:
    """All arrays of one problem at the sampled points, each of shape (points, *axes)."""

    def __init__(self, problem: Problem, sizes: Mapping[str, int] | None = None, count: int = COUNT) -> None:
        self.problem = problem
        self.sizes = dict(sizes or generic_sizes(problem))
        self.given = _drawn(problem, self.sizes, count)
        arrays = compute(problem, self.given, self.sizes)
        self.arrays = {  # a constant has one point until it is spread
            name: np.broadcast_to(array, (count, *array.shape[1:])) for name, array in arrays.items()
        }

    @lru_cache(maxsize=64)  # noqa: B019  (one Points a problem lives as long as the problem; all problems share it)
    def extended(self) -> dict[str, Array]:
        """The same in extended precision, where rounding errors are two thousand times smaller."""
        given = {name: array.astype(np.longdouble) for name, array in self.given.items()}
        return compute(self.problem, given, self.sizes, field=extended_field())

    @lru_cache(maxsize=16)  # noqa: B019
    def single(self) -> tuple[dict[str, int], dict[str, Array]]:
        """Sizes and arrays with one entry along every axis: the network of single numbers."""
        free = {name: size if name in self.problem.fixed else 1 for name, size in self.problem.sizes.items()}
        sizes = all_sizes(self.problem, free)
        return sizes, compute(self.problem, draw(self.problem, sizes, _SEED, points=COUNT), sizes)

    @lru_cache(maxsize=32)  # noqa: B019
    def precise(self, which: tuple[int, ...], field: Field) -> dict[str, Array]:
        """Some of the points with the many digits of ``field``: slow, and the last word."""
        lift = np.frompyfunc(lambda number: field.number(repr(float(number))), 1, 1)
        given = {name: np.asarray(lift(array[list(which)]), dtype=object) for name, array in self.given.items()}
        return _Computed(self.problem, given, self.sizes, field)


class _Computed(dict[str, Array]):
    """Arrays that are computed when they are first asked for: with many digits all of them take 0.1 to 0.4 s."""

    def __init__(self, problem: Problem, given: Mapping[str, Array], sizes: Mapping[str, int], field: Field) -> None:
        super().__init__(given)
        self.problem = problem
        self.sizes = sizes
        self.field = field

    def __missing__(self, name: str) -> Array:
        wanted = {name, *ancestors(self.problem, name)} - self.keys()
        self.update(compute(self.problem, self, self.sizes, field=self.field, only=wanted))
        return self[name]


def _drawn(problem: Problem, sizes: Mapping[str, int], count: int) -> dict[str, Array]:
    """Given arrays at generic points: where there are rectifiers, at such as tell what they do."""
    if rectified(problem):
        given = draw(problem, sizes, _SEED, points=SPARE * count)
        chosen = np.flatnonzero(telling(problem, given, sizes))[:count]
        if len(chosen) == count:
            return {name: array[chosen] for name, array in given.items()}
    return draw(problem, sizes, _SEED, points=count)


@lru_cache(maxsize=64)
def points_of(problem: Problem) -> Points:
    """The points of a problem, computed once."""
    return Points(problem)


@lru_cache(maxsize=64)
def points_with(problem: Problem, sizes: tuple[tuple[str, int], ...]) -> Points:
    """Points with the sizes of an instance, for answers that are written for just those."""
    return Points(problem, dict(sizes), count=4)


def generic_sizes(problem: Problem) -> dict[str, int]:
    """Sizes for sampling: distinct, none of them 1, 2 or 4, none twice another, derived ones included.

    Of those the ones with the smallest arrays. Where a problem leaves no such choice, distinct odd ones.
    """
    names = [name for name in problem.sizes if name not in problem.fixed]
    sizes = _smallest(problem, names, _POOL, _all_differ, _entries) or all_sizes(
        problem, {**problem.sizes, **{name: 3 + 2 * position for position, name in enumerate(names)}}
    )
    if _most_at_once(problem, sizes) * COUNT < TYPED_ROOM:
        return sizes
    return _smallest(problem, names, _POOL[:4], _differ_where_they_meet, _most_at_once) or sizes


def _smallest(
    problem: Problem,
    names: list[str],
    pool: Sequence[int],
    fit: Callable[[Problem, Mapping[str, int]], bool],
    cost: Callable[[Problem, Mapping[str, int]], int],
) -> dict[str, int] | None:
    """The cheapest of many drawn sizes that fit; None where none does."""
    timed = [letter.upper() for letter in problem.scope.axes.time if letter.upper() in names]
    best: dict[str, int] | None = None
    least = 0
    drawn = np.random.default_rng(_SEED).choice(pool, size=(ATTEMPTS if names else 1, len(names))).tolist()
    for sizes in ([*pool[: len(names)]], *drawn):
        free = dict(zip(names, sizes, strict=False))
        free.update(zip(timed, _STEPS, strict=False))
        full = all_sizes(problem, {**problem.sizes, **free})
        if not fit(problem, full):
            continue
        found = cost(problem, full)
        if best is None or found < least:
            best, least = full, found
    return best


def _entries(problem: Problem, sizes: Mapping[str, int]) -> int:
    """How many entries all arrays have."""
    arrays = (*problem.given, *problem.values)
    return sum(prod(sizes[letter.upper()] for letter in quantity.letters) for quantity in arrays)


def _most_at_once(problem: Problem, sizes: Mapping[str, int]) -> int:
    """How many combinations of letters the largest formula has: each is tried, in an answer that is written so."""
    return max(prod(sizes[letter.upper()] for letter in letters) for letters in _letters_together(problem))


@lru_cache(maxsize=64)
def _letters_together(problem: Problem) -> tuple[frozenset[str], ...]:
    """The letters that are written in each formula, and the axes of what it gives."""
    return tuple(
        frozenset(formula.axes) | {letter for letter in _written(formula.tree) if letter in problem.axes}
        for formula in parsed(problem).values()
    )


def _written(tree: Node) -> set[str]:
    places = (place for part in walk(tree) if isinstance(part, Ref) for place in part.index or () if place is not None)
    return {letter for place in places for letter, _ in place.terms}


def _all_differ(problem: Problem, sizes: Mapping[str, int]) -> bool:
    own = (*(name for name in problem.sizes if name not in problem.fixed), *problem.derived)
    return _generic([sizes[name] for name in own])


def _differ_where_they_meet(problem: Problem, sizes: Mapping[str, int]) -> bool:
    """Whether axes of one array, and those whose sizes stand in formulas beside all others, are not equally long."""
    if any(size in (1, 2, 4) or size < 1 for name, size in sizes.items() if name not in problem.fixed):
        return False
    classes = [
        {problem.like.get(letter, letter) for letter in quantity.letters}
        for quantity in (*problem.given, *problem.values)
    ]
    named = _sizes_in_formulas(problem)
    everywhere = {problem.like.get(letter, letter) for letter in problem.axes}
    groups = [*classes, *({one, other} for one in named for other in everywhere if one != other)]
    return all(len({sizes[letter.upper()] for letter in group}) == len(group) for group in groups)


@lru_cache(maxsize=64)
def _sizes_in_formulas(problem: Problem) -> frozenset[str]:
    """The axes whose sizes are numbers of a formula: by their capitals, or as the count of a mean."""
    parts = [part for formula in parsed(problem).values() for part in walk(formula.tree)]
    sizes = {part.letter.lower() for part in parts if isinstance(part, Size)}
    means = {one.letter for part in parts if isinstance(part, Fold) and part.kind == "mean" for one in part.binders}
    return frozenset(problem.like.get(letter, letter) for letter in sizes | means if letter in problem.axes)


def _generic(sizes: Sequence[int]) -> bool:
    if len(set(sizes)) != len(sizes) or any(size in (1, 2, 4) or size < 1 for size in sizes):
        return False
    return not any(first == 2 * second for first in sizes for second in sizes)
