"""The mutants of a step at one instance, for answers in numbers.

Only one mutant of each kind that is alike at the sampled points is evaluated (1 to 15 ms, 80 ms along a recurrence):
which mistake it was is looked up once the numbers of one are found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property

import numpy as np

from tutor.errors import TutorError
from tutor.marking.mistakes.candidates import candidates
from tutor.marking.mistakes.edits.lost_sign import lost_minus
from tutor.marking.mistakes.edits.whole_answer import whole_mistakes
from tutor.marking.mistakes.mutant_table import Mutants
from tutor.marking.mistakes.planned_edits import FIT, NO_NUMBER, NONE, TELLS, Plan, evaluated_edits, plan_of, telling
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
        self._wholes: list[tuple[str, int]] = []
        self._rows: dict[int, int] = {}
        with np.errstate(all="ignore"):
            self.values = self._evaluated()

    @property
    def nbytes(self) -> int:
        """How much memory it takes, nearly."""
        return self.values.nbytes + 100 * len(self._rows) + 100 * len(self._wholes)

    def mutants(self, rows: Sequence[int]) -> list[Mutant]:
        """The mutants that have the values of these rows, in the order in which they explain an answer."""
        if not rows:
            return []
        wanted = set(rows)
        found = [Mutant((code,), self.step.id) for code, row in self._wholes if row in wanted]
        return found + [mutant for at, mutant in self._members if self._rows.get(self._classes[at]) in wanted]

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
        found = computed_at(self.problem, (NumericMutants, self.step.id), self._all, self.arrays, self.sizes)
        whole = [(key[0], array) for key, array in found.items() if isinstance(key, tuple)]
        edits = {key: array for key, array in found.items() if isinstance(key, int)}
        kept, numbers = self._kept(whole, edits)
        lost = self._plan.leading - numbers
        if not lost:
            return kept
        alone = [at if own in lost else NONE for at, own in enumerate(self._classes)]
        self._classes = [at if own in lost else own for at, own in enumerate(self._classes)]
        others = self._of(plan_of(candidates(self.problem, self.step), alone), self.arrays, self.sizes)
        return self._kept(whole, {**others, **edits})[0]

    def _all(self, arrays: Mapping[str, Array], sizes: Mapping[str, int]) -> dict[_Key, Array]:
        """The values of all mistakes: of the whole answer by their codes, numbered, and of edits by their places."""
        found: dict[_Key, Array] = {}
        for at, whole in enumerate(whole_mistakes(self.problem, self.step, arrays, sizes, fitting=True)):
            found[whole.code, at] = whole.array
        return found | self._of(self._plan.plan, arrays, sizes)

    def _of(self, plan: Plan, arrays: Mapping[str, Array], sizes: Mapping[str, int]) -> dict[int, Array]:
        """The values, by their places, of the edits in a plan that fit the axes of the step, the right ones too."""
        found = evaluated_edits(self.problem, self.step, arrays, sizes, plan, same_too=True)
        return {at: value[1] for at, value in enumerate(found) if value is not None and value[0] == FIT}

    def _kept(self, whole: Sequence[tuple[str, Array]], edits: Mapping[int, Array]) -> tuple[Array, set[int]]:
        """The values that tell a mistake, noted by their rows; and which edits have values that are numbers."""
        right = self.arrays[self.step.id]
        values = [*(array for _, array in whole), *edits.values()]
        if not values:
            self._wholes, self._rows = [], {}
            return np.empty((0, *right.shape[1:])), set()
        kept, told = telling(values, right.shape, right)
        rows = np.where(told == TELLS, np.cumsum(told == TELLS) - 1, NONE).tolist()
        self._wholes = [(code, row) for (code, _), row in zip(whole, rows, strict=False) if row != NONE]
        self._rows = {at: row for at, row in zip(edits, rows[len(whole) :], strict=True) if row != NONE}
        numbers = {at for at, state in zip(edits, told[len(whole) :].tolist(), strict=True) if state != NO_NUMBER}
        return kept[:, 0], numbers
