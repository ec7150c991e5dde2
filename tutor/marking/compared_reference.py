"""A reference at the points at which answers are compared with it."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.marking.compared_bends import Bend, bends, keeps_its_sign
from tutor.marking.compared_points import KINDS, points
from tutor.marking.compared_turns import Search, is_seen
from tutor.marking.equivalence.agreement import close, tells
from tutor.marking.equivalence.decide import decide
from tutor.marking.equivalence.higher_precision import Same
from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import FLOATS, extended_field
from tutor.notation.eval.numpy_arrays import Field
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import TYPED_ROOM, Env
from tutor.notation.lower.value import Value
from tutor.notation.tree import Node
from tutor.notation.tree_walks import names
from tutor.problems.open_names.reading import Formulas

Array = npt.NDArray[Any]

MOST_TURNS = 4
"""Orders in which the sizes are dealt to the axes."""
MOST_BENDS = 16
_SPREAD = re.compile(r"sigma(?![A-Za-z])")
_APART = "''''"
_AXIS = "''''''"
"""What is put behind the letters and the axes of a result, so that neither clashes with a declared axis."""


class Reference:
    """A reference at its points: those where it is defined and tells something."""

    def __init__(self, read: Formulas, *, larger: bool = False, turn: int = 0) -> None:
        self.read = read
        self.turn = turn
        self.sizes = read.opened.sizes(larger=larger, turn=turn)
        self.scope = read.scope
        self.tree = read.evaluated[0]
        self.kind = KINDS[0]
        self.arrays = self._points(self.kind)
        first = evaluate(self.tree, self.env())
        letters = sorted(letter for letter in first.dims if letter not in first.axes)
        known = {letter + _APART: first.class_of(letter) for letter in letters}
        known.update({axis[0] + _AXIS * place: first.class_of(axis) for place, axis in enumerate(first.axes, 1)})
        self.axes = tuple(known)
        self.scope = self.scope.naming(self.scope.names, {**self.scope.axes.classes, **known})
        self.sizes = {**self.sizes, **{mark: self.sizes[own] for mark, own in known.items() if own in self.sizes}}
        self.column = len(first.axes) == 1 and first.orient == "column"
        self.values = self._telling()
        self.bends = bends(self.tree)
        self._larger: Reference | None = None

    def _points(self, kind: str) -> dict[str, Array]:
        return points(self.scope, kind, self.sizes, self.read.identities)

    def _telling(self) -> Array:
        """The values at the first kind of points where enough of them are real numbers other than zero."""
        tried: list[tuple[int, str, dict[str, Array], Array]] = []
        for kind in KINDS:
            self.kind, self.arrays = kind, self._points(kind)
            values = self.at(self.env())
            if tells(np.isfinite(values) & (values != 0)):
                return values
            tried.append((int(np.isfinite(values).sum()), kind, self.arrays, values))
        _, self.kind, self.arrays, values = max(tried, key=lambda one: one[0])
        return values

    def larger(self) -> Reference | None:
        """The same where every axis is longer; None where nothing has an axis."""
        if not self.sizes:
            return None
        if self._larger is None:
            self._larger = Reference(self.read, larger=True, turn=self.turn)
        return self._larger

    def meets(self, tree: Node, array: Array) -> bool:
        """Whether a formula with these values is defined where the reference is, or nowhere."""
        if (np.isfinite(array) & np.isfinite(self.values)).any() or not np.isfinite(self.values).any():
            return True
        usual = self.arrays if self.kind == KINDS[0] else self._points(KINDS[0])
        elsewhere = evaluate(tree, self.env(usual)).array
        return not np.isfinite(elsewhere).any()

    def with_positive(self) -> Reference | None:
        """The same where standard deviations, σ, are positive; None where they are, or there are none."""
        arrays = {name: np.abs(array) if _SPREAD.match(name) else array for name, array in self.arrays.items()}
        if all((arrays[name] == self.arrays[name]).all() for name in arrays if _SPREAD.match(name)):
            return None
        return self._placed(arrays, self.at(self.env(arrays)))

    def at_bends(self, tree: Node) -> tuple[Reference | None, Bend | None]:
        """The same around where the reference and another formula change, unless the usual points show all of that.

        Beside it a part that rests at all points that were tried, where there is one.
        """
        every = (*self.bends, *bends(tree))
        if not every:
            return None, None
        arrays = self.arrays
        resting: Bend | None = None
        latest = arrays
        for place, bend in enumerate(dict.fromkeys(every)):
            if place == MOST_BENDS or not self._may_be_tried(bend):
                break
            if is_seen(self._part(bend.argument, arrays), rests=bend.rests):
                continue
            if not bend.rests and keeps_its_sign(bend.argument):
                continue
            search = Search(partial(self._part, bend.argument), self._defined, place)
            found = search.around(latest, sorted(names(bend.argument) & arrays.keys()), rests=bend.rests)
            if found is not None:
                latest = found
                arrays = {name: np.concatenate([array, found[name]]) for name, array in arrays.items()}
            elif not search.elsewhere and _is_constant(self._part(bend.part, arrays)):
                resting = bend
        if arrays is self.arrays:
            return None, resting
        arrays = {name: array[len(self.arrays[name]) :] for name, array in arrays.items()}
        return self._placed(arrays, self.at(self.env(arrays))), resting

    def where(self, chosen: npt.NDArray[np.bool_]) -> Reference:
        """The same at some of its points."""
        return self._placed({name: array[chosen] for name, array in self.arrays.items()}, self.values[chosen])

    def _placed(self, arrays: dict[str, Array], values: Array) -> Reference:
        other = object.__new__(Reference)
        other.__dict__.update(self.__dict__)
        other.arrays, other.values = arrays, values
        return other

    def _part(self, node: Node, arrays: dict[str, Array]) -> Array:
        return evaluate(node, self.env(arrays)).array

    def _defined(self, arrays: dict[str, Array]) -> Array:
        values = self.at(self.env(arrays))
        return np.asarray(np.isfinite(values.reshape(len(values), -1)).any(axis=1))

    def _may_be_tried(self, bend: Bend) -> bool:
        """Whether a part can be evaluated by itself."""
        try:
            self._part(bend.argument, self.arrays)
            self._part(bend.part, self.arrays)
        except (FitError, NotationError):
            return False
        return True

    def env(self, arrays: dict[str, Array] | None = None, field: Field = FLOATS) -> Env:
        """Where formulas are evaluated: at the points, or at others in another kind of numbers."""
        env = Env(self.scope, self.arrays if arrays is None else arrays, self.sizes, field)
        env.room = TYPED_ROOM
        return env

    def at(self, env: Env) -> Array:
        """The reference in an environment, a value for every point."""
        values = self.laid(evaluate(self.tree, env), env)[0]
        count = max((len(array) for array in env.arrays.values()), default=1)
        return np.broadcast_to(values, (count, *values.shape[1:]))

    def laid(self, value: Value, env: Env) -> tuple[Array, bool]:
        """A value on the axes of the reference, and whether it is a row. Raises FitError."""
        running = {letter: letter + _APART for letter in value.dims if letter not in value.axes}
        found = fit(value.renamed(running), self.axes, env)
        return found.array, found.row

    def extended(self) -> tuple[Env, Array]:
        """The points in extended precision, and the reference there."""
        arrays = {name: array.astype(np.longdouble) for name, array in self.arrays.items()}
        env = self.env(arrays, extended_field())
        return env, self.at(env)

    def precise(self, which: tuple[int, ...], field: Field) -> tuple[Env, Array]:
        """Some of the points with many digits, and the reference there."""
        lift = np.frompyfunc(lambda number: field.number(repr(float(number))), 1, 1)
        chosen = list(which)
        arrays = {name: np.asarray(lift(array[chosen]), dtype=object) for name, array in self.arrays.items()}
        env = self.env(arrays, field)
        return env, self.at(env)

    def outcome(self, tree: Node, array: Array, *, doubt: bool) -> Same:
        """Whether a formula with these values at the points is the reference."""
        return decide(
            lambda other: self.laid(evaluate(tree, other), other)[0],
            array,
            self.values,
            self.extended,
            self.precise,
            believe=False,
            doubt=doubt,
        )

    def value(self, tree: Node) -> tuple[Array, bool]:
        """Another formula at the points, and whether it is a row. Raises FitError."""
        env = self.env()
        return self.laid(evaluate(tree, env), env)


def at_points(read: Formulas) -> Reference:
    """The reference at its points. Raises FitError.

    Sizes are dealt otherwise where a product has no inverse for want of entries, as X^T X of a wide X.
    """
    turns = MOST_TURNS if read.inferred.axes else 1
    for turn in range(turns):
        try:
            right = Reference(read, turn=turn)
        except FitError:
            if turn == turns - 1:
                raise
            continue
        if np.isfinite(right.values).any() or turn == turns - 1:
            return right
    raise AssertionError("a last turn has an end")


def _is_constant(values: Array) -> bool:
    """Whether a part has one value wherever it has any."""
    known = values[np.isfinite(values)]
    return bool(known.size and close(known, np.broadcast_to(known[0], known.shape)).all()) or not known.any()
