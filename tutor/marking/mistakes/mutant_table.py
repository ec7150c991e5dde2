"""Values of single-edit mutants, indexed for the look-up of a wrong answer.

The step's formula and those it was built from are changed in one place at a time and evaluated; an answer that equals
one of the results, however it was written, is explained by that change. Formulas are compared at the sampled points,
where the table is built when it is first needed (3 to 150 ms a question). Numbers are compared at their instance: there
only one mistake of each kind that is alike at the points is evaluated (1 to 15 ms). A look-up takes 0.05 ms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tutor.lazy import cached_property
from tutor.marking.asked_entries import asked_entries
from tutor.marking.mistakes.batched_edits import spread
from tutor.marking.mistakes.candidates import candidates
from tutor.marking.mistakes.edits.whole_answer import Whole, multipliers, whole_mistakes
from tutor.marking.mistakes.planned_edits import FIT, NONE, RIGHT, TELLS, Keyed, Plan, evaluated_edits, plan_of, telling
from tutor.marking.mistakes.value_table import Collected, Mutant, Table, best
from tutor.notation.lower.value import Array
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step


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
        self.reference = self._asked(arrays[step.id])
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
            array = self._asked(np.broadcast_to(array, self.reference.shape))
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

    def _asked(self, array: Array) -> Array:
        """Values on the axes of the step without those that no formula is asked for."""
        return asked_entries(self.step.where, self.axes, array)

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
            some.append(self._asked(whole.array) if whole.key == FIT else whole.array)
        places: dict[int, int] = {}
        for at, ((edited, number), own) in enumerate(zip(self._edits, self._classes, strict=True)):
            value = values[own] if own != NONE else None
            if value is None:
                continue
            key, array = value
            some = arrays.setdefault(key, [])
            if own not in places:
                places[own] = len(some)
                some.append(self._asked(array) if key == FIT else array)
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


def _is_number(value: Keyed | None) -> bool:
    """Whether an edit has a value on the axes of the step."""
    return value is not None and value[0] == FIT and bool(np.isfinite(value[1]).all())
