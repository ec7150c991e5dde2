"""A backward pass as a whole: which slips, followed through, give its wrong arrays and leave its right ones right.

A mistake in one formula reaches all that is built from it. One that gives some of the wrong arrays, but would change an
array that agrees, was not made; nor was one that makes other arrays of most of the wrong ones it reaches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np

from tutor.errors import TutorError
from tutor.marking.gradcheck.kept_terms import in_place_of_what_arrives, kept_terms
from tutor.marking.gradcheck.kernel_edits import turned_round
from tutor.marking.gradcheck.pass_slips import Slip, also_before_the_first, edited_formulas
from tutor.marking.gradcheck.repeated_slips import all_over
from tutor.marking.gradcheck.step_by_step import derived, forms, step_by_step
from tutor.marking.mistakes.changes import Change, Key, OwnEdit, changes_of, recomputed
from tutor.marking.mistakes.codes import NAMED, RANK
from tutor.marking.mistakes.large_gradients import Wrong, close, each_close
from tutor.marking.mistakes.value_table import Mutant
from tutor.notation.lower.value import Array
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import GRADIENT
from tutor.problems.instances.dependency_graph import ancestors, uses
from tutor.problems.instances.formula_values import environment, groups, parsed, solve_group
from tutor.problems.instances.instance import Instance

_ALIKE = 1e-12


@np.errstate(all="ignore")
def causes(instance: Instance, wrong: Sequence[Wrong], right: Sequence[str]) -> dict[str, Mutant]:
    """By the step of each wrong gradient that is explained, the slip that explains it: as few slips as there can be.

    ``right`` are the steps whose arrays agree.
    """
    if not wrong:
        return {}
    one = step_by_step(instance.problem)
    found = list(_Pass(one, instance, wrong, right).explanations())
    chosen = _fewest(found)
    other = derived(instance.problem)
    if (len(chosen) < len(wrong) or len(set(chosen.values())) > 1) and other is not None:
        known = [each for each in wrong if each.step in other.targets]
        at = Instance(other, instance.seed, instance.sizes, instance.given, instance.label)
        found += _Pass(other, at, known, [step for step in right if step in parsed(other)]).explanations()
        chosen = _fewest(found)
    return chosen


def _fewest(found: list[tuple[Mutant, frozenset[str]]]) -> dict[str, Mutant]:
    """As few of the explanations as give all that any of them gives."""
    chosen: dict[str, Mutant] = {}
    while found:
        most = max(len(steps) for _, steps in found)
        mutant, steps = min(
            (one for one in found if len(one[1]) == most), key=lambda one: (_rank(one[0]), one[0].place not in one[1])
        )
        chosen |= dict.fromkeys(steps, mutant)
        found = [(other, rest) for other, those in found if (rest := those - chosen.keys())]
    return chosen


def _rank(mutant: Mutant) -> float:
    """The order of slips that explain the same.

    Along an axis of two entries, a lost 2 is likelier than a mean; where all is positive, a slope that was left out is
    likelier than that of a rectifier.
    """
    code = mutant.codes[0]
    if len(mutant.codes) > 1:
        return len(RANK) * len(mutant.codes)
    if code == "derivative-other":
        return RANK["derivative-missing"] + 0.5
    return RANK["factor"] + 0.5 if code in ("mean-for-sum", "mean-axis") else RANK.get(code, NAMED)


@lru_cache(maxsize=4)
def _changes(problem: Problem) -> tuple[Change, ...]:
    """All mistakes in one formula; of those that make the same of it, the likeliest."""
    found: dict[Key, Change] = {}
    for edited in edited_formulas(problem):
        for change in changes_of(edited):
            known = found.setdefault(change.key, change)
            if _rank(change.mutant) < _rank(known.mutant):
                found[change.key] = change
    return tuple(found.values())


class _Pass:
    """The arrays that a pass gave, and what becomes of it by a slip."""

    def __init__(self, problem: Problem, instance: Instance, wrong: Sequence[Wrong], right: Sequence[str]) -> None:
        self.problem = problem
        self.sizes = instance.sizes
        self.arrays = instance.evaluated()
        self.wrong = {one.step: one for one in wrong}
        self.right = frozenset(right)
        self.reaches = {step: {step, *ancestors(self.problem, step)} for step in self.wrong}

    def explanations(self) -> Iterator[tuple[Mutant, frozenset[str]]]:
        """Each mistake that no right array speaks against, with the steps of the wrong ones that it gives."""
        for change, steps, told in self._single():
            slip = also_before_the_first(self.problem, change)
            together = self._given_by(slip) if slip else frozenset()
            if told or together:
                yield change.mutant, max(steps if told else frozenset(), together, key=len)
        yield from self._kept()
        for slip in all_over(self.problem):
            if any(not reached.isdisjoint(slip.formulas) for reached in self.reaches.values()):
                steps = self._given_by(slip)
                if steps:
                    others = tuple(name for name in slip.formulas if name != slip.place)
                    yield Mutant((slip.code,), slip.place, others), steps

    def _kept(self) -> Iterator[tuple[Mutant, frozenset[str]]]:
        """Wrong gradients, and those on the way to them, turned round, or with sums that keep one term an entry."""
        env = environment(self.problem, self.arrays, self.sizes)
        for step in self.problem.formula_steps():
            if self.problem.targets[step.id].kind != GRADIENT:
                continue
            if any(step.id in reached for reached in self.reaches.values()):
                for array in turned_round(self.problem, self.arrays[step.id]):
                    steps = self._given_by(Slip("kernel-flipped", step.id, {}), {step.id: array})
                    if steps:
                        yield Mutant(("kernel-flipped",), step.id), steps
                formula = parsed(self.problem)[step.id]
                for tree in forms(self.problem, step):
                    kept = kept_terms(tree, formula.axes, env)
                    instead = in_place_of_what_arrives(tree, formula.axes, env, self.problem)
                    for code, array in chain(kept, instead):
                        steps = self._given_by(Slip(code, step.id, {}), {step.id: array})
                        if steps:
                            yield Mutant((code,), step.id), steps

    def _single(self) -> Iterator[tuple[Change, frozenset[str], bool]]:
        """The mistakes in one formula that give a wrong array, and whether no right array speaks against them.

        Where one in a gradient gives all wrong arrays, none is looked for in the forward pass.
        """
        places = frozenset().union(*self.reaches.values())
        changes = [change for change in _changes(self.problem) if change.edited.name in places]
        values = [change for change in changes if change.edited.name in self.problem.quantities]
        gradients = [change for change in changes if change.edited.name not in self.problem.quantities]
        found = list(self._of(gradients))
        yield from found
        if not any(told and len(steps) == len(self.wrong) for _, steps, told in found):
            yield from self._of(values)

    def _of(self, changes: Sequence[Change]) -> Iterator[tuple[Change, frozenset[str], bool]]:
        by_edit = {change.edit: change for change in changes}
        given: dict[OwnEdit, set[str]] = {}
        other: Counter[OwnEdit] = Counter()
        refuted: set[OwnEdit] = set()
        targets = [*self.wrong, *self.right]
        for step, reaching, arrays in recomputed(self.problem, self.arrays, self.sizes, changes, targets):
            same = each_close(arrays, self.arrays[step], _ALIKE)
            if step in self.right:
                refuted.update(change.edit for change, is_same in zip(reaching, same, strict=True) if not is_same)
                continue
            has = self.wrong[step].has_each(arrays)
            for change, is_given, is_same in zip(reaching, has, same, strict=True):
                if is_given:
                    given.setdefault(change.edit, set()).add(step)
                elif not is_same:
                    other[change.edit] += 1
        for edit, steps in given.items():
            yield by_edit[edit], frozenset(steps), edit not in refuted and len(steps) > other[edit]

    def _given_by(self, slip: Slip, arrays: Mapping[str, Array] = {}) -> frozenset[str]:
        """The steps whose wrong arrays a slip gives, or ``arrays`` made wrong; none if it changes a right one."""
        env = environment(self.problem, {**self.arrays}, self.sizes)
        out: dict[str, Array] = env.arrays  # type: ignore[assignment]
        changed: set[str] = set()
        given: set[str] = set()
        other = 0
        table = uses(self.problem)
        for group in groups(self.problem):
            affected = tuple(f for f in group if f.name in {*slip.formulas, *arrays} or table[f.name] & changed)
            if not affected:
                continue
            if affected[0].name in arrays:
                out.update(arrays)
            else:
                try:
                    solve_group(affected if len(group) == 1 else group, env, out, slip.formulas, {})
                except (TutorError, KeyError):  # the changed formula does not fit
                    return frozenset()
            for name in (formula.name for formula in group):
                if self._same(out[name], name):
                    continue
                if name in self.right:
                    return frozenset()
                changed.add(name)
                if name in self.wrong and self.wrong[name].has(out[name][0]):
                    given.add(name)
                elif name in self.wrong:
                    other += 1
        return frozenset(given) if len(given) > other else frozenset()

    def _same(self, array: Array, name: str) -> bool:
        return close(array, self.arrays[name], _ALIKE)


__all__ = ["causes"]
