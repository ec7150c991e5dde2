"""Which wrong arrays follow from others: each held against its formula at the writer's own arrays.

An array that its right formula gives from somebody's own wrong arrays is not wrong by itself, whether or not anybody
knows what is wrong with those. One that its formula does not give is a cause, or the mistake that explains it was made
in a formula whose array was not handed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from tutor.derivation.words.step_words import listed
from tutor.errors import TutorError
from tutor.marking.gradcheck.causes import LOOKS
from tutor.marking.gradcheck.rows import SINGLE, VALUE, Array, Row, bound_of, is_single
from tutor.marking.gradcheck.search.diagnosed import agreement, diagnosed_from
from tutor.marking.gradcheck.search.step_by_step import forms, step_by_step
from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.marking.mistakes.large_gradients import Wrong, close, is_large
from tutor.marking.verdict import Diagnosis
from tutor.notation.lower.environment import Env
from tutor.notation.tree import Node
from tutor.notation.tree_walks import names
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.dependency_graph import ancestors, uses
from tutor.problems.instances.formula_values import environment, evaluated, grouped, lift, parsed, solve_group
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.memory_estimate import check_memory

_LOOKS = frozenset((*LOOKS, "shape"))
"""Codes that say what an array looks like, and nothing of what follows from it."""


class _Local(NamedTuple):
    """An array beside what its formula gives from the writer's own ones: that, and which of these it is made from."""

    wanted: Array
    own: tuple[str, ...]
    equal: bool


class _Root(NamedTuple):
    """What wrong arrays follow from, by id, and the row that has its diagnosis."""

    step: str
    row: Row


@np.errstate(all="ignore")
def followed(instance: Instance, rows: Sequence[Row], wrong: Sequence[Wrong | None]) -> list[Row]:
    """The rows, with what each wrong one ``follows`` from; ``wrong`` are the arrays of those that can be compared."""
    if all(row.agrees for row in rows):
        return list(rows)
    own = {one.step: one for one in wrong if one and one.got.shape == one.wanted.shape}
    return _Rows(instance, rows, own).told()


class _Rows:
    """The wrong rows of a pass by step, and what their formulas give from the writer's own arrays."""

    def __init__(self, instance: Instance, rows: Sequence[Row], own: Mapping[str, Wrong]) -> None:
        self.instance = instance
        self.problem = step_by_step(instance.problem)
        self.order = {name: at for at, name in enumerate(parsed(self.problem))}
        self.rows = rows
        self.own = {step: one for step, one in own.items() if step in self.order}
        self.env, self.local = self._compared()
        self.wrong = {row.step: self._alone(row) for row in rows if not row.agrees}
        self._adopt()

    def told(self) -> list[Row]:
        """The rows as they are to be shown."""
        return [row if row.agrees else self._told(self.wrong[row.step]) for row in self.rows]

    def _compared(self) -> tuple[Env | None, dict[str, _Local]]:
        """Each wrong array beside what its formula gives; nothing where that is too large for the formulas.

        Nor where none of them is made from another, for it takes as long as solving the problem.
        """
        if not any(self.own.keys() & ancestors(self.problem, step) for step in self.own):
            return None, {}
        try:
            env = _with_own(self.problem, self.instance, {step: one.got for step, one in self.own.items()})
            return env, {step: self._beside_formula(one, env) for step, one in self.own.items()}
        except TutorError:  # too large for the formulas, though not for the solver
            return None, {}

    def _beside_formula(self, one: Wrong, env: Env) -> _Local:
        """An array beside its formula, in the form that gives it where there is one."""
        step = self.problem.steps_by_id.get(one.step)
        formula = parsed(self.problem)[one.step]
        trees = forms(self.problem, step) if isinstance(step, Step) else [formula.tree]
        found = []
        for tree in trees:
            made_from = self._own_before(one.step, tree)
            wanted = evaluated(tree, formula.axes, env)[0]
            bound = max(one.tolerance, bound_of(one.got, SINGLE if is_single(one.got) else None))
            found.append(_Local(wanted, made_from, bool(made_from) and close(one.got, wanted, bound)))
        return next((local for local in found if local.equal), found[0])

    def _own_before(self, step: str, tree: Node) -> tuple[str, ...]:
        """The writer's wrong arrays that a formula is made from, those nearest on each way to it, in order."""
        table = uses(self.problem)
        front, seen, found = names(tree) & table.keys(), set[str](), set[str]()
        while front:
            seen |= front
            found |= front & self.own.keys()
            front = {before for name in front - self.own.keys() for before in table[name]} - seen
        return tuple(sorted(found - {step}, key=self.order.__getitem__))

    def _alone(self, row: Row) -> Row:
        """A wrong row before anything is known of the others: a value is wrong, a gradient may be so besides."""
        local = self.local.get(row.step)
        if row.kind == VALUE:
            said = Diagnosis("forward", f"The forward value {row.name} is wrong.", rule=diagnosis("forward").rule)
            return replace(row, diagnosis=(said, *(found for found in row.diagnosis if found.code != "forward")))
        if local and local.own and not local.equal and all(part.code in _LOOKS for part in row.diagnosis):
            assert self.env is not None
            one = self.own[row.step]._replace(wanted=local.wanted)
            return replace(row, diagnosis=diagnosed_from(self.instance, one, self.env.arrays))
        return row

    def _adopt(self) -> None:
        """Tell a cause that nothing was found for what several arrays that follow from it are known to come from.

        At large sizes a mistake that goes through a recurrence is followed up to the arrays behind it alone. At small
        ones it was held against the cause as well, and refused.
        """
        if not is_large(self.instance):
            return
        known: dict[str, Counter[tuple[Diagnosis, ...]]] = {}
        for row in self.wrong.values():
            root = self._root(row).step
            if root != row.step and any(root in part.places for part in row.diagnosis):
                known.setdefault(root, Counter())[row.diagnosis] += 1
        for step, counts in known.items():
            (said, count), *_ = counts.most_common(1)
            cause = self.wrong.get(step)
            if cause and count > 1 and all(part.code in _LOOKS for part in cause.diagnosis):
                self.wrong[step] = replace(cause, diagnosis=tuple(replace(part, where="") for part in said))

    def _root(self, row: Row, seen: frozenset[str] = frozenset()) -> _Root:
        """What a wrong row follows from: itself, if nothing."""
        step = row.step
        local = self.local.get(step)
        if local and local.equal:
            roots = [self._root(self.wrong[one], seen | {step}) for one in local.own if one not in seen | {step}]
            if roots:
                return min(roots, key=lambda root: self.order.get(root.step, 0))
        if any(part.code == "not-finite" for part in row.diagnosis):
            return self._first_not_finite(row)
        places = next((part.places for part in row.diagnosis if part.places), ())
        return _Root(step if not places or step in places else places[0], row)

    def _first_not_finite(self, row: Row) -> _Root:
        """The first array that is no number, of those that a row is made from."""
        before = {*ancestors(self.problem, row.step), row.step} if row.step in self.order else {row.step}
        found = [
            other
            for step, other in self.wrong.items()
            if step in before and any(part.code == "not-finite" for part in other.diagnosis)
        ]
        first = min(found, key=lambda other: self.order.get(other.step, 0))
        return _Root(first.step, first)

    def _told(self, row: Row) -> Row:
        root = self._root(row)
        if root.step == row.step:
            return self._besides(self._with_agreement(row))
        if root.row is row:
            return replace(row, follows=root.step)
        return replace(row, follows=root.step, diagnosis=tuple(self._inherited(row, root)))

    def _besides(self, row: Row) -> Row:
        """A cause that stands behind another one: what follows from that is not all that is wrong with it."""
        before = self.local[row.step].own if row.step in self.local else ()
        others = [one for one in before if self._root(self.wrong[one]).step != row.step]
        if not others:
            return row
        said = f"wrong besides: it does not follow from {listed(map(self.problem.display, others))} alone"
        return replace(row, note="; ".join(filter(None, (row.note, said))))

    def _with_agreement(self, row: Row) -> Row:
        """A cause with where its array agrees and where not, if that is not all that is said of it."""
        if row.step not in self.own or all(part.code in _LOOKS for part in row.diagnosis):
            return row
        first, *rest = row.diagnosis
        where = first.where or agreement(self.instance, self.own[row.step])
        return replace(row, diagnosis=(replace(first, where=where), *rest))

    def _inherited(self, row: Row, root: _Root) -> Iterable[Diagnosis]:
        """What is said of a row that follows from another: the mistake there."""
        problem = self.instance.problem
        if root.row.kind == VALUE:
            said = f"It follows from the forward value {root.row.name}, which is wrong."
            yield Diagnosis("forward", said, rule=diagnosis("forward").rule, places=(root.step,))
        for part in root.row.diagnosis:
            if part.code in _LOOKS or part.code == "forward" or (part.code == "zero" and self._is_other(row)):
                continue
            places = part.places or (root.step,)
            where = f"It was made in {listed(map(problem.display, places))}."
            yield replace(diagnosis(part.code, where, problem), places=places, alternative=part.alternative)

    def _is_other(self, row: Row) -> bool:
        """Whether an array is not zero, though it follows from one that is."""
        return row.step in self.own and bool(self.own[row.step].got.any())


def _with_own(problem: Problem, instance: Instance, own: Mapping[str, Array]) -> Env:
    """All arrays: somebody's own ones, and those that follow from them on the way to others of their own."""
    check_memory(problem, instance.sizes, formulas=True)
    right = {step.id: instance.target(step.id) for step in problem.formula_steps()}
    env = environment(problem, lift({**instance.given, **instance.values, **right, **own}), instance.sizes)
    arrays: dict[str, Array] = env.arrays  # type: ignore[assignment]
    on_the_way = {before for step in own for before in ancestors(problem, step)} - own.keys()
    changed = set(own)
    for group in grouped({name: formula for name, formula in parsed(problem).items() if name in on_the_way}):
        if any(names(formula.tree) & changed for formula in group):
            solve_group(group, env, arrays, {}, {})
            changed |= {formula.name for formula in group}
    return env
