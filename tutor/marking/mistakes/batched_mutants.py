"""What becomes of a step when one formula it is built from is changed, for many changes at once.

The changes, of whatever formulas, are stacked along the axis of points: all formulas after them are evaluated once for
all of them, and a recurrence is gone through once. The changed formulas themselves share what their edits leave as it
was (see batched_edits).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import prod
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError
from tutor.marking.mistakes.batched_edits import MOST_STACKED, Along, Evaluation, Rows, Stacked
from tutor.marking.mistakes.edited_formula import EditedFormula
from tutor.notation.eval.recorded_sizes import size_now, zeros
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array
from tutor.notation.tree_walks import names
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import axis_sizes
from tutor.problems.instances.dependency_graph import ancestors, between
from tutor.problems.instances.formula_values import Formula, environment, evaluated, groups, parsed, recurrence
from tutor.problems.instances.recurrence_order import entries, places_in_order

Arrays = Mapping[str, Array]
Sizes = Mapping[str, int]


class Changes(NamedTuple):
    """Edits of one formula: of those in ``edited`` the ones of the numbers ``which``."""

    name: str
    edited: EditedFormula
    which: Sequence[int]


class _Change(NamedTuple):
    """One edit of one formula; ``value`` is what that comes to at the right arrays, None where it does not fit."""

    changes: Changes
    number: int
    value: Array | None


Key = tuple[str, int]
"""A changed formula, and the number of the edit."""


def recomputed_for_each(
    problem: Problem, arrays: Arrays, sizes: Sizes, name: str, changed: Iterable[Changes], *, same_too: bool = False
) -> dict[Key, Array]:
    """The array of ``name`` for each change; left out is what does not fit, or changes nothing."""
    found = recomputed_together(problem, arrays, sizes, (name,), changed, same_too=same_too)
    return {key: array for some in found for key, array in some[name].items()}


def recomputed_together(
    problem: Problem,
    arrays: Arrays,
    sizes: Sizes,
    targets: Sequence[str],
    changed: Iterable[Changes],
    *,
    most: int | None = None,
    same_too: bool = False,
) -> Iterator[dict[str, dict[Key, Array]]]:
    """The arrays of some ``targets`` for each change, one stack after another, so that not all are held at once.

    ``most`` is how many changes are stacked; without it as many as fit the processor's caches. Left out is what does
    not fit, or changes nothing (unless ``same_too``), and the targets that a change does not reach.
    """
    order = {formula.name: at for at, group in enumerate(groups(problem)) for formula in group}
    told = [
        change
        for changes in sorted(changed, key=lambda changes: order[changes.name])
        for change in _telling(problem, arrays, sizes, changes, same_too=same_too)
    ]
    if most is None:
        way = frozenset().union(*(_way(problem, change.changes.name, targets) for change in told))
        points = len(next(iter(arrays.values())))
        axes = axis_sizes(problem, sizes)
        lengths = (size_now(prod(axes[letter] for letter in f.axes)) for f in parsed(problem).values() if f.name in way)
        most = max(1, MOST_STACKED // (points * max(lengths, default=1)))
    for start in range(0, len(told), most):
        yield _Stack(problem, arrays, sizes, told[start : start + most]).solved(targets)


def _way(problem: Problem, changed: str, targets: Iterable[str]) -> frozenset[str]:
    """A changed formula, and the formulas on the way from it to those of the targets that it reaches."""
    reached = (name for name in targets if name == changed or changed in ancestors(problem, name))
    return frozenset((changed,)).union(*(between(problem, changed, name) for name in reached))


def _recurs(problem: Problem, name: str) -> bool:
    """Whether a formula is solved along an axis."""
    formula = parsed(problem)[name]
    group = next(group for group in groups(problem) if formula in group)
    return len(group) > 1 or name in names(formula.tree)


def _telling(problem: Problem, arrays: Arrays, sizes: Sizes, changes: Changes, *, same_too: bool) -> list[_Change]:
    """The changes that change something, with ``same_too`` those as well that do so at other arrays."""
    recurs = _recurs(problem, changes.name)
    which = [n for n in changes.which if recurs or changes.name not in names(changes.edited.trees[n])]
    env = environment(problem, arrays, sizes)
    right = arrays[changes.name]
    evaluation = Evaluation(changes.edited, env, Rows(len(right)))
    values = fitted(evaluation.edited(which), parsed(problem)[changes.name], env)
    evaluation.forget()
    told = []
    for number in which:
        value = values.get(number)
        if value is None and not recurs:
            continue
        if value is None or same_too or not _same(value, right):
            told.append(_Change(changes, number, value))
    return told


def fitted(
    found: Iterable[Stacked], formula: Formula, env: Env, keep: Mapping[str, int] | None = None
) -> dict[int, Array]:
    """The values of some edits on the axes of a formula, by the numbers of the edits."""
    arrays: dict[int, Array] = {}
    for numbers, array in _laid(found, formula, env, keep or {}):
        count = len(array) // len(numbers)
        for at, number in enumerate(numbers):
            arrays[number] = array if len(numbers) == 1 else array[at * count : (at + 1) * count]
    return arrays


def _laid(
    found: Iterable[Stacked], formula: Formula, env: Env, keep: Mapping[str, int]
) -> Iterator[tuple[tuple[int, ...], Array]]:
    """The numbers of some edits and their values on the axes of a formula, those of each after those before it."""
    sizes = tuple(keep.get(letter) or env.sizes[letter] for letter in formula.axes)
    for stacked in found:
        try:
            array = fit(stacked.value, formula.axes, env).array
            yield stacked.numbers, array if array.shape[1:] == sizes else np.broadcast_to(array, (len(array), *sizes))
        except TutorError:
            continue


def _same(value: Array, right: Array) -> bool:
    """Whether a changed formula is the right one after all: then so is everything after it."""
    return bool((np.abs(value - right) <= 1e-13 * np.abs(right)).all())


class _Part(dict[str, Array]):
    """The arrays that one change of a stack sees: its own rows of those that are stacked, and the right ones."""

    def __init__(self, right: Arrays, stacked: Arrays, points: slice) -> None:
        super().__init__()
        self.right = right
        self.stacked = stacked
        self.points = points

    def __missing__(self, name: str) -> Array:
        return self.stacked[name][self.points] if name in self.stacked else self.right[name]


class _Whole(dict[str, Array]):
    """The stacked arrays; a right one is repeated for each change when it is first needed."""

    def __init__(self, right: Arrays, count: int) -> None:
        super().__init__()
        self.right = right
        self.count = count

    def __missing__(self, name: str) -> Array:
        right = self.right[name]
        if len(right) > 1:
            right = np.concatenate([right] * self.count)
        self[name] = right
        return right


class _OwnRows(Rows):
    """Rows of the stacked arrays: each edit of a formula has those of its place in the stack."""

    def __init__(self, points: int, at: Mapping[int, int], parts: Mapping[int, Env]) -> None:
        super().__init__(points)
        self.at = at
        self.parts = parts
        self.rows = cache(self._rows)  # the same edits meet at every position of the axis

    def of(self, array: Array, numbers: tuple[int, ...]) -> Array:
        return array if len(array) == 1 else array[self.rows(numbers)]

    def _rows(self, numbers: tuple[int, ...]) -> slice | npt.NDArray[np.intp]:
        """The rows of some edits, one after another."""
        places = [self.at[number] for number in numbers]
        if places == list(range(places[0], places[0] + len(places))):
            return slice(places[0] * self.points, (places[-1] + 1) * self.points)
        return (np.array(places)[:, None] * self.points + np.arange(self.points)).reshape(-1)

    def forget(self) -> None:
        """Let go of what evaluated the edits, and of the arrays with it."""
        for part in self.parts.values():
            part.memo = None

    def env(self, number: int, env: Env) -> Env:
        part = self.parts[number]
        part.window = env.window
        return part


class _Stack:
    """Some changes, in the order of the formulas that they change."""

    def __init__(self, problem: Problem, arrays: Arrays, sizes: Sizes, changes: Sequence[_Change]) -> None:
        self.problem = problem
        self.right = arrays
        self.changes = changes
        self.some = next(iter(arrays.values()))
        self.points = len(self.some)
        self.whole = _Whole(arrays, len(changes))
        self.env = environment(problem, self.whole, sizes)
        self.out: dict[str, Array] = {}
        self.alive = [True] * len(changes)
        self.places: dict[str, dict[int, int]] = {}
        for at, change in enumerate(changes):
            self.places.setdefault(change.changes.name, {})[change.number] = at

    def solved(self, targets: Sequence[str]) -> dict[str, dict[Key, Array]]:
        """The array of each target for each change that fits and reaches it."""
        ways = {changed: _way(self.problem, changed, targets) for changed in self.places}
        way = frozenset().union(*ways.values())
        for group in groups(self.problem):
            if not any(formula.name in way for formula in group):
                continue
            if len(group) > 1 or group[0].name in names(group[0].tree):
                self._along(group)
            else:
                self._at_once(group[0])
        return {
            target: {
                (change.changes.name, change.number): self.out[target][self._rows(at)]
                for at, change in enumerate(self.changes)
                if self.alive[at] and target in ways[change.changes.name]
            }
            for target in targets
        }

    def _rows(self, at: int) -> slice:
        return slice(at * self.points, (at + 1) * self.points)

    def _at_once(self, formula: Formula) -> None:
        array = self._new(formula)
        changed = self.places.get(formula.name, {})
        if len(changed) < len(self.changes):
            array[:] = evaluated(formula.tree, formula.axes, self.env)
        for at in changed.values():
            value = self.changes[at].value
            assert value is not None
            array[self._rows(at)] = value

    def _along(self, group: tuple[Formula, ...]) -> None:
        """Formulas that depend on each other's neighbours, step by step."""
        ways = recurrence(group)
        for formula in group:
            self._new(formula)
        moving = frozenset(formula.name for formula in group)
        rows = {name: self._own_rows(name) for name in self.places if name in moving}
        outer = {name: self._outer(name, tuple(ways), moving, rows[name]) for name in rows}
        keep = dict.fromkeys(ways, 1)
        for places in places_in_order(ways, self.env.sizes):
            self.env.window = places
            for formula in group:
                target = self.out[formula.name][entries(formula.axes, places)]
                if formula.name in outer:
                    outer[formula.name].places = places
                    self._each(formula, target, keep, outer[formula.name], rows[formula.name])
                else:
                    target[:] = evaluated(formula.tree, formula.axes, self.env, keep)
        self.env.window = {}
        for name in rows:
            outer[name].whole.forget()
            rows[name].forget()

    def _own_rows(self, name: str) -> _OwnRows:
        """The rows of the edits of a formula."""
        places = self.places[name]
        parts = {number: self.env.but(_Part(self.right, self.out, self._rows(at))) for number, at in places.items()}
        return _OwnRows(self.points, places, parts)

    def _outer(self, name: str, axes: tuple[str, ...], moving: frozenset[str], rows: _OwnRows) -> Along:
        """What is the same at all positions of some axes, of a formula and its edits."""
        edited = next(iter(self.changes[at].changes.edited for at in self.places[name].values()))
        return Along(edited, self.env, rows, axes, moving)

    def _each(self, formula: Formula, target: Array, keep: Mapping[str, int], outer: Along, rows: _OwnRows) -> None:
        """One formula at one position of its axis, with the edits of it."""
        places = self.places[formula.name]
        evaluation = Evaluation(outer.whole.formula, self.env, outer.whole.rows, outer)
        target[:] = fit(evaluation.own(), formula.axes, self.env).array
        living = [number for number, at in places.items() if self.alive[at]]
        for number in living:
            self.alive[places[number]] = False
        for numbers, array in _laid(evaluation.edited(living), formula, self.env, keep):
            target[rows.rows(numbers)] = array
            for number in numbers:
                self.alive[places[number]] = True
        evaluation.forget()

    def _new(self, formula: Formula) -> Array:
        """Room for the results of a formula, the rows of one change after those of another."""
        shape = (self.points * len(self.changes), *(self.env.sizes[letter] for letter in formula.axes))
        self.out[formula.name] = self.whole[formula.name] = zeros(shape, self.some)
        return self.out[formula.name]


__all__ = ["Changes", "Key", "fitted", "recomputed_for_each", "recomputed_together"]
