"""The edits of a step that are evaluated at some arrays, and their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.marking.mistakes.batched_edits import MOST_STACKED, Evaluation, Rows, Stacked
from tutor.marking.mistakes.batched_mutants import Changes, recomputed_for_each
from tutor.marking.mistakes.candidates import Candidates, Edited, agreeing
from tutor.notation.errors import FitError
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.entrywise import arranged
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array, Value
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import environment

FIT = ("fit",)
"""The kind of axes of values on those that are asked for."""
NONE = -1
"""The class of edits that explain no answer."""
Keyed = tuple[tuple[str, ...], Array]
"""The kind of axes of some values, and the values."""


class Plan(NamedTuple):
    """Which edits of a step's formulas are evaluated: of the step's own, and of those before it."""

    own: tuple[tuple[Edited, int, tuple[int, ...]], ...]
    further: tuple[tuple[Changes, int], ...]
    edits: int


def plan_of(found: Candidates, classes: Sequence[int]) -> Plan:
    """Those edits that stand for themselves; with each formula goes how many edits are before its first one."""
    places: list[tuple[Edited, int, tuple[int, ...]]] = []
    start = 0
    for edited in (*found.own, *found.further):
        which = tuple(n for n in range(len(edited.codes)) if classes[start + n] == start + n)
        places.append((edited, start, which))
        start += len(edited.codes)
    further = ((Changes(edited.name, edited.formula, which), at) for edited, at, which in places[len(found.own) :])
    return Plan(tuple(places[: len(found.own)]), tuple(further), start)


def evaluated_edits(
    problem: Problem,
    step: Step,
    arrays: Mapping[str, Array],
    sizes: Mapping[str, int],
    plan: Plan,
    *,
    same_too: bool = False,
) -> list[Keyed | None]:
    """Of each edit the kind of its axes and its values, shape (points, *axes); None where it has none.

    Left out of the edits of earlier formulas are those that change nothing at these arrays, unless ``same_too``.
    """
    values: list[Keyed | None] = [None] * plan.edits
    points, axes = len(arrays[step.id]), problem.axes_of(step)
    for edited, start, which in plan.own:
        if which:
            env = environment(problem, arrays, sizes)
            for stacked in Evaluation(edited.formula, env, Rows(points)).edited(which):
                for number, keyed in _laid(stacked, axes, env):
                    values[start + number] = keyed
    changed = [changes for changes, _ in plan.further]
    further = recomputed_for_each(problem, arrays, sizes, step.id, changed, same_too=same_too)
    for changes, start in plan.further:
        for number in changes.which:
            array = further.get((changes.name, number))
            if array is not None:
                values[start + number] = FIT, array
    return values


def _laid(stacked: Stacked, axes: tuple[str, ...], env: Env) -> Iterator[tuple[int, Keyed]]:
    """The values of some edits on the axes of the step, or with axes of their own."""
    try:
        keyed: Keyed = FIT, fit(stacked.value, axes, env).array
    except FitError:
        keyed = canonical(stacked.value)
    key, array = keyed
    rows = len(array) // len(stacked.numbers)
    for at, number in enumerate(stacked.numbers):
        yield number, (key, array[at * rows : (at + 1) * rows])


def canonical(value: Value) -> tuple[tuple[str, ...], Array]:
    """A value that does not fit the target, with its axes in an order that does not depend on letters' names."""
    order = tuple(sorted(value.dims, key=lambda letter: (value.class_of(letter), letter)))
    return tuple(value.class_of(letter) for letter in order), arranged(value.array, value.dims, order)


TELLS, NO_NUMBER, RIGHT = 0, 1, 2


def telling(arrays: Sequence[Array], shape: tuple[int, ...], right: Array | None) -> tuple[Array, npt.NDArray[np.int8]]:
    """Those of some values that are numbers and not the right ones, one after another; and of each what it is."""
    kept: list[Array] = []
    state: list[npt.NDArray[np.int8]] = []
    portion = _portion(shape)
    for start in range(0, len(arrays), portion):
        some = arrays[start : start + portion]
        if all(array.shape == shape for array in some):
            stacked = np.concatenate(some, dtype=float).reshape(len(some), *shape)
        else:
            stacked = np.empty((len(some), *shape))
            for row, array in zip(stacked, some, strict=True):
                row[...] = array
        told = told_of(stacked, right)
        kept.append(stacked[told == TELLS])
        state.append(told)
    return np.concatenate(kept) if len(kept) > 1 else kept[0], np.concatenate(state)


def told_of(values: Array, right: Array | None) -> npt.NDArray[np.int8]:
    """What some values are, each along the first axis."""
    told = np.empty(len(values), np.int8)
    portion = _portion(values.shape[1:])
    for start in range(0, len(values), portion):
        some = values[start : start + portion]
        of_some = told[start : start + portion]
        of_some[:] = np.where(np.isfinite(some).reshape(len(some), -1).all(axis=1), TELLS, NO_NUMBER)
        if right is not None:
            of_some[(of_some == TELLS) & agreeing(some, right)] = RIGHT
    return told


def _portion(shape: tuple[int, ...]) -> int:
    """How many arrays of this shape are worked on at once."""
    return max(1, MOST_STACKED // max(int(np.prod(shape)), 1))
