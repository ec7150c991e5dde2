"""Two formulas over any names: whether they are the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError
from tutor.marking.equivalence.agreement import close, tells
from tutor.marking.equivalence.decide import decide
from tutor.marking.equivalence.extreme_numbers import extremes
from tutor.marking.mark import invalid
from tutor.marking.mistakes.codes import CODES
from tutor.marking.name_inference import Names, names_in, scope_of
from tutor.marking.numbers import typed_numbers
from tutor.marking.verdict import ROW_NOTE, Diagnosis, Verdict, sentence
from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import FLOATS, extended_field
from tutor.notation.eval.numpy_arrays import Field
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import TYPED_ROOM, Env
from tutor.notation.lower.value import Value
from tutor.notation.read.cursor import check_length
from tutor.notation.read.parser import parse
from tutor.notation.scope import Scope
from tutor.notation.tree import Node, is_numeric
from tutor.notation.write.one_line import to_unicode

Array = npt.NDArray[Any]

COUNT = 32
"""Points near one, half of them negative; where these do not do, as many positive ones, or between 0 and 1."""
EXTREME = 8
"""Points beside them with tiny or with large numbers, where saturation and small constants show."""
MOST_NUMBERS = 200_000
SHOWN_NAMES = 3
_SEED = 20_260_602
_APART = "''''"
_AXIS = "''''''"
"""What is put behind the letters and the axes of a result, so that neither clashes with a declared axis."""


@np.errstate(all="ignore")
def compare(reference: str, answer: str, names: Iterable[str] | None = None) -> Verdict:
    """Whether two formulas are the same function of the names in them.

    The names are those that occur, single numbers unless ``names`` declares axes, ``"W[h,d]"``. Real numbers of both
    signs are meant wherever the reference is defined; where it takes positive ones to define it, those. Raises
    TutorError for a declaration or a reference that cannot be read; an answer that cannot be read is a verdict.
    """
    try:
        check_length(reference)
    except NotationError as error:
        raise _bad_reference(error) from None
    try:
        check_length(answer)
    except NotationError as error:
        return invalid(error)
    found = names_in((reference, answer), [names] if isinstance(names, str) else names or ())
    try:
        right = _right(reference, found)
    except (NotationError, FitError) as error:
        raise _bad_reference(error) from None
    try:
        tree = parse(answer, right.scope)
        verdict = _judged(right, tree)
    except NotationError as error:
        return invalid(error)
    return replace(verdict, reading=lambda: to_unicode(tree, right.scope))


def _bad_reference(error: TutorError) -> TutorError:
    return TutorError(f"the reference cannot be read: {error}", title="A bad reference")


class _Right:
    """A reference at its points: those where it is defined and tells something."""

    def __init__(self, reference: str, names: Names) -> None:
        self.scope = scope_of(names)
        self.sizes = dict(names.sizes)
        self.tree = parse(reference, self.scope)
        self.arrays = points(self.scope, "signed")
        first = evaluate(self.tree, self.env())
        letters = sorted(letter for letter in first.dims if letter not in first.axes)
        known = {letter + _APART: first.class_of(letter) for letter in letters}
        known.update({axis[0] + _AXIS * place: first.class_of(axis) for place, axis in enumerate(first.axes, 1)})
        self.axes = tuple(known)
        self.scope = self.scope.naming(self.scope.names, {**self.scope.axes.classes, **known})
        self.column = len(first.axes) == 1 and first.orient == "column"
        self.values = self._telling()

    def _telling(self) -> Array:
        """The values at the first kind of points where enough of them are real numbers other than zero."""
        tried: list[tuple[int, dict[str, Array], Array]] = []
        for kind in ("signed", "positive", "unit"):
            self.arrays = points(self.scope, kind)
            values = self.at(self.env())
            if tells(np.isfinite(values) & (values != 0)):
                return values
            tried.append((int(np.isfinite(values).sum()), self.arrays, values))
        _, self.arrays, values = max(tried, key=lambda one: one[0])
        return values

    def env(self, arrays: dict[str, Array] | None = None, field: Field = FLOATS) -> Env:
        """Where formulas are evaluated: at the points, or at others in another kind of numbers."""
        sizes = {letter: self.sizes[known] for letter, known in self.scope.axes.classes.items() if known in self.sizes}
        env = Env(self.scope, self.arrays if arrays is None else arrays, sizes, field)
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


@lru_cache(maxsize=256)
def _right(reference: str, names: Names) -> _Right:
    return _Right(reference, names)


def _judged(right: _Right, tree: Node) -> Verdict:
    env = right.env()
    try:
        array, row = right.laid(evaluate(tree, env), env)
    except FitError as error:
        return Verdict("wrong", diagnosis=(Diagnosis(error.code, sentence(error.reason)),))
    outcome = decide(
        lambda other: right.laid(evaluate(tree, other), other)[0],
        array,
        right.values,
        right.extended,
        right.precise,
        believe=False,
        doubt=any(extremes(tree)) or any(extremes(right.tree)),
    )
    if outcome == "same":
        return Verdict("correct", 1.0, note=ROW_NOTE if row and right.column else "")
    if is_numeric(tree) and is_numeric(right.tree):
        typed = typed_numbers.typed_numbers(tree, env)
        if typed.values.shape == right.values.shape[1:] and typed_numbers.right_entries(typed, right.values[0]).all():
            return Verdict("correct", 1.0, note="Right, rounded.", value=typed.values)
    if outcome == "open":
        message = "Too close to tell at the points that were tried; another way of writing it may help."
        if not np.isfinite(right.values).any():
            message = "The reference is a number at none of the points that were tried."
        return Verdict("undecided", diagnosis=(Diagnosis("undecided", message),))
    return Verdict("wrong", diagnosis=(_difference(right, np.broadcast_to(array, right.values.shape)),))


def _difference(right: _Right, array: Array) -> Diagnosis:
    """The other sign, a constant factor, or where the two part."""
    usable = np.isfinite(array) & np.isfinite(right.values) & (right.values != 0)
    one, other = array[usable], right.values[usable]
    if not one.size:
        return Diagnosis("unrecognised", "Where one of them is a number, the other is none.")
    if close(one, other).all():
        return Diagnosis("unrecognised", "They differ by next to nothing.")
    if one.size and close(one, -other).all():
        return Diagnosis("sign", CODES["sign"].message, rule=CODES["sign"].rule)
    if one.size > 1 and close(one * other[0], other * one[0]).all() and one[0]:
        return Diagnosis("factor", CODES["factor"].message, rule=CODES["factor"].rule)
    if array.ndim == 3 and array.shape[1] == array.shape[2] and close(array.swapaxes(1, 2), right.values).all():
        return Diagnosis("transpose", CODES["transpose"].message, rule=CODES["transpose"].rule)
    return Diagnosis("unrecognised", "They are not the same.", where=_example(right, array))


def _example(right: _Right, array: Array) -> str:
    """A point where they differ, when it is short to say."""
    scalar = {name: values for name, values in right.arrays.items() if values.ndim == 1}
    if array.ndim != 1 or len(scalar) != len(right.arrays) or not 0 < len(scalar) <= SHOWN_NAMES:
        return ""
    with np.errstate(all="ignore"):
        gap = np.abs(array - right.values) / np.maximum(np.abs(array), np.abs(right.values))
    if not np.isfinite(gap).any():
        return ""
    at = int(np.nanargmax(np.where(np.isfinite(gap), gap, np.nan)))
    shown = right.scope.names
    given = ", ".join(f"{shown[name].unicode} = {values[at]:.4g}" for name, values in scalar.items())
    digits = 4 if gap[at] > 1e-3 else 12
    return f"At {given} they are {right.values[at]:.{digits}g} and {array[at]:.{digits}g}."


def points(scope: Scope, kind: str) -> dict[str, Array]:
    """Generic values for every name, each of shape (points, *axes): the same for the same names, always.

    ``kind`` is signed, positive or unit (between 0 and 1). Raises TutorError when the arrays would be too large.
    """
    shapes = {
        name: tuple(scope.axes.sizes[scope.axes.classes[letter].upper()] for letter in declared.axes)
        for name, declared in scope.names.items()
    }
    rows = sum(int(np.prod(shape)) for shape in shapes.values())
    if rows * (COUNT + EXTREME) > MOST_NUMBERS:
        raise TutorError("the arrays of these names are too many to compare", title="Too large")
    rng = np.random.default_rng([_SEED, ("signed", "positive", "unit").index(kind)])
    if kind == "unit":
        drawn = rng.uniform(0.04, 0.96, size=(rows, COUNT + EXTREME))
    else:
        near = np.exp(rng.uniform(np.log(0.25), np.log(4.0), size=(rows, COUNT)))
        tiny = 10.0 ** rng.uniform(-6, -2, size=(rows, EXTREME // 2))
        large = 10.0 ** rng.uniform(1, 3, size=(rows, EXTREME // 2))
        drawn = np.concatenate([near, tiny, large], axis=1)
    if kind == "signed":
        for start, stop in ((0, COUNT), (COUNT, COUNT + EXTREME)):
            half = (stop - start) // 2
            signs = rng.permuted(np.tile(np.repeat((-1.0, 1.0), half), (rows, 1)), axis=1)
            drawn[:, start:stop] *= signs
    arrays: dict[str, Array] = {}
    row = 0
    for name, shape in shapes.items():
        count = int(np.prod(shape))
        arrays[name] = drawn[row : row + count].T.reshape(COUNT + EXTREME, *shape)
        row += count
    return arrays
