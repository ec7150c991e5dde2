"""Values of single-edit mutants, indexed for the look-up of a wrong answer.

The step's formula and those it was built from are changed in one place at a time and evaluated; an answer that equals
one of the results, however it was written, is explained by that change. Formulas are compared at the sampled points,
where the table is built when it is first needed (3 to 150 ms a question). Numbers are compared at their instance: there
only one mistake of each kind that is alike at the points is evaluated (1 to 15 ms). A look-up takes 0.05 ms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.marking.mistakes.batched_edits import MOST_STACKED, Evaluation, Rows, Stacked, spread
from tutor.marking.mistakes.batched_mutants import Changes, recomputed_for_each
from tutor.marking.mistakes.candidates import Candidates, Edited, agreeing, candidates
from tutor.marking.mistakes.codes import NAMED, RANK
from tutor.marking.mistakes.edits.whole_answer import Whole, multipliers, whole_mistakes
from tutor.notation.errors import FitError
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.entrywise import arranged
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array, Value
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import environment

SAMPLE = 240
FIT = ("fit",)
_TOLERANCE = 1e-8
_ALIKE = 1e-11
"""Mistakes that agree so well at the sampled points are one function."""
NONE = -1
"""The class of edits that explain no answer."""
Keyed = tuple[tuple[str, ...], Array]
"""The kind of axes of some values, and the values."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One explanation: codes of the mistakes (one or two), and the formula the mistake is in."""

    codes: tuple[str, ...]
    place: str


class Collected(NamedTuple):
    """Mutants, for each the row of its values, and these: of shape (rows, points, *axes)."""

    mutants: list[Mutant]
    rows: list[int]
    arrays: Array


class Table:
    """Mutants of one shape, to be found by value."""

    def __init__(self, found: Collected) -> None:
        self.mutants = found.mutants
        self.rows = np.array(found.rows)
        self.arrays = found.arrays
        self.samples = samples = thinned(found.arrays)
        weights = np.cos(np.arange(1, samples.shape[1] + 1) * 1.7) + 1.3
        self._weights = weights / weights.sum()
        projected = (samples @ self._weights)[self.rows]
        self._order = np.argsort(projected)
        self._sorted = projected[self._order]

    def find(self, array: Array) -> list[Mutant]:
        """The mutants whose values are those of ``array``, to eight digits: by some of its numbers, then by all."""
        sample = thinned(array[None])[0]
        centre = float(sample @ self._weights)
        width = _TOLERANCE * float(np.abs(sample) @ self._weights)
        low = np.searchsorted(self._sorted, centre - width)
        high = np.searchsorted(self._sorted, centre + width, side="right")  # a zero has no width
        found = []
        for position in self._order[low:high]:
            row = self.rows[position]
            if _near(self.samples[row], sample) and _near(self.arrays[row], array):
                found.append(self.mutants[position])
        return found

    def alike(self) -> list[int]:
        """For each mutant the first one with the same values."""
        ordered = self._order
        rows = self.rows[ordered]
        samples = self.samples[rows]
        same = _near(samples[1:], samples[:-1], _ALIKE, each=True)
        for at in np.flatnonzero(same):
            same[at] = _near(self.arrays[rows[at]], self.arrays[rows[at + 1]], _ALIKE)
        first = list(range(len(self.mutants)))
        for group in np.split(ordered, np.flatnonzero(~np.asarray(same)) + 1):
            for at in group:
                first[at] = int(group.min())
        return first


def _near(one: Array, other: Array, tolerance: float = _TOLERANCE, *, each: bool = False) -> npt.NDArray[np.bool_]:
    """Whether all numbers are as good as equal; ``each`` for those of each row."""
    near = np.abs(one - other) <= tolerance * np.maximum(np.abs(one), np.abs(other))
    return np.asarray(near.all(axis=1) if each else near.all())


class Mutants:
    """All mutants of a step at some arrays: the sampled points, or one instance.

    ``classes`` tells of each edit which one stands for it, as found at other arrays; without them all are evaluated.
    """

    def __init__(
        self,
        problem: Problem,
        step: Step,
        arrays: Mapping[str, Array],
        sizes: Mapping[str, int],
        classes: Sequence[int] | None = None,
    ) -> None:
        self.problem = problem
        self.step = step
        self.arrays = arrays
        self.sizes = sizes
        self.axes = problem.axes_of(step)
        self.reference = arrays[step.id]
        found = candidates(problem, step)
        self._edits = [
            (edited, number) for edited in (*found.own, *found.further) for number in range(len(edited.codes))
        ]
        self._classes: Sequence[int] = range(len(self._edits)) if classes is None else classes
        self._rows: list[int | None] = [None] * len(self._edits)
        self._right: set[int] = set()
        self._no_numbers: set[int] = set()
        with np.errstate(all="ignore"):
            self.collected = self._collected(self._evaluated())

    @property
    def nbytes(self) -> int:
        """How much memory it takes, nearly."""
        numbers = sum(found.arrays.nbytes + 200 * len(found.mutants) for found in self.collected.values())
        return numbers + 100 * len(self._edits)

    @property
    def count(self) -> int:
        """How many points there are."""
        return len(self.reference)

    @cached_property
    def tables(self) -> dict[tuple[str, ...], Table]:
        """The mutants of each kind of axes, to be found by value."""
        return {key: Table(found) for key, found in self.collected.items()}

    @cached_property
    def multipliers(self) -> list[Whole]:
        """What may have happened to the whole of a wrong answer."""
        return multipliers(self.problem, self.step, self.arrays, self.sizes)

    @property
    def fitting(self) -> Collected:
        """The mutants on the axes of the step."""
        return self.collected.get(FIT) or Collected([], [], np.empty((0, *self.reference.shape)))

    @cached_property
    def classes(self) -> list[int]:
        """For each edit the first one with the same values at these arrays; NONE where they are the right ones."""
        first = self.tables[FIT].alike() if FIT in self.tables else []
        by_row: dict[int, int] = {}
        return [
            (NONE if at in self._right else at) if row is None else by_row.setdefault(first[row], at)
            for at, row in enumerate(self._rows)
        ]

    @cached_property
    def numeric(self) -> tuple[Plan, list[tuple[int, Mutant]]]:
        """What is evaluated for answers in numbers, and the mutants of the edits that fit, with their places."""
        classes = self.fitting_classes
        told = [
            (at, Mutant((edited.codes[number],), edited.name))
            for at, (edited, number) in enumerate(self._edits)
            if classes[at] != NONE
        ]
        return plan_of(candidates(self.problem, self.step), classes), told

    @cached_property
    def fitting_classes(self) -> list[int]:
        """The same, NONE for all edits that do not fit the step's axes: they do so nowhere."""
        return [
            own if row is not None or at in self._no_numbers else NONE
            for at, (own, row) in enumerate(zip(self.classes, self._rows, strict=True))
        ]

    # -- look-up ---------------------------------------------------------------------------------------------

    def explain(self, array: Array, key: tuple[str, ...] = FIT) -> list[Mutant]:
        """The best explanations of an answer's values, equal ones together; empty if none is known."""
        table = self.tables.get(key)
        if table is None:
            return []
        array = spread(array[: self.count], self.count)  # a constant is the same at all points
        if key == FIT:
            array = np.broadcast_to(array, self.reference.shape)
        if array.shape != table.arrays.shape[1:] or not np.isfinite(array).all():
            return []
        found = table.find(array)
        if not found and key == FIT:
            found = [
                Mutant((*mutant.codes, whole.code), mutant.place)
                for whole in self.multipliers
                for mutant in table.find(array * whole.array)
                if mutant.codes[0] != whole.code
            ]
        return best(found, self.step.id)

    # -- building --------------------------------------------------------------------------------------------

    def _evaluated(self) -> list[Keyed | None]:
        """Of each edit the kind of its axes and its values, shape (points, *axes); None where it has none."""
        values = self._of_classes(self._classes)
        led = {own for at, own in enumerate(self._classes) if own not in (at, NONE)}
        lost = {own for own in led if not _is_number(values[own])}
        if lost:  # at these sizes an edit has no value though another that is alike elsewhere may have one
            alone = [at if own in lost else NONE for at, own in enumerate(self._classes)]
            values = [one or other for one, other in zip(values, self._of_classes(alone), strict=True)]
            self._classes = [at if own in lost else own for at, own in enumerate(self._classes)]
        return values

    def _of_classes(self, classes: Sequence[int]) -> list[Keyed | None]:
        """The values of those edits that stand for themselves."""
        plan = plan_of(candidates(self.problem, self.step), classes)
        return evaluated_edits(self.problem, self.step, self.arrays, self.sizes, plan)

    def _collected(self, values: list[Keyed | None]) -> dict[tuple[str, ...], Collected]:
        """The mutants and their values by the kind of axes; without those that are right or no numbers."""
        arrays: dict[tuple[str, ...], list[Array]] = {}
        mutants: dict[tuple[str, ...], list[tuple[Mutant, int, int | None]]] = {}
        for whole in whole_mistakes(self.problem, self.step, self.arrays, self.sizes):
            some = arrays.setdefault(whole.key, [])
            mutants.setdefault(whole.key, []).append((Mutant((whole.code,), self.step.id), len(some), None))
            some.append(whole.array)
        places: dict[int, int] = {}
        for at, ((edited, number), own) in enumerate(zip(self._edits, self._classes, strict=True)):
            value = values[own] if own != NONE else None
            if value is None:
                continue
            key, array = value
            some = arrays.setdefault(key, [])
            if own not in places:
                places[own] = len(some)
                some.append(array)
            mutant = Mutant((edited.codes[number],), edited.name)
            mutants.setdefault(key, []).append((mutant, places[own], at))
        found = {key: self._kept(key, mutants[key], some) for key, some in arrays.items()}
        return {key: kept for key, kept in found.items() if kept.mutants}

    def _kept(
        self, key: tuple[str, ...], mutants: list[tuple[Mutant, int, int | None]], arrays: list[Array]
    ) -> Collected:
        """Those of one kind that are numbers and, where they fit, not the right ones."""
        shape = self.reference.shape if key == FIT else (self.count, *arrays[0].shape[1:])
        kept, told = telling(arrays, shape, self.reference if key == FIT else None)
        rows = np.cumsum(told == TELLS) - 1
        found = Collected([], [], kept)
        for mutant, place, at in mutants:
            if told[place] == TELLS:
                found.mutants.append(mutant)
                found.rows.append(int(rows[place]))
            if at is not None and key == FIT:
                self._note(at, int(told[place]), found)
        return found

    def _note(self, at: int, told: int, found: Collected) -> None:
        """Keep what became of an edit."""
        if told == TELLS:
            self._rows[at] = len(found.rows) - 1
        elif told == RIGHT:
            self._right.add(at)
        else:
            self._no_numbers.add(at)


TELLS, NO_NUMBER, RIGHT = 0, 1, 2


def telling(arrays: Sequence[Array], shape: tuple[int, ...], right: Array | None) -> tuple[Array, npt.NDArray[np.int8]]:
    """Those of some values that are numbers and not the right ones, one after another; and of each what it is."""
    kept: list[Array] = []
    state: list[npt.NDArray[np.int8]] = []
    portion = max(1, MOST_STACKED // max(int(np.prod(shape)), 1))
    for start in range(0, len(arrays), portion):
        some = arrays[start : start + portion]
        stacked = np.empty((len(some), *shape))
        for row, array in zip(stacked, some, strict=True):
            row[...] = array
        told = np.where(np.isfinite(stacked).reshape(len(some), -1).all(axis=1), TELLS, NO_NUMBER)
        if right is not None:
            told[(told == TELLS) & agreeing(stacked, right)] = RIGHT
        kept.append(stacked[told == TELLS])
        state.append(told)
    return np.concatenate(kept) if len(kept) > 1 else kept[0], np.concatenate(state)


def _is_number(value: Keyed | None) -> bool:
    """Whether an edit has a value on the axes of the step."""
    return value is not None and value[0] == FIT and bool(np.isfinite(value[1]).all())


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


def thinned(arrays: Array) -> Array:
    """A few hundred numbers of each array (first axis), always the same places, in no step with rows or columns."""
    flat = np.asarray(arrays, dtype=float).reshape(len(arrays), -1)
    return flat if flat.shape[1] <= SAMPLE else flat[:, _places(flat.shape[1])]


@lru_cache(maxsize=256)
def _places(size: int) -> npt.NDArray[np.intp]:
    return np.random.default_rng(size).choice(size, SAMPLE, replace=False)


def best(found: list[Mutant], own: str) -> list[Mutant]:
    """Fewest mistakes first, then the most specific code, then the step itself; one of each code."""
    ranked = sorted(
        found,
        key=lambda mutant: (len(mutant.codes), [RANK.get(code, NAMED) for code in mutant.codes], mutant.place != own),
    )
    kept: dict[tuple[str, ...], Mutant] = {}
    for mutant in ranked:
        if len(mutant.codes) == len(ranked[0].codes):
            kept.setdefault(mutant.codes, mutant)
    return list(kept.values())


__all__ = ["FIT", "NONE", "Mutant", "Mutants", "canonical", "evaluated_edits", "plan_of", "telling"]
