"""The mistakes behind large gradients: tried on a part of the numbers first, then the most promising on all of them.

At large sizes one change of a backward pass takes a tenth of a second, and a question has hundreds of them. So each is
evaluated at a few samples and time steps only (see part_of_data), where what it does tells how promising it is (see
similarity). The most promising ones are then evaluated at all numbers, which alone decides. One pass serves all
gradients that are wrong: what becomes of a change is worked out once and held against each.

The work is bounded by sizes, not by time. Changes of a gradient's own formula come first; ``MOST_TRIED`` of them are
evaluated at full size (more where they are small); what they explain is searched no further. Then come those of the
formulas before it, nearest first: so many that their results have ``MOST_AT_PART`` numbers at the part, and of the
promising ones so many that they have ``MOST_NUMBERS`` at full size. What lies beyond is not recognised.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from tutor.marking.mistakes.candidates import candidates
from tutor.marking.mistakes.changes import Change, Key, changes_before, own_value, own_values, recomputed, takes
from tutor.marking.mistakes.edits.whole_answer import Whole, multipliers, whole_mistakes
from tutor.marking.mistakes.large_gradients import Wrong, near, step_of
from tutor.marking.mistakes.part_of_data import Part, kept_of, part_of, sliced
from tutor.marking.mistakes.planned_edits import FIT
from tutor.marking.mistakes.similarity import Alike, Compared, Scored, is_exact, together
from tutor.marking.mistakes.value_table import Mutant, thinned
from tutor.notation.lower.value import Array
from tutor.problems.instances.formula_values import environment, evaluated, parsed
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.lazy_arrays import arrays_of
from tutor.problems.instances.memory_estimate import largest_intermediate

MOST_AT_PART = 40_000_000
"""Numbers at the part: all 250 changes of an LSTM with 64 inputs and 48 units make 24 million."""
MOST_NUMBERS = 4_000_000
"""Numbers at full size: 3 changes of an LSTM with 60 steps, 32 samples, 64 inputs and 48 units."""
MOST_TRIED = 16
"""Changes that are evaluated at full size for one gradient, of its own formula and of those before it; at most."""
MOST_OF_OWN = 6_000_000
"""Numbers that changes of a gradient's own formula may take on the way, all of them where they are small."""
MOST_ROOM = 40_000_000
"""Numbers that one change may multiply and add at full size; one that needs more is left out."""
_FEWEST = 4
"""Changes that are evaluated even where each takes more than its share."""


@np.errstate(all="ignore")
def explained(instance: Instance, wrong: Sequence[Wrong]) -> dict[str, list[Mutant]]:
    """For each wrong gradient of the right shape, by the id of its step, the mistakes found that have its values.

    Raises InputError where the formulas would take too much memory at these sizes.
    """
    return _Search(instance, wrong).found() if wrong else {}


class _Search:
    """One pass over all wrong gradients."""

    def __init__(self, instance: Instance, wrong: Sequence[Wrong]) -> None:
        self.instance = instance
        self.problem = instance.problem
        self.wrong = wrong
        self.arrays = arrays_of(instance)
        self.candidates = {one.step: candidates(self.problem, step_of(self.problem, one)) for one in wrong}
        self.before = {step: changes_before([some]) for step, some in self.candidates.items()}
        self.matching: dict[str, list[Mutant]] = {one.step: [] for one in wrong}
        self.twice: dict[str, list[Mutant]] = {one.step: [] for one in wrong}
        self.tried: set[Key] = set()
        self.multiplied: dict[str, list[tuple[Whole, Array]]] = {}
        self.left = MOST_NUMBERS

    def found(self) -> dict[str, list[Mutant]]:
        """The mistakes that explain each gradient."""
        for one in self.wrong:
            self._wholes(one)
        for one in self.wrong:
            self._own(one)
        kept = kept_of(self.instance, last=True, few=True)
        exact = {one.step for one in self.wrong if is_exact(self.problem, kept, one)}
        self._further([one for one in self._open() if one.step in exact], kept)
        self._further([one for one in self._open() if one.step not in exact], kept_of(self.instance))
        return {step: found or self.twice[step] for step, found in self.matching.items()}

    def _open(self) -> list[Wrong]:
        """Those that nothing explains so far."""
        return [one for one in self.wrong if not self.matching[one.step]]

    # -- a mistake made with the whole of a gradient, or in its own formula --------------------------------------------

    def _wholes(self, one: Wrong) -> None:
        for whole in whole_mistakes(self.problem, step_of(self.problem, one), self.arrays, self.instance.sizes):
            if whole.key == FIT:
                array = np.broadcast_to(whole.array[0], one.wanted.shape)
                self._hold(one, Mutant((whole.code,), one.step), array)

    def _own(self, one: Wrong) -> None:
        """The changes of a gradient's own formula that promise most."""
        each = largest_intermediate(self.problem, self.instance.sizes, one.step)
        most = max(MOST_TRIED, MOST_OF_OWN // max(each, 1))
        for alike in self._own_promising(one)[:most]:
            first, *others = alike.changes
            if self._explains(one, first):  # those that are alike at the part need not be so elsewhere
                for change in others:
                    self._explains(one, change)

    def _explains(self, one: Wrong, change: Change) -> bool:
        """Hold a change of a gradient's own formula against it; whether it, or it with one more, has its values."""
        array = own_value(self.problem, self.arrays, self.instance.sizes, change, one.step, MOST_ROOM)
        before = len(self.matching[one.step]) + len(self.twice[one.step])
        if array is not None:
            self._hold(one, change.mutant, array)
        return len(self.matching[one.step]) + len(self.twice[one.step]) > before

    def _own_promising(self, one: Wrong) -> list[Alike]:
        """The changes that go along with what is wrong in a gradient, the most promising first."""
        kept = kept_of(self.instance, few=True)
        if not is_exact(self.problem, kept, one):
            kept = kept_of(self.instance)
        part = sliced(self.instance, self.arrays, kept)
        formula = parsed(self.problem)[one.step]
        right = evaluated(formula.tree, formula.axes, environment(self.problem, *part))[0]
        compared = Compared(self.instance, kept, right, one)
        scored = [
            compared.scored(change, array)
            for edited in self.candidates[one.step].own
            for change, array in own_values(self.problem, *part, edited, one.step, MOST_ROOM)
        ]
        # The last step of a sum is another one at the part: what does not go along may be right all the same.
        return together(scored, compared.least if compared.exact else 0.0)

    # -- a mistake in the formulas before it ---------------------------------------------------------------------------

    def _further(self, wrong: Sequence[Wrong], kept: Mapping[str, slice]) -> None:
        """The changes further away: the most promising one of each gradient, then the next ones."""
        if not wrong:
            return
        waiting = self._promising(wrong, kept)
        for place in range(MOST_TRIED):
            firsts = [waiting[one.step][place] for one in self._open() if place < len(waiting.get(one.step, ()))]
            changes = {alike.changes[0].key: alike.changes[0] for alike in firsts}
            self._try([change for key, change in changes.items() if key not in self.tried], self._open())
        # What is alike at the part need not be so elsewhere: it is tried as well.
        equals = {change.key: change for one in wrong for change in self._equals(one, waiting.get(one.step, ()))}
        self._try([change for key, change in equals.items() if key not in self.tried], wrong)

    def _equals(self, one: Wrong, waiting: Sequence[Alike]) -> Iterator[Change]:
        """The changes that are at the part like those which explain a gradient."""
        mutants = {*self.matching[one.step]}
        for alike in waiting:
            if any(change.key in self.tried and change.mutant in mutants for change in alike.changes):
                yield from alike.changes

    def _promising(self, wrong: Sequence[Wrong], kept: Mapping[str, slice]) -> dict[str, list[Alike]]:
        """The changes of earlier formulas that go along with what is wrong, most promising first, by the step."""
        part = part_of(self.instance, kept) if kept else Part(self.arrays, self.instance.sizes)
        compared = {one.step: Compared(self.instance, kept, part.arrays[one.step][0], one) for one in wrong}
        changes = self._within_room(part, compared)
        scored: dict[str, list[Scored]] = {step: [] for step in compared}
        for step, reaching, arrays in recomputed(self.problem, *part, list(changes.values()), list(compared)):
            for change, array in zip(reaching, arrays, strict=True):
                if change.key in self.before[step]:
                    scored[step].append(compared[step].scored(change, array))
        return {step: together(some, compared[step].least) for step, some in scored.items()}

    def _within_room(self, part: Part, steps: Collection[str]) -> dict[Key, Change]:
        """The nearest changes before some gradients, as many as there is room for at a part."""
        room = MOST_AT_PART
        found = {}
        for key, change in changes_before([self.candidates[step] for step in steps]).items():
            room -= takes(self.problem, part.sizes, change.edited.name, steps)
            if room < 0:
                break
            found[key] = change
        return found

    # -- at all numbers ------------------------------------------------------------------------------------------------

    def _try(self, changes: Sequence[Change], wrong: Sequence[Wrong]) -> None:
        """What becomes of some gradients by some changes, as far as there is room."""
        by_step = {one.step: one for one in wrong}
        afforded = {change.key: change for change in changes if self._afford(change, by_step)}
        self.tried |= afforded.keys()
        everything = recomputed(self.problem, self.arrays, self.instance.sizes, list(afforded.values()), list(by_step))
        for step, reaching, arrays in everything:
            for change, array in zip(reaching, arrays, strict=True):
                if change.key in self.before[step]:
                    self._hold(by_step[step], change.mutant, array)

    def _afford(self, change: Change, steps: Collection[str]) -> bool:
        """Whether there is room for a change; then it is taken."""
        count = min(takes(self.problem, self.instance.sizes, change.edited.name, steps), MOST_NUMBERS // _FEWEST)
        if count > self.left:
            return False
        self.left -= count
        return True

    def _hold(self, one: Wrong, mutant: Mutant, array: Array) -> None:
        """Hold the values of a mistake against a gradient; those of what is right after all tell nothing."""
        if one.has(array):
            self.matching[one.step].append(mutant)
        if self.matching[one.step]:
            return
        sample, bound = thinned(array[None]), one.bound(array)
        for whole, multiplied in self._multiplied(one):
            also = one._replace(got=one.got * whole.array[0])
            if mutant.codes[0] != whole.code and near(multiplied, sample, bound) and also.has(array):
                self.twice[one.step].append(mutant.and_also(whole.code))

    def _multiplied(self, one: Wrong) -> list[tuple[Whole, Array]]:
        """What undoes one more mistake that was made with the whole of a gradient, and some numbers without that."""
        known = self.multiplied.get(one.step)
        if known is None:
            found = multipliers(self.problem, step_of(self.problem, one), self.arrays, self.instance.sizes)
            got = thinned(one.got[None])
            known = [(whole, got * thinned(np.broadcast_to(whole.array, (1, *one.got.shape)))) for whole in found]
            self.multiplied[one.step] = known
        return known


__all__ = ["explained"]
