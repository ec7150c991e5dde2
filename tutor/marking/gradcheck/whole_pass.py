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
from tutor.marking.gradcheck.pass_slips import also_before_the_first, before_the_first, edited_formulas
from tutor.marking.gradcheck.repeated_slips import all_over
from tutor.marking.gradcheck.slip import Slip
from tutor.marking.gradcheck.step_by_step import derived, forms, shared, step_by_step
from tutor.marking.gradcheck.time_slips import carried, sum_of, time_slips
from tutor.marking.mistakes.changes import Change, Key, OwnEdit, changes_of, recomputed
from tutor.marking.mistakes.large_gradients import Wrong, close, each_close
from tutor.marking.mistakes.value_table import Mutant, alternatives, order
from tutor.notation.lower.value import Array
from tutor.notation.scope import Declared
from tutor.notation.tree import Node, Ref
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import GRADIENT, gradient_id
from tutor.problems.instances.dependency_graph import ancestors, uses
from tutor.problems.instances.formula_values import environment, evaluated, groups, parsed, solve_group
from tutor.problems.instances.instance import Instance

_ALIKE = 1e-12
_MADE = " made"
"""What is added to the name of a step for the array that stands in its place."""


@np.errstate(all="ignore")
def causes(instance: Instance, wrong: Sequence[Wrong], right: Sequence[str]) -> dict[str, list[Mutant]]:
    """By the step of each wrong gradient that is explained, the slip that explains it: as few slips as there can be.

    Others that give all of the same arrays come after it: by value they cannot be told apart. ``right`` are the steps
    whose arrays agree.
    """
    if not wrong:
        return {}
    one = step_by_step(instance.problem)
    found = list(_Pass(one, instance, wrong, right).explanations())
    initial = {gradient_id(instance.problem, value.outside) for value in instance.problem.values if value.outside}
    silent = frozenset(each.step for each in wrong if each.step in initial and not each.got.any())
    chosen = _fewest(found, silent)
    for other in (derived(instance.problem), shared(one)):
        if other is None or (len(chosen) == len(wrong) and len({slips[0] for slips in chosen.values()}) == 1):
            continue
        known = [each for each in wrong if each.step in other.targets]
        at = Instance(other, instance.seed, instance.sizes, instance.given, instance.label)
        found += _Pass(other, at, known, [step for step in right if step in parsed(other)]).explanations()
        chosen = _fewest(found, silent)
    return chosen


def _fewest(found: list[tuple[Mutant, frozenset[str]]], silent: frozenset[str]) -> dict[str, list[Mutant]]:
    """As few of the explanations as give all that any gives, each with those that give the same arrays.

    ``silent`` are zeros handed back to what stands before the first step. Whatever reads one place too early gives
    these: they speak for what was told of other arrays only.
    """
    chosen: dict[str, list[Mutant]] = {}
    while True:
        told = {slips[0].codes for slips in chosen.values()}
        usable = [(mutant, steps) for mutant, steps in found if mutant.codes in told or not steps <= silent]
        if not usable:
            return chosen
        most = max(len(steps) for _, steps in usable)
        ranked = sorted(
            (one for one in usable if len(one[1]) == most), key=lambda one: (order(one[0]), one[0].place not in one[1])
        )
        _, given = ranked[0]
        chosen |= dict.fromkeys(given, alternatives(mutant for mutant, steps in ranked if steps == given))
        found = [(other, rest) for other, those in found if (rest := those - chosen.keys())]


@lru_cache(maxsize=4)
def _changes(problem: Problem) -> tuple[Change, ...]:
    """All mistakes in one formula; of those that make the same of it, the one with the most specific name."""
    found: dict[Key, Change] = {}
    for edited in edited_formulas(problem):
        for change in changes_of(edited):
            known = found.setdefault(change.key, change)
            if order(change.mutant) < order(known.mutant):
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
        self.needed = {*right, *self.wrong}.union(*(ancestors(self.problem, name) for name in (*right, *self.wrong)))
        self.reaches = {step: {step, *ancestors(self.problem, step)} for step in self.wrong}

    def explanations(self) -> Iterator[tuple[Mutant, frozenset[str]]]:
        """Each mistake that no right array speaks against, with the steps of the wrong ones that it gives."""
        for change, steps, told in self._single():
            together = [self._given_by(slip) for slip in also_before_the_first(self.problem, change)]
            best = max(steps if told else frozenset(), *together, frozenset(), key=len)
            if best:
                yield change.mutant, best
        yield from self._kept()
        yield from self._handed_on_once()
        for slip in chain(all_over(self.problem), time_slips(self.problem, self.sizes)):
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

    def _handed_on_once(self) -> Iterator[tuple[Mutant, frozenset[str]]]:
        """The gradient of a state that gets from the next step what that step's own part alone hands back."""
        for step in self.problem.formula_steps():
            if self.problem.targets[step.id].kind != GRADIENT:
                continue
            found = carried(self.problem, step.id)
            if found is None or not found[1] or not any(step.id in reached for reached in self.reaches.values()):
                continue
            cut = self._followed({step.id: sum_of(found[1])})
            if cut is not None:
                formula = parsed(self.problem)[step.id]
                env = environment(self.problem, {**self.arrays, **cut}, self.sizes)
                once = {step.id: evaluated(formula.tree, formula.axes, env)}
                first = {
                    name: evaluated(tree, parsed(self.problem)[name].axes, env)
                    for name, tree in before_the_first(self.problem, step.id, formula.tree).items()
                }
                for arrays in (once, {**once, **first}):
                    steps = self._given_by(Slip("path-only-last", step.id, {}), arrays)
                    if steps:
                        yield Mutant(("path-only-last",), step.id), steps

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
        changed = self._followed(slip.formulas, arrays)
        if changed is None or not self.right.isdisjoint(changed):
            return frozenset()
        reached = self.wrong.keys() & changed.keys()
        given = frozenset(name for name in reached if self.wrong[name].has(changed[name][0]))
        return given if 2 * len(given) > len(reached) else frozenset()

    def _followed(self, formulas: Mapping[str, Node], arrays: Mapping[str, Array] = {}) -> dict[str, Array] | None:
        """All arrays that become others by other formulas, or where ``arrays`` stand; None where they do not fit."""
        made = {f"{name}{_MADE}": array for name, array in arrays.items()}
        axes = {f"{name}{_MADE}": Declared(f"{name}{_MADE}", parsed(self.problem)[name].axes) for name in arrays}
        env = environment(self.problem, {}, self.sizes)
        scope = env.scope.naming({**env.scope.names, **axes})
        env = env.but({**self.arrays, **made}, scope=scope)
        out: dict[str, Array] = env.arrays  # type: ignore[assignment]
        replaced = {**formulas, **{name: Ref(f"{name}{_MADE}") for name in arrays}}
        changed: dict[str, Array] = {}
        table = uses(self.problem)
        for group in groups(self.problem):
            affected = tuple(f for f in group if f.name in replaced or table[f.name] & changed.keys())
            if self.needed.isdisjoint(formula.name for formula in affected):
                continue
            try:
                solve_group(affected if len(group) == 1 else group, env, out, replaced, {})
            except (TutorError, KeyError):  # the changed formula does not fit
                return None
            changed |= {
                formula.name: out[formula.name] for formula in group if not self._same(out[formula.name], formula.name)
            }
            if not self.right.isdisjoint(changed):
                return changed
        return changed

    def _same(self, array: Array, name: str) -> bool:
        return close(array, self.arrays[name], _ALIKE)


__all__ = ["causes"]
