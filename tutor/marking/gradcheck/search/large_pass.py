"""The slips behind wrong arrays of a large pass: looked for at a part of the data, decided on all of it.

At large sizes one slip followed through a pass takes a tenth of a second, and there are a thousand. At the last steps
of two samples all of them take half a second together. What has its own numbers there (a gradient by the input, by a
state) must have those of the slip, and what is right must stay right. What is added up over samples or steps is looked
at only where no other array tells (see promising). What is not found within bounds of work is not recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from math import inf
from typing import NamedTuple

import numpy as np

from tutor.marking.gradcheck.search.fewest_slips import fewest, silent_of
from tutor.marking.gradcheck.search.promising import nearest, promising
from tutor.marking.gradcheck.search.step_by_step import step_by_step
from tutor.marking.gradcheck.search.whole_pass import Pass, mutant_of
from tutor.marking.gradcheck.slips.pass_slips import also_before_the_first
from tutor.marking.gradcheck.slips.repeated_slips import all_over
from tutor.marking.gradcheck.slips.slip import Slip
from tutor.marking.gradcheck.slips.time_slips import time_slips
from tutor.marking.mistakes.changes import Change, takes
from tutor.marking.mistakes.large_gradients import Wrong, close
from tutor.marking.mistakes.part_of_data import Kept, cut, kept_of, part_of
from tutor.marking.mistakes.similarity import inner, is_exact
from tutor.marking.mistakes.value_table import Mutant, order
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.dependency_graph import ancestors
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.lazy_arrays import arrays_of
from tutor.problems.instances.memory_estimate import largest_intermediate

MOST_TRIED = 6
"""Slips that are followed through a whole pass, of those that promise most; at most."""
MOST_NUMBERS = 12_000_000
"""Numbers that they make: 6 slips of an LSTM with 60 steps, 32 samples, 64 inputs and 48 units."""
_FEWEST = 4
"""Slips that are followed even where each takes more than its share."""
MOST_AT_PART = 20_000_000
"""Numbers that the mistakes in single formulas make at a part, or at all data where no axis can be cut; at most."""
MOST_KEPT = 4_000_000
"""Numbers of a sum whose terms are looked at one by one."""

Steps = frozenset[str]
Explanations = Iterator[tuple[Mutant, Steps]]


class Found(NamedTuple):
    """A slip that gives some wrong arrays at a part: how many, what is said, and which it gives at all data."""

    promise: float
    mutant: Mutant
    numbers: int
    given: Callable[[], Steps]


@np.errstate(all="ignore")
def causes_of_large(instance: Instance, wrong: Sequence[Wrong], right: Sequence[str]) -> dict[str, list[Mutant]]:
    """By the step of each wrong gradient that is explained, the slip that explains it and its equals, as ``causes``.

    Raises InputError where the formulas would take too much memory at these sizes.
    """
    if not wrong:
        return {}
    search = _Search(step_by_step(instance.problem), instance, wrong, right)
    return fewest(list(search.explanations()), silent_of(instance.problem, wrong))


class _Search:
    def __init__(self, problem: Problem, instance: Instance, wrong: Sequence[Wrong], right: Sequence[str]) -> None:
        self.problem = problem
        self.instance = instance
        self.whole = Pass(problem, arrays_of(instance), instance.sizes, wrong, right)
        self.left = set(self.whole.wrong)
        self.room = MOST_NUMBERS

    def explanations(self) -> Explanations:
        """Each mistake found, with the steps of the wrong arrays that it gives, until all have one."""
        kept = kept_of(self.instance, last=True, few=True)
        exact = [one for one in self.whole.wrong.values() if is_exact(self.problem, kept, one.step)]
        if not kept:
            yield from self._uncut()
        elif exact:
            yield from self._tried(self._at_part(exact, kept), self.left)
        told = {step for step in (*self.whole.wrong, *self.whole.right) if is_exact(self.problem, kept, step)}
        if kept and self.left - told:
            yield from self._sums(told)

    # -- where no axis can be cut ------------------------------------------------------------------------------------

    def _uncut(self) -> Explanations:
        """At all data the mistakes nearest to the wrong arrays, as many as there is room for."""
        whole, gradients, values = self.whole, *self.whole.changes()
        room = MOST_AT_PART
        for changes in (gradients, values):
            some, room = nearest(whole, changes, self._takes, room)
            for change, steps, told in whole.by_one_formula(some):
                best = whole.best(change, steps, told)
                if best:
                    yield change.mutant, best
                    self.left -= best
            if not self.left:
                return
        yield from whole.kept(whole.places, MOST_KEPT)
        yield from whole.handed_on_once(whole.places)
        for slip, steps in whole.by_slips(self._slips()):
            yield mutant_of(slip), steps

    def _takes(self, name: str) -> int:
        """How many numbers a change of a formula makes at all data."""
        sizes = self.instance.sizes
        return max(takes(self.problem, sizes, name, self.whole.wrong), largest_intermediate(self.problem, sizes, name))

    def _slips(self) -> Iterable[Slip]:
        return chain(all_over(self.problem), time_slips(self.problem, self.instance.sizes))

    # -- at a part of the data ---------------------------------------------------------------------------------------

    def _at_part(self, exact: Sequence[Wrong], kept: Kept) -> Iterator[Found]:
        """The slips that give arrays with their own numbers at the last steps of a few samples."""
        part = self._part(exact, kept)
        if not part.wrong:  # what is wrong stands at the first steps only
            part = self._part(exact, {letter: slice(1) for letter in kept if kept[letter].stop is not None})
            for slip, steps in part.by_slips(time_slips(self.problem, part.sizes)):
                yield self._of_slips(len(steps), [slip])
            return
        gradients, values = part.changes()
        changes = gradients if _from_the_last(kept) else [*gradients, *values]
        for change, steps, told in part.by_one_formula(changes):
            if told or any(part.given_by(slip) for slip in also_before_the_first(self.problem, change)):
                yield self._of_change(len(steps), change)
        for mutant, steps in part.kept(part.places):
            yield self._of_place(len(steps), mutant, lambda place: self.whole.kept({place}, MOST_KEPT))
        for mutant, steps in part.handed_on_once(part.places):
            yield self._of_place(len(steps), mutant, lambda place: self.whole.handed_on_once({place}))
        for slip, steps in part.by_slips(all_over(self.problem)):
            yield self._of_slips(len(steps), [slip])
        every = list(time_slips(self.problem, self.instance.sizes))
        for slip, steps in part.by_slips(time_slips(self.problem, part.sizes)):
            alike = [one for one in every if mutant_of(one) == mutant_of(slip)]  # at other places of more steps
            yield self._of_slips(len(steps), alike)

    def _part(self, exact: Sequence[Wrong], kept: Kept) -> Pass:
        """The pass at a part, with those of some wrong arrays that differ there."""
        part = part_of(self.instance, kept)
        wrong = []
        for one in exact:
            got, wanted = (cut(self.problem, one.step, array, kept) for array in (one.got, one.wanted))
            right, places = part.arrays[one.step][0], inner(self.problem, kept, one.step)
            size = float(np.vdot(wanted, wanted))
            # A loss that is a mean is divided by the number of samples, which is another one at the part.
            scale = float(np.vdot(wanted, right)) / size if size else 1.0
            if not close(got[places], wanted[places], one.tolerance):
                wrong.append(Wrong(one.step, one.name, got * scale, right, one.tolerance, places))
        return Pass(self.problem, part.arrays, part.sizes, wrong, sorted(self.whole.right))

    def _of_change(self, promise: float, change: Change) -> Found:
        name = change.edited.name
        slips = [Slip(change.mutant.codes[0], name, {name: change.tree}), *also_before_the_first(self.problem, change)]
        return Found(promise, change.mutant, self._takes(name), lambda: self._most(slips))

    def _of_slips(self, promise: float, slips: Sequence[Slip]) -> Found:
        numbers = max(self._takes(name) for name in slips[0].formulas)
        return Found(promise, mutant_of(slips[0]), numbers, lambda: self._most(slips))

    def _most(self, slips: Sequence[Slip]) -> Steps:
        """The wrong arrays that one of some slips gives at all data: of that which gives most."""
        best = Steps()
        for slip in slips:
            best = max(best, self.whole.given_by(slip), key=len)
            if len(best) == len(self.whole.wrong):
                break
        return best

    def _of_place(
        self, promise: float, mutant: Mutant, again: Callable[[str], Iterator[tuple[Mutant, Steps]]]
    ) -> Found:
        def given() -> Steps:
            return max((steps for other, steps in again(mutant.place) if other == mutant), key=len, default=Steps())

        return Found(promise, mutant, self._takes(mutant.place), given)

    # -- sums --------------------------------------------------------------------------------------------------------

    def _sums(self, told: set[str]) -> Explanations:
        """The slips that go along with arrays which are added up, but reach none that is told by its own numbers."""
        kept = kept_of(self.instance)
        passed = told.union(*(ancestors(self.problem, step) for step in told))
        wrong = [self.whole.wrong[step] for step in sorted(self.left - told)]
        part = part_of(self.instance, kept)
        small = Pass(self.problem, part.arrays, part.sizes, wrong, sorted(self.whole.right))
        changes = [change for some in small.changes() for change in some if change.edited.name not in passed]
        slips = [slip for slip in all_over(self.problem) if passed.isdisjoint(slip.formulas)]
        found = promising(self.instance, kept, small, changes, slips)
        each = (
            self._of_change(like, one) if isinstance(one, Change) else self._of_slips(like, [one])
            for like, one in found
        )
        yield from self._tried(each, {one.step for one in wrong})

    # -- at all data -------------------------------------------------------------------------------------------------

    def _tried(self, found: Iterable[Found], wanted: set[str]) -> Explanations:
        """Those of some slips that give wrong arrays at all data, the most promising first, until all have one.

        Those that promise the same are tried as well: they may be equal to it.
        """
        told = inf
        waiting = sorted(found, key=lambda one: (-one.promise, order(one.mutant), one.mutant.place not in wanted))
        for one in waiting[:MOST_TRIED]:
            if self.room < 0 or (not wanted & self.left and one.promise < told):
                return
            self.room -= min(one.numbers, MOST_NUMBERS // _FEWEST)
            steps = one.given()
            if steps:
                yield one.mutant, steps
                self.left -= steps
                told = one.promise


def _from_the_last(kept: Kept) -> bool:
    """Whether the last steps are kept: values there follow from those before, which a forward slip makes others too."""
    return any(chosen.stop is None for chosen in kept.values())


__all__ = ["causes_of_large"]
