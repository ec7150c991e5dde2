"""A backward pass as a whole: which slips, followed through, give its wrong arrays and leave its right ones right.

A mistake in one formula reaches all that is built from it. One that gives some of the wrong arrays, but would change an
array that agrees, was not made; nor was one that makes other arrays of most of the wrong ones it reaches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import chain
from math import inf

import numpy as np

from tutor.errors import TutorError
from tutor.marking.gradcheck.clipped import clipping_slips
from tutor.marking.gradcheck.search.fewest_slips import fewest, is_one_for_all, silent_of
from tutor.marking.gradcheck.search.step_by_step import derived, forms, shared, step_by_step
from tutor.marking.gradcheck.slips.equal_sizes import of_equal_sizes
from tutor.marking.gradcheck.slips.gradient_codes import is_forward
from tutor.marking.gradcheck.slips.kept_terms import in_place_of_what_arrives, kept_terms
from tutor.marking.gradcheck.slips.kernel_edits import turned_round
from tutor.marking.gradcheck.slips.pass_slips import also_before_the_first, before_the_first, edited_formulas
from tutor.marking.gradcheck.slips.repeated_slips import all_over
from tutor.marking.gradcheck.slips.slip import Slip
from tutor.marking.gradcheck.slips.time_slips import carried, sum_of, time_slips
from tutor.marking.mistakes.changes import Change, Key, OwnEdit, changes_of, recomputed
from tutor.marking.mistakes.large_gradients import Wrong, close, each_close
from tutor.marking.mistakes.value_table import Mutant, order
from tutor.notation.lower.value import Array
from tutor.notation.scope import Declared
from tutor.notation.tree import Node, Ref
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import GRADIENT
from tutor.problems.instances.dependency_graph import ancestors, uses
from tutor.problems.instances.formula_values import environment, evaluated, groups, parsed, solve_group
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.lazy_arrays import LazyArrays

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
    passes = [Pass(one, instance.evaluated(), instance.sizes, wrong, right)]
    found = list(passes[0].explanations())
    silent = silent_of(instance.problem, wrong)
    chosen = fewest(found, silent)
    for other in (derived(instance.problem), shared(one)):
        if other is None or is_one_for_all(chosen, wrong):
            continue
        known = [each for each in wrong if each.step in other.targets]
        at = Instance(other, instance.seed, instance.sizes, instance.given, instance.label)
        known_right = [step for step in right if step in parsed(other)]
        passes.append(Pass(other, at.evaluated(), instance.sizes, known, known_right))
        found += passes[-1].explanations()
        chosen = fewest(found, silent)
    if len(chosen) < len(wrong):
        found += chain.from_iterable(each.clipped() for each in passes)
        chosen = fewest(found, silent)
    return chosen


def mutant_of(slip: Slip) -> Mutant:
    """What is said of a mistake in one or several formulas."""
    return Mutant((slip.code,), slip.place, tuple(name for name in slip.formulas if name != slip.place))


@lru_cache(maxsize=4)
def changes_of_pass(problem: Problem) -> tuple[Change, ...]:
    """All mistakes in one formula; of those that make the same of it, the one with the most specific name."""
    found: dict[Key, Change] = {}
    for edited in edited_formulas(problem):
        for change in changes_of(edited):
            known = found.setdefault(change.key, change)
            if order(change.mutant) < order(known.mutant):
                found[change.key] = change
    return tuple(found.values())


class Pass:
    """The arrays that a pass gave, and what becomes of it by a slip: ``arrays`` are the right ones, of one point."""

    def __init__(
        self,
        problem: Problem,
        arrays: dict[str, Array],
        sizes: Mapping[str, int],
        wrong: Sequence[Wrong],
        right: Sequence[str],
    ) -> None:
        self.problem = problem
        self.sizes = sizes
        self.arrays = arrays
        self.wrong = {one.step: one for one in wrong}
        self.right = frozenset(right)
        self.needed = {*right, *self.wrong}.union(*(ancestors(self.problem, name) for name in (*right, *self.wrong)))
        self.reaches = {step: {step, *ancestors(self.problem, step)} for step in self.wrong}
        self.places = frozenset[str]().union(*self.reaches.values())
        """The formulas that wrong arrays are built from, and their own."""

    def explanations(self) -> Iterator[tuple[Mutant, frozenset[str]]]:
        """Each mistake that no right array speaks against, with the steps of the wrong ones that it gives."""
        gradients, values = self.changes()
        found = list(self.by_one_formula(gradients))
        # Where one in a gradient gives all wrong arrays, none is looked for in the forward pass.
        if not any(told and len(steps) == len(self.wrong) for _, steps, told in found):
            found += self.by_one_formula(values)
        yield from ((change.mutant, best) for change, steps, told in found if (best := self.best(change, steps, told)))
        yield from self.kept(self.places)
        yield from self.handed_on_once(self.places)
        for slip, steps in self.by_slips(chain(all_over(self.problem), time_slips(self.problem, self.sizes))):
            yield mutant_of(slip), steps

    def changes(self) -> tuple[list[Change], list[Change]]:
        """The mistakes in one formula that reach a wrong array: those of gradients, and those of the forward pass."""
        changes = [change for change in changes_of_pass(self.problem) if change.edited.name in self.places]
        values = [change for change in changes if is_forward(self.problem, change.edited.name)]
        return [change for change in changes if not is_forward(self.problem, change.edited.name)], values

    def best(self, change: Change, steps: frozenset[str], told: bool) -> frozenset[str]:
        """The steps that a mistake gives, made as well where something is handed back to before the first step."""
        together = [self.given_by(slip) for slip in also_before_the_first(self.problem, change)]
        return max(steps if told else frozenset[str](), *together, frozenset[str](), key=len)

    def by_slips(self, slips: Iterable[Slip]) -> Iterator[tuple[Slip, frozenset[str]]]:
        """The mistakes that give wrong arrays, of some in several formulas, with the steps of these arrays."""
        for slip in slips:
            if not self.places.isdisjoint(slip.formulas):
                steps = self.given_by(slip)
                if steps:
                    yield slip, steps

    def clipped(self) -> Iterator[tuple[Mutant, frozenset[str]]]:
        """Gradients that are clipped before they are used, with the steps of the wrong ones that they give."""
        steps = [step.id for step in self.problem.formula_steps() if step.id in self.places]
        names = [name for name in steps if self.problem.targets[name].kind == GRADIENT]
        for slip, given in self.by_slips(clipping_slips(self.problem, self.arrays, list(self.wrong.values()), names)):
            yield mutant_of(slip), given

    def kept(self, places: Set[str], room: float = inf) -> Iterator[tuple[Mutant, frozenset[str]]]:
        """Some gradients turned round, or with sums that keep one term an entry."""
        env = environment(self.problem, self._with({}), self.sizes, room=room)
        for step in self.problem.formula_steps():
            if self.problem.targets[step.id].kind != GRADIENT:
                continue
            if step.id in places:
                for array in turned_round(self.problem, self.arrays[step.id]):
                    steps = self.given_by(Slip("kernel-flipped", step.id, {}), {step.id: array})
                    if steps:
                        yield Mutant(("kernel-flipped",), step.id), steps
                formula = parsed(self.problem)[step.id]
                for tree in forms(self.problem, step):
                    kept = kept_terms(tree, formula.axes, env)
                    instead = in_place_of_what_arrives(tree, formula.axes, env, self.problem)
                    equal = of_equal_sizes(step.id, tree, env, self.problem)
                    for code, array in chain(kept, instead, equal):
                        steps = self.given_by(Slip(code, step.id, {}), {step.id: array})
                        if steps:
                            yield Mutant((code,), step.id), steps

    def handed_on_once(self, places: Set[str]) -> Iterator[tuple[Mutant, frozenset[str]]]:
        """The gradient of a state that gets from the next step what that step's own part alone hands back."""
        for step in self.problem.formula_steps():
            if self.problem.targets[step.id].kind != GRADIENT:
                continue
            found = carried(self.problem, step.id)
            if found is None or not found[1] or step.id not in places:
                continue
            cut = self.all_others({step.id: sum_of(found[1])})
            if cut is not None:
                formula = parsed(self.problem)[step.id]
                env = environment(self.problem, self._with(cut), self.sizes)
                once = {step.id: evaluated(formula.tree, formula.axes, env)}
                first = {
                    name: evaluated(tree, parsed(self.problem)[name].axes, env)
                    for name, tree in before_the_first(self.problem, step.id, formula.tree).items()
                }
                for arrays in (once, {**once, **first}):
                    steps = self.given_by(Slip("path-only-last", step.id, {}), arrays)
                    if steps:
                        yield Mutant(("path-only-last",), step.id), steps

    def by_one_formula(self, changes: Sequence[Change]) -> Iterator[tuple[Change, frozenset[str], bool]]:
        """The mistakes in one formula that give a wrong array, and whether no right array speaks against them."""
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

    def given_by(self, slip: Slip, arrays: Mapping[str, Array] = {}) -> frozenset[str]:
        """The steps whose wrong arrays a slip gives, or ``arrays`` made wrong; none if it changes a right one."""
        given: set[str] = set()
        reached = 0
        try:
            for name, array in self._followed(slip.formulas, arrays):
                if name in self.right:
                    return frozenset()
                if name in self.wrong:
                    reached += 1
                    given.update((name,) if self.wrong[name].has(array[0]) else ())
                    if 2 * (reached - len(given)) >= len(self.wrong):  # whatever comes after it, it gives no more
                        return frozenset()
        except (TutorError, KeyError):  # the changed formula does not fit
            return frozenset()
        return frozenset(given) if 2 * len(given) > reached else frozenset()

    def all_others(self, formulas: Mapping[str, Node]) -> dict[str, Array] | None:
        """All arrays that become others by other formulas, up to a right one; None where they do not fit."""
        try:
            found = {}
            for name, array in self._followed(formulas, {}):
                found[name] = array
                if name in self.right:
                    break
        except (TutorError, KeyError):
            return None
        return found

    def _followed(self, formulas: Mapping[str, Node], arrays: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
        """The arrays that become others by other formulas, or where ``arrays`` stand, in the order of the pass.

        Raises TutorError or KeyError where a formula does not fit.
        """
        made = {f"{name}{_MADE}": array for name, array in arrays.items()}
        axes = {f"{name}{_MADE}": Declared(f"{name}{_MADE}", parsed(self.problem)[name].axes) for name in arrays}
        env = environment(self.problem, {}, self.sizes)
        scope = env.scope.naming({**env.scope.names, **axes})
        out = self._with(made)
        env = env.but(out, scope=scope)
        replaced = {**formulas, **{name: Ref(f"{name}{_MADE}") for name in arrays}}
        changed: set[str] = set()
        table = uses(self.problem)
        for group in groups(self.problem):
            affected = tuple(f for f in group if f.name in replaced or table[f.name] & changed)
            if self.needed.isdisjoint(formula.name for formula in affected):
                continue
            solve_group(affected if len(group) == 1 else group, env, out, replaced, {})
            others = [formula.name for formula in group if not self._same(out[formula.name], formula.name)]
            changed.update(others)
            yield from ((name, out[name]) for name in others)

    def _with(self, others: Mapping[str, Array]) -> dict[str, Array]:
        """The right arrays, which may be made when first asked for, with others in place of some."""
        return LazyArrays({**self.arrays, **others}, self.arrays.keys() | parsed(self.problem).keys(), self._right)

    def _right(self, name: str) -> Array:
        return self.arrays[name]

    def _same(self, array: Array, name: str) -> bool:
        return close(array, self.arrays[name], _ALIKE)


__all__ = ["Pass", "causes", "changes_of_pass", "mutant_of"]
