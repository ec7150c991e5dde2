"""A smaller instance made of the first time steps and samples of a large one: what costs little is tried there first.

Whatever is worked out for each sample by itself, and for each time step from those before it, is the same there. A
gradient that is added up over samples and time steps is part of the sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import prod
from typing import NamedTuple

import numpy as np

from tutor.errors import TutorError
from tutor.marking.equivalence.sample_points import points_of
from tutor.notation.lower.value import Array
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.quantity import Quantity
from tutor.problems.contract.scope_builder import all_sizes, axis_sizes
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.dependency_graph import ancestors
from tutor.problems.instances.formula_values import compute, lift, parsed
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.lazy_arrays import LazyArrays

STEPS = 6
"""How many positions are kept of an axis that is run along."""
FEWEST, MOST = 4, 40_000
"""So many of another, and more while the part has no more numbers than this."""
FEW_STEPS = 3
FEW, MOST_OF_FEW = 2, 4_000
"""The same where a few are enough."""

Kept = Mapping[str, slice]


class Part(NamedTuple):
    """All arrays of the smaller instance, from the formulas, as arrays of one point; its sizes."""

    arrays: dict[str, Array]
    sizes: dict[str, int]


def part_of(instance: Instance, kept: Kept) -> Part:
    """The smaller instance. Where the last time steps are kept, before them stands what the values come to there."""
    problem = instance.problem
    given = {name: cut(problem, name, array, kept) for name, array in instance.given.items()}
    if any(chosen.stop is None for chosen in kept.values()):
        for quantity in problem.values:
            if quantity.outside in given and quantity.letters[0] in kept:
                given[quantity.outside] = _before(problem, quantity, instance.values[quantity.name], kept)
    sizes = _smaller(problem, instance.sizes, {letter: _length(chosen) for letter, chosen in kept.items()})
    return Part(compute(problem, lift(given), sizes), sizes)


def sliced(instance: Instance, arrays: Mapping[str, Array], kept: Kept) -> Part:
    """The kept positions of the ``arrays`` of an instance: what formulas are given there, one at a time."""
    problem = instance.problem
    names = problem.quantities.keys() | parsed(problem).keys()
    found = LazyArrays({}, names, lambda name: cut(problem, name, arrays[name], kept, ahead=1))
    return Part(found, _smaller(problem, instance.sizes, {letter: _length(chosen) for letter, chosen in kept.items()}))


def _before(problem: Problem, quantity: Quantity, array: Array, kept: Kept) -> Array:
    """The values of a quantity at the time step before the first one that is kept."""
    along = quantity.letters[0]
    at = {**kept, along: slice(-_length(kept[along]) - 1, -_length(kept[along]))}
    return cut(problem, quantity.name, array, at).squeeze(0)


def _length(chosen: slice) -> int:
    """How many positions are kept, of the first or of the last."""
    return abs(int(chosen.start if chosen.stop is None else chosen.stop))


def kept_of(instance: Instance, *, last: bool = False, few: bool = False) -> dict[str, slice]:
    """The positions that are kept, by the letters of the axes that are cut; with ``last`` the last time steps.

    ``few`` are enough where a gradient has the same numbers at a part: more are kept where it is added up.
    """
    problem = instance.problem
    times = problem.scope.axes.time
    steps, fewest, numbers = (FEW_STEPS, FEW, MOST_OF_FEW) if few else (STEPS, FEWEST, MOST)
    kept: dict[str, slice] = {}
    for letter in sorted(axes_to_cut(problem), key=lambda letter: letter not in times):
        each = _numbers_each(problem, instance.sizes, letter, kept)
        most = steps if letter in times else max(fewest, numbers // each)
        if instance.sizes[letter.upper()] > most:
            kept[letter] = slice(-most, None) if letter in times and last else slice(most)
    return kept


def share_of(instance: Instance, kept: Kept) -> float:
    """How much of the data is kept."""
    return prod(_length(chosen) / instance.sizes[letter.upper()] for letter, chosen in kept.items())


def _numbers_each(problem: Problem, sizes: Mapping[str, int], letter: str, kept: Kept) -> int:
    """How many numbers the gradients, and what they are built from, have at one position of an axis."""
    lengths = {name: _length(chosen) for name, chosen in kept.items()}
    axes = {**axis_sizes(problem, sizes), **lengths, letter: 1}
    formulas = parsed(problem)
    gradients = {gradient_id(problem, name) for name in problem.quantities} & formulas.keys()
    needed = gradients.union(*(ancestors(problem, name) for name in gradients))
    counts = (prod(axes[own] for own in formulas[name].axes) for name in needed if letter in formulas[name].axes)
    return max(1, sum(counts))


@lru_cache(maxsize=64)
def axes_to_cut(problem: Problem) -> tuple[str, ...]:
    """The axes of which the first positions may be looked at alone: all values but the loss are the same there."""
    points = points_of(problem)
    names = [quantity.name for quantity in problem.values if quantity.name != problem.loss]
    found = []
    for capital in problem.sizes.keys() - problem.fixed:
        letter = capital.lower()
        length = points.sizes[capital] - 2
        kept = {letter: slice(length)}
        given = {name: cut(problem, name, array[:2], kept, ahead=1) for name, array in points.given.items()}
        try:
            arrays = compute(problem, given, _smaller(problem, points.sizes, {letter: length}), only=names)
        except (TutorError, ValueError):  # the axis is of a matrix that must fit others
            continue
        wanted = {name: cut(problem, name, points.arrays[name][:2], kept, ahead=1) for name in names}
        if all(_same(arrays[name], wanted[name]) for name in names):
            found.append(letter)
    return tuple(sorted(found))


def _same(one: Array, two: Array) -> bool:
    return one.shape == two.shape and bool(np.allclose(one, two, rtol=1e-9, atol=0, equal_nan=True))


def _smaller(problem: Problem, sizes: Mapping[str, int], kept: Mapping[str, int]) -> dict[str, int]:
    free = {name: kept.get(name.lower(), sizes[name]) for name in problem.sizes}
    return all_sizes(problem, free)


def cut(problem: Problem, name: str, array: Array, kept: Kept, ahead: int = 0) -> Array:
    """The kept positions of the axes of a quantity or a step, which stand after ``ahead`` others."""
    known = problem.quantities.get(name)
    letters = known.letters if known is not None else parsed(problem)[name].axes
    chosen = (kept.get(problem.like.get(letter, letter), slice(None)) for letter in letters)
    return array[(slice(None),) * ahead + tuple(chosen)]


__all__ = ["Kept", "Part", "axes_to_cut", "cut", "kept_of", "part_of", "share_of", "sliced"]
