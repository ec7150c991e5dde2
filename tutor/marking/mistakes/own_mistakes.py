"""The mistakes in a gradient's own formula, or made with the whole of it, that have the values of a wrong array.

At large sizes one change of a formula takes up to a tenth of a second, and there are hundreds. Each is evaluated at
a few samples and time steps first (see part_of_data), where what it does tells how promising it is (see similarity);
``MOST_TRIED`` of them are then evaluated at all numbers (more where they are small), which alone decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from tutor.lazy import cached_property
from tutor.marking.mistakes.candidates import candidates
from tutor.marking.mistakes.changes import Change, changes_of, own_value, own_values, recomputed
from tutor.marking.mistakes.edits.whole_answer import Whole, multipliers, whole_mistakes
from tutor.marking.mistakes.large_gradients import Wrong, is_large, near, step_of
from tutor.marking.mistakes.part_of_data import Kept, Part, kept_of, sliced
from tutor.marking.mistakes.planned_edits import FIT
from tutor.marking.mistakes.similarity import Alike, Compared, axes_of, is_exact, together
from tutor.marking.mistakes.value_table import Mutant, thinned
from tutor.notation.lower.value import Array
from tutor.problems.instances.formula_values import environment, evaluated, parsed
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.memory_estimate import largest_intermediate

MOST_TRIED = 10
"""Changes that are evaluated at full size for one gradient, at least."""
MOST_OF_OWN = 6_000_000
"""Numbers that changes may take on the way, all of them where they are small."""
MOST_ROOM = 40_000_000
"""Numbers that one change may multiply and add at full size; one that needs more is left out."""
MOST_ROOM_AT_PART = 1_000_000
"""The same at a part."""
MOST_ON_THE_WAY = 15_000
"""Numbers that a product has there which is summed, where the gradient has an axis to cut."""
_FEWEST = 4
"""Positions that are kept of that axis, at least."""


@np.errstate(all="ignore")
def own_mistakes(instance: Instance, arrays: Mapping[str, Array], one: Wrong) -> list[Mutant]:
    """The mistakes found, alone or with one more made with the whole of the gradient; ``arrays`` are the right ones."""
    return _Search(instance, arrays, one).found()


class _Search:
    def __init__(self, instance: Instance, arrays: Mapping[str, Array], one: Wrong) -> None:
        self.instance = instance
        self.problem = instance.problem
        self.sizes = instance.sizes
        self.one = one
        self.arrays = arrays
        self.candidates = candidates(self.problem, step_of(self.problem, one))
        self.matching: list[Mutant] = []
        self.twice: list[Mutant] = []

    def found(self) -> list[Mutant]:
        for whole in whole_mistakes(self.problem, step_of(self.problem, self.one), self.arrays, self.sizes):
            if whole.key == FIT and _fits(whole.array.shape[1:], self.one.wanted.shape):
                self._hold(Mutant((whole.code,), self.one.step), np.broadcast_to(whole.array[0], self.one.wanted.shape))
        if is_large(self.instance):
            self._promising()
        else:
            self._all()
        return self.matching or self.twice

    def _all(self) -> None:
        """Every change of the formula; where it is solved along an axis, followed through it as well."""
        step = self.one.step
        for edited in self.candidates.own:
            for change, array in own_values(self.problem, self.arrays, self.sizes, edited, step, MOST_ROOM):
                self._hold(change.mutant, array)
        for edited in self.candidates.further:
            if edited.name == step:
                followed = recomputed(self.problem, self.arrays, self.sizes, changes_of(edited), [step])
                for _, changes, arrays in followed:
                    for change, array in zip(changes, arrays, strict=True):
                        self._hold(change.mutant, array)

    def _promising(self) -> None:
        """The changes that promise most; those that are alike at the part of one that was made, too."""
        each = largest_intermediate(self.problem, self.sizes, self.one.step)
        for alike in self._at_part()[: max(MOST_TRIED, MOST_OF_OWN // max(each, 1))]:
            first, *others = alike.changes
            if self._explains([first]):
                self._explains(others)

    def _explains(self, changes: Iterable[Change]) -> bool:
        """Whether one of some changes, or one with one more mistake, has the values of the gradient."""
        before = len(self.matching) + len(self.twice)
        for change in changes:
            array = own_value(self.problem, self.arrays, self.sizes, change, self.one.step, MOST_ROOM)
            if array is not None:
                self._hold(change.mutant, array)
        return len(self.matching) + len(self.twice) > before

    def _at_part(self) -> list[Alike]:
        """The changes that go along with what is wrong in the gradient, the most promising first."""
        kept: Kept = kept_of(self.instance, few=True)
        if not is_exact(self.problem, kept, self.one.step):
            kept = kept_of(self.instance)
        part, right, kept = self._narrowed(kept)
        compared = Compared(self.instance, kept, right, self.one)
        scored = [
            compared.scored(change, array)
            for edited in self.candidates.own
            for change, array in own_values(self.problem, *part, edited, self.one.step, MOST_ROOM_AT_PART)
        ]
        # The last step of a sum is another one at the part: what does not go along may be right all the same.
        return together(scored, compared.least if compared.exact else 0.0)

    def _narrowed(self, kept: Kept) -> tuple[Part, Array, Kept]:
        """The part of the data, the right gradient there, and what is kept: some of its own entries, if it has many.

        Of weights by inputs and units a few inputs are enough: 200 changes take 0.1 s instead of 0.4.
        """
        part = sliced(self.instance, self.arrays, kept)
        many = largest_intermediate(self.problem, part.sizes, self.one.step)
        free = {letter.upper(): letter for letter in axes_of(self.problem, self.one.step) if letter not in kept}
        sizes = {name: part.sizes[name] for name in self.problem.sizes.keys() - self.problem.fixed if name in free}
        if many > MOST_ON_THE_WAY and sizes:
            name = max(sorted(sizes), key=sizes.__getitem__)
            fewer = {**kept, free[name]: slice(max(_FEWEST, sizes[name] * MOST_ON_THE_WAY // many))}
            narrow = sliced(self.instance, self.arrays, fewer)
            if {**narrow.sizes, name: sizes[name]} == part.sizes:  # no other size goes with it
                return narrow, self._right(narrow), fewer
        return part, self._right(part), kept

    def _right(self, part: Part) -> Array:
        """The gradient at a part by its formula."""
        formula = parsed(self.problem)[self.one.step]
        found: Array = evaluated(formula.tree, formula.axes, environment(self.problem, *part))[0]
        return found

    def _hold(self, mutant: Mutant, array: Array) -> None:
        """Hold the values of a mistake against the gradient; those on axes of other lengths are none of it."""
        if array.shape != self.one.wanted.shape:
            return
        if self.one.has(array):
            self.matching.append(mutant)
        if self.matching:
            return
        sample, bound = thinned(array[None]), self.one.bound(array)
        for whole, multiplied in self._multiplied:
            also = self.one._replace(got=self.one.got * whole.array[0])
            if mutant.codes[0] != whole.code and near(multiplied, sample, bound) and also.has(array):
                self.twice.append(mutant.and_also(whole.code))

    @cached_property
    def _multiplied(self) -> list[tuple[Whole, Array]]:
        """What undoes one more mistake that was made with the whole of the gradient, and some numbers without that."""
        got = thinned(self.one.got[None])
        shape = (1, *self.one.got.shape)
        found = multipliers(self.problem, step_of(self.problem, self.one), self.arrays, self.sizes)
        return [(whole, got * thinned(np.broadcast_to(whole.array, shape))) for whole in found]


def _fits(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Whether an array may be repeated to a shape: what is said of pairs of blocks has one axis of another length."""
    return len(shape) <= len(wanted) and all(
        size in (1, whole) for size, whole in zip(reversed(shape), reversed(wanted), strict=False)
    )


__all__ = ["MOST_ROOM", "own_mistakes"]
