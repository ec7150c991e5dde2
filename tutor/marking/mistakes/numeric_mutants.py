"""The mutants of a step at one instance, for answers in numbers.

Only one mutant of each kind that is alike at the sampled points is evaluated (1 to 15 ms, 80 ms along a recurrence):
which mistake it was is looked up once the numbers of one are found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError
from tutor.lazy import cached_property
from tutor.marking.asked_entries import asked_entries
from tutor.marking.mistakes.candidates import candidates
from tutor.marking.mistakes.edits.lost_sign import lost_minus
from tutor.marking.mistakes.edits.whole_answer import whole_mistakes
from tutor.marking.mistakes.mutant_table import Mutants
from tutor.marking.mistakes.planned_edits import FIT, NO_NUMBER, NONE, TELLS, Plan, evaluated_edits, plan_of, told_of
from tutor.marking.mistakes.value_table import Mutant
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.value import Array
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import environment, parsed
from tutor.problems.instances.recordings import computed_at

_Key = tuple[str, int] | int


class NumericPlan:
    """What is evaluated at every instance of a step: the table at the sampled points is not needed again."""

    def __init__(self, table: Mutants) -> None:
        self.problem: Problem = table.problem
        self.step: Step = table.step
        self.plan, self.members = table.numeric
        self.classes = table.fitting_classes
        self.leading = frozenset(self.classes[at] for at, _ in self.members if self.classes[at] != at)

    @property
    def nbytes(self) -> int:
        """How much memory it takes, nearly: the trees are those of the candidates."""
        return 200 * len(self.members) + 8 * len(self.classes)


class NumericMutants:
    """The values of all mutants that fit a step's axes at one instance: ``values`` of shape (rows, *axes).

    ``arrays`` are all of the instance as one point.
    """

    def __init__(self, plan: NumericPlan, arrays: Mapping[str, Array], sizes: Mapping[str, int]) -> None:
        self.problem = plan.problem
        self.step = plan.step
        self.arrays = arrays
        self.sizes = sizes
        self._plan, self._members = plan, plan.members
        self._classes: Sequence[int] = plan.classes
        self._keys: tuple[_Key, ...] = ()
        self._told: npt.NDArray[np.int8] = np.empty(0, np.int8)
        with np.errstate(all="ignore"):
            self.values = self._evaluated()

    @property
    def nbytes(self) -> int:
        """How much memory it takes, nearly."""
        return self.values.nbytes + self._told.nbytes + 8 * len(self._keys)

    def mutants(self, rows: Sequence[int]) -> list[Mutant]:
        """The mutants that have the values of these rows, in the order in which they explain an answer."""
        if not rows:
            return []
        telling = np.flatnonzero(self._told == TELLS)
        wanted = {self._keys[telling[row]] for row in rows}
        found = [Mutant((key[0],), self.step.id) for key in self._keys if isinstance(key, tuple) and key in wanted]
        return found + [mutant for at, mutant in self._members if self._classes[at] in wanted]

    @cached_property
    def copied(self) -> list[Array]:
        """What comes of a slip in copying numbers: for answers in numbers that nothing else explains."""
        env = environment(self.problem, self.arrays, self.sizes)
        found = []
        with np.errstate(all="ignore"):
            for tree, other in lost_minus(parsed(self.problem)[self.step.id].tree, env):
                with suppress(TutorError):
                    found.append(fit(evaluate(tree, other), self.problem.axes_of(self.step), other).array[0])
        return found

    def _evaluated(self) -> Array:
        """Where the edits that stand for others have no value at these sizes, those others are evaluated as well."""
        computed = computed_at(self.problem, (NumericMutants, self.step.id), self._all, self.arrays, self.sizes)
        ((self._keys, computed_values),) = computed.items()
        right, values = self._asked(self.arrays[self.step.id]), self._asked(computed_values)
        self._told = told_of(values, right)
        lost = self._plan.leading.difference(self._keys)
        lost |= {key for at in np.flatnonzero(self._told == NO_NUMBER) if (key := self._keys[at]) in self._plan.leading}
        if lost:
            alone = [at if own in lost else NONE for at, own in enumerate(self._classes)]
            self._classes = [at if own in lost else own for at, own in enumerate(self._classes)]
            others = self._of(plan_of(candidates(self.problem, self.step), alone), self.arrays, self.sizes)
            known = {key: values[at : at + 1] for at, key in enumerate(self._keys)}
            ((self._keys, stacked),) = _stacked({**others, **known}, self.arrays[self.step.id]).items()
            values = self._asked(stacked)
            self._told = told_of(values, right)
        telling = self._told == TELLS
        return values if telling.all() else values[telling]

    def _asked(self, array: Array) -> Array:
        return asked_entries(self.step.where, self.problem.axes_of(self.step), array)

    def _all(self, arrays: Mapping[str, Array], sizes: Mapping[str, int]) -> dict[tuple[_Key, ...], Array]:
        """The values of all mistakes, by what each is: of the whole answer by its code, numbered; an edit by place."""
        found: dict[_Key, Array] = {}
        for at, whole in enumerate(whole_mistakes(self.problem, self.step, arrays, sizes, fitting=True)):
            found[whole.code, at] = whole.array
        return _stacked({**found, **self._of(self._plan.plan, arrays, sizes)}, arrays[self.step.id])

    def _of(self, plan: Plan, arrays: Mapping[str, Array], sizes: Mapping[str, int]) -> dict[_Key, Array]:
        """The values, by their places, of the edits in a plan that fit the axes of the step, the right ones too."""
        found = evaluated_edits(self.problem, self.step, arrays, sizes, plan, same_too=True)
        return {at: value[1] for at, value in enumerate(found) if value is not None and value[0] == FIT}


def _stacked(found: Mapping[_Key, Array], right: Array) -> dict[tuple[_Key, ...], Array]:
    """Values of one point, those of each key after those before it, at the full size of the right ones."""
    arrays = [array if array.shape == right.shape else np.broadcast_to(array, right.shape) for array in found.values()]
    keys: tuple[_Key, ...] = tuple(found)
    return {keys: np.concatenate([right[:0], *arrays], dtype=float)}
