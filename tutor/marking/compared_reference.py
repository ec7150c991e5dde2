"""A reference at the points at which answers are compared with it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.marking.compared_points import KINDS, points, points_around
from tutor.marking.equivalence.agreement import tells
from tutor.marking.equivalence.decide import decide
from tutor.marking.equivalence.higher_precision import Same
from tutor.notation.errors import FitError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import FLOATS, extended_field
from tutor.notation.eval.numpy_arrays import Field
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import TYPED_ROOM, Env
from tutor.notation.lower.value import Value
from tutor.notation.tree import Node
from tutor.problems.open_names.reading import Formulas

Array = npt.NDArray[Any]

MOST_TURNS = 4
"""Orders in which the sizes are dealt to the axes."""
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
        self._others: dict[Any, Reference] = {}

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
        if "larger" not in self._others:
            self._others["larger"] = Reference(self.read, larger=True, turn=self.turn)
        return self._others["larger"]

    def around(self, numbers: tuple[float, ...]) -> Reference:
        """The same at points around some numbers."""
        if numbers not in self._others:
            other = object.__new__(Reference)
            other.__dict__.update(self.__dict__)
            other.arrays = points_around(numbers, self.scope, self.kind, self.sizes, self.read.identities)
            other.values = other.at(other.env())
            if len(self._others) > 16:
                return other
            self._others[numbers] = other
        return self._others[numbers]

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
