"""The values of a formula with one edit in it, for many edits at once.

Most edits share all of the formula but the way from the edit up to the top. What is off that way is evaluated once; an
edited part is evaluated by itself; and on the way up, the values of all edits that meet are stacked along the axis of
points and go through each operation together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import prod
from typing import Any, NamedTuple

import numpy as np

from tutor.errors import TutorError
from tutor.marking.mistakes.edited_formula import EditedFormula, Place, sites
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.recorded_sizes import size_now, spelled
from tutor.notation.lower.align import from_parts
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array, Value
from tutor.notation.tree import Node
from tutor.notation.tree_walks import children
from tutor.problems.instances.recurrence_order import Places, entries

MOST_STACKED = 60_000
"""Numbers in one stacked array: more no longer fit the processor's caches."""


class Stacked(NamedTuple):
    """The values of some edits, those of each after those of the one before it along the axis of points.

    ``letters`` are what index letters run over, once it is evaluated.
    """

    value: Value
    letters: Letters
    numbers: tuple[int, ...]


Letters = tuple[tuple[str, str], ...]


class Rows:
    """Which rows of the formula's own values belong to an edit: here all of them do, to every edit."""

    def __init__(self, points: int) -> None:
        self.points = points

    def of(self, array: Array, numbers: tuple[int, ...]) -> Array:
        """The formula's own values, laid beside the stacked ones of some edits."""
        if len(array) == 1 or len(numbers) == 1:
            return array
        return np.concatenate([array] * len(numbers))

    def env(self, number: int, env: Env) -> Env:
        """Where an edited part is evaluated."""
        return env


class Evaluation:
    """The values of an edited formula in one environment; its own and those of its edits.

    ``outer`` is of the same formula along a whole axis, where this one is at one place of it.
    """

    def __init__(self, formula: EditedFormula, env: Env, rows: Rows, outer: Along | None = None) -> None:
        self.formula = formula
        self.outer = outer
        self.env = env.but(env.arrays)
        self.rows = rows
        self.points = rows.points
        self.known: dict[tuple[int, frozenset[str], Letters], tuple[Value, Letters]] = {}
        self.entered: dict[int, tuple[frozenset[str], Letters]] = {}
        self.env.memo = self

    def forget(self) -> None:
        """Let go of all values: this and its environment hold each other, and large arrays would stay for long."""
        self.known.clear()
        self.env.memo = None

    def own(self) -> Value:
        """The value of the formula itself. Raises as ``evaluate``."""
        self.env.bound, self.env.letters = frozenset(), {}
        return evaluate(self.formula.tree, self.env)

    def edited(self, which: Iterable[int]) -> list[Stacked]:
        """The values of the edits of these numbers; those that have none are left out."""
        alone = self.formula.alone
        wanted = tuple(which)
        found = self._one_by_one([number for number in wanted if number in alone])
        together = tuple(number for number in wanted if number not in alone) if alone else wanted
        if not together:
            return found
        try:
            self.own()
        except TutorError:
            return found + self._one_by_one(together)
        with np.errstate(all="ignore"):
            if self.outer is None:
                return found + self.at(self.formula.places(together))
            steady = self.outer.numbers
            for some in (
                tuple(number for number in together if number not in steady),
                tuple(number for number in together if number in steady),
            ):
                if some:
                    found += self.at(self.formula.places(some))
            return found

    def value(self, node: Node, env: Env, evaluated: Callable[[Node, Env], Value]) -> Value:
        """The value of a part of the formula, evaluated once for each meaning of its letters."""
        if id(node) not in self.formula.parts:
            return evaluated(node, env)
        key = (id(node), env.bound, tuple(env.letters.items()))
        known = self.known.get(key)
        if known is None:
            self.entered.setdefault(id(node), key[1:])
            value = evaluated(node, env) if self.outer is None else self.outer.value(node, env, evaluated)
            self.known[key] = value, tuple(env.letters.items())
            return value
        value, letters = known
        env.letters = dict(letters)
        return value

    # -- edits -----------------------------------------------------------------------------------------------------

    def _one_by_one(self, numbers: Iterable[int]) -> list[Stacked]:
        found = []
        for number in numbers:
            env = self.rows.env(number, self.env)
            env = env.but(env.arrays)
            env.memo, env.bound, env.letters = None, frozenset(), {}
            try:
                found.append(Stacked(evaluate(self.formula.trees[number], env), (), (number,)))
            except TutorError:
                continue
        return _joined(found, self.points)

    def at(self, place: Place) -> list[Stacked]:
        """The values of a part with the edits at it and under it."""
        if self.outer is not None and id(place.node) in self.outer.parts:
            found = self.outer.at(place)
            if found is not None:
                return found
        entered = self.entered.get(id(place.node))
        if entered is None:  # it is not evaluated by itself: the base of e^z
            return self._one_by_one(number for number, _ in sites(place))
        found = [one for number, node in place.here if (one := self.here(number, node, entered)) is not None]
        for at, below in place.below.items():
            for stacked in self.at(below):
                found += self._above(place.node, at, stacked, entered)
        return _joined(found, self.points)

    def here(self, number: int, node: Node, entered: tuple[frozenset[str], Letters]) -> Stacked | None:
        if self.outer is not None and number in self.outer.numbers:
            return self.outer.here(number, node, entered)
        env = self.rows.env(number, self.env)
        env.memo = self if env is self.env else _Rows(self, number)
        env.bound, env.letters = entered[0], dict(entered[1])
        try:
            value = env.memo.value(node, env, from_parts)
        except TutorError:
            return None
        return Stacked(value, tuple(env.letters.items()), (number,))

    def _above(self, node: Node, at: int, stacked: Stacked, entered: tuple[frozenset[str], Letters]) -> list[Stacked]:
        """The values of a part from those of the edited one under it."""
        env = self.env
        env.bound, env.letters = entered[0], dict(entered[1])
        env.memo = _Beside(self, children(node)[at], stacked)
        count = len(stacked.numbers)
        try:
            value = from_parts(node, env)
        except TutorError:
            if count == 1:
                return []
        else:
            if count == 1 or len(value.array) == count * self.points:
                return [Stacked(value, tuple(env.letters.items()), stacked.numbers)]
        finally:
            env.memo = self
        singly = (self._above(node, at, one, entered) for one in _apart(stacked, self.points))
        return [found for each in singly for found in each]


class Along:
    """The values of what does not change while a recurrence is solved: evaluated once along its whole axes.

    ``moving`` are the names that are being solved for.
    """

    def __init__(
        self, formula: EditedFormula, env: Env, rows: Rows, axes: tuple[str, ...], moving: frozenset[str]
    ) -> None:
        self.whole = Evaluation(formula, env, rows)
        self.whole.env.window = {}
        self.places: Places = {}
        steady = all(env.runs(axis) for axis in axes)
        self.parts, self.numbers = formula.steady(moving) if steady else (frozenset(), frozenset())
        self._at: dict[Place, list[Stacked]] = {}
        self._here: dict[int, Stacked | None] = {}

    def value(self, node: Node, env: Env, evaluated: Callable[[Node, Env], Value]) -> Value:
        """The value of a part at one place of the axes."""
        if id(node) not in self.parts:
            return evaluated(node, env)
        inner = self.whole.env
        inner.bound, inner.letters = env.bound, dict(env.letters)
        value = self.whole.value(node, inner, evaluated)
        env.letters = dict(inner.letters)
        return self._cut(value)

    def at(self, place: Place) -> list[Stacked] | None:
        """The values of the edits at a part and under it; None if there are others there too."""
        found = self._at.get(place)
        if found is None:
            if any(number not in self.numbers for number, _ in sites(place)):
                return None
            found = self._at[place] = self.whole.at(place)
        return [one._replace(value=self._cut(one.value)) for one in found]

    def here(self, number: int, node: Node, entered: tuple[frozenset[str], Letters]) -> Stacked | None:
        """The value of one edited part."""
        if number not in self._here:
            self._here[number] = self.whole.here(number, node, entered)
        found = self._here[number]
        return None if found is None else found._replace(value=self._cut(found.value))

    def _cut(self, value: Value) -> Value:
        if self.places.keys().isdisjoint(value.dims):
            return value
        return _with_array(value, value.array[entries(value.dims, self.places)])


class _Beside:
    """A memo for the way up: stacked values for the edited part, the formula's own for those beside it."""

    def __init__(self, base: Evaluation, changed: Node, stacked: Stacked) -> None:
        self.base = base
        self.changed = changed
        self.stacked = stacked

    def value(self, node: Node, env: Env, evaluated: Callable[[Node, Env], Value]) -> Value:
        if node is self.changed:
            env.letters = dict(self.stacked.letters)
            return self.stacked.value
        env.memo = self.base
        value = self.base.value(node, env, evaluated)
        env.memo = self
        return _with_array(value, self.base.rows.of(value.array, self.stacked.numbers))


class _Rows:
    """A memo for an edited part where every edit has rows of its own."""

    def __init__(self, base: Evaluation, number: int) -> None:
        self.base = base
        self.numbers = (number,)

    def value(self, node: Node, env: Env, evaluated: Callable[[Node, Env], Value]) -> Value:
        known = self.base.known.get((id(node), env.bound, tuple(env.letters.items())))
        if known is None:
            return evaluated(node, env)
        value, letters = known
        env.letters = dict(letters)
        return _with_array(value, self.base.rows.of(value.array, self.numbers))


def _with_array(value: Value, array: Array) -> Value:
    if array is value.array:
        return value
    return Value(array, value.dims, value.classes, value.axes, value.orient)


def _joined(found: list[Stacked], points: int) -> list[Stacked]:
    """Values that are alike but for their numbers put together, as many as are worked with well."""
    if len(found) < 2:
        return found
    alike: dict[tuple[Any, ...], list[Stacked]] = {}
    for one in found:
        value = one.value
        key = (value.dims, value.classes, value.axes, value.orient, spelled(value.array.shape[1:]), one.letters)
        alike.setdefault(key, []).append(one)
    return [_together(some, points) for group in alike.values() for some in _portions(group, points)]


def _portions(group: list[Stacked], points: int) -> Iterable[list[Stacked]]:
    entries = size_now(points * prod(group[0].value.array.shape[1:]))
    most = max(1, MOST_STACKED // max(entries, 1))
    portion: list[Stacked] = []
    count = 0
    for one in group:
        if portion and count + len(one.numbers) > most:
            yield portion
            portion, count = [], 0
        portion.append(one)
        count += len(one.numbers)
    yield portion


def _together(group: list[Stacked], points: int) -> Stacked:
    if len(group) == 1:
        return group[0]
    arrays = [spread(one.value.array, len(one.numbers) * points) for one in group]
    numbers = tuple(number for one in group for number in one.numbers)
    return Stacked(_with_array(group[0].value, np.concatenate(arrays)), group[0].letters, numbers)


def _apart(stacked: Stacked, points: int) -> Iterable[Stacked]:
    for at, number in enumerate(stacked.numbers):
        array = stacked.value.array[at * points : (at + 1) * points]
        yield Stacked(_with_array(stacked.value, array), stacked.letters, (number,))


def spread(array: Array, rows: int) -> Array:
    """An array of that many rows; a constant has one until then."""
    return array if len(array) == rows else np.broadcast_to(array, (rows, *array.shape[1:]))
