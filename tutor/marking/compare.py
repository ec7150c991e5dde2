"""Two formulas over any names: whether they are the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError
from tutor.marking.compared_points import KINDS, places, points, points_around
from tutor.marking.equivalence.agreement import close, tells
from tutor.marking.equivalence.decide import decide
from tutor.marking.equivalence.extreme_numbers import extremes
from tutor.marking.equivalence.higher_precision import Same
from tutor.marking.left_side import without_label
from tutor.marking.mark import invalid
from tutor.marking.mistakes.codes import CODES
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
from tutor.notation.tree import Bin, Call, Chain, Neg, Node, Num, Pow, Ref, Size, Transpose, is_numeric, walk
from tutor.notation.write.one_line import to_unicode
from tutor.problems.open_names.declared_names import declared_names
from tutor.problems.open_names.opening import Declarations, TooManyError, opened
from tutor.problems.open_names.reading import Formulas, formulas, settled
from tutor.problems.open_names.shapes import is_capital
from tutor.problems.open_names.unknown_functions import written_out

Array = npt.NDArray[Any]

SHOWN_NAMES = 3
_APART = "''''"
_AXIS = "''''''"
"""What is put behind the letters and the axes of a result, so that neither clashes with a declared axis."""


@np.errstate(all="ignore")
def compare(reference: str, answer: str, names: Iterable[str] | None = None) -> Verdict:
    """Whether two formulas are the same function of the names in them.

    The names are those that occur, single numbers unless ``names`` declares axes, ``"W[h,d]"``, or something in the
    formulas makes arrays of them: a transposition, ``@``, a norm. Real numbers of both signs are meant wherever the
    reference is defined; where it takes positive ones to define it, those. Raises TutorError for a declaration or a
    reference that cannot be read; an answer that cannot be read is a verdict.
    """
    try:
        check_length(reference)
    except NotationError as error:
        raise _bad_reference(error) from None
    try:
        check_length(answer)
    except NotationError as error:
        return invalid(error)
    declared = tuple(sorted(declared_names([names] if isinstance(names, str) else names or ()).items()))
    try:
        right = without_label(reference).text
        alone = _alone(right, declared)
    except TooManyError:
        opened((right, without_label(answer).text), declared)
        raise
    except (NotationError, FitError) as error:
        raise _bad_reference(error) from None
    try:
        typed = without_label(answer).text
        verdict, pair = _marked(right, typed, declared, alone)
    except NotationError as error:
        return invalid(error)
    scope = pair.scope
    return replace(
        verdict,
        reading=lambda: to_unicode(pair.trees[-1], scope),
        reference=lambda: to_unicode(pair.trees[0], scope),
        told=verdict.told or pair.told,
    )


def _bad_reference(error: TutorError) -> TutorError:
    return TutorError(f"the reference cannot be read: {error}", title="A bad reference")


class _Right:
    """A reference at its points: those where it is defined and tells something."""

    def __init__(self, read: Formulas, *, larger: bool = False, reverse: bool = False) -> None:
        self.read = read
        self.reverse = reverse
        self.sizes = read.opened.sizes(larger=larger, reverse=reverse)
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
        self._others: dict[Any, _Right] = {}

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

    def larger(self) -> _Right | None:
        """The same where every axis is longer; None where nothing has an axis."""
        if not self.sizes:
            return None
        if "larger" not in self._others:
            self._others["larger"] = _Right(self.read, larger=True, reverse=self.reverse)
        return self._others["larger"]

    def around(self, numbers: tuple[float, ...]) -> _Right:
        """The same at points around some numbers."""
        if numbers not in self._others:
            other = object.__new__(_Right)
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


@lru_cache(maxsize=256)
def _alone(reference: str, declared: Declarations) -> Formulas:
    """A reference read by itself. Raises NotationError."""
    return formulas((reference,), declared)


@lru_cache(maxsize=256)
def _right(reference: str, answer: str, declared: Declarations) -> tuple[Formulas, _Right | FitError]:
    """A reference beside an answer whose names tell more of its own; without one, by itself."""
    read = formulas((reference, answer) if answer else (reference,), declared)
    try:
        return read, _at_points(read)
    except FitError as error:
        return read, error


def _at_points(read: Formulas) -> _Right:
    """The reference at its points. Raises FitError.

    Sizes are turned round where a product of a matrix with itself has no inverse, which tells a tall one from a wide.
    """
    try:
        right = _Right(read)
    except FitError:
        if not read.inferred.axes:
            raise
        return _Right(read, reverse=True)
    if read.inferred.axes and not np.isfinite(right.values).any():
        return _Right(read, reverse=True)
    return right


def _marked(reference: str, answer: str, declared: Declarations, alone: Formulas) -> tuple[Verdict, Formulas]:
    """The verdict, and both formulas as they were read. Raises NotationError for the answer, TutorError else."""
    tree = _in_scope(answer, alone)
    if tree is not None:
        read, right = _right(reference, "", declared)
        worked = written_out(tree, read.opened.functions) if read.opened.functions else tree
        pair = read._replace(trees=(*read.trees, tree), evaluated=(*read.evaluated, worked))
    else:
        parse(answer, formulas((reference, answer), declared).opened.scope)
        pair, right = _right(reference, answer, declared)
    if isinstance(right, FitError) and not pair.opened.unknown:
        raise _bad_reference(right)
    if "".join(reference.split()) == "".join(answer.split()):
        return Verdict("correct", 1.0), pair
    if isinstance(right, FitError):
        return _undecided(f"The axes of {_listed(pair)} cannot be told from this: declare them, as in W[m,h]."), pair
    verdict = _judged(right, pair.evaluated[-1])
    if verdict.kind == "wrong":
        verdict = _as_otherwise_read(pair, declared, verdict)
    return verdict, pair


def _in_scope(answer: str, alone: Formulas) -> Node | None:
    """The answer, where it needs no more than the names of the reference, and these are numbers in both."""
    arrays = alone.inferred.axes or alone.inferred.misfit or not all(map(_is_plain, walk(alone.evaluated[0])))
    if arrays and alone.opened.unknown:
        return None
    try:
        tree = parse(answer, alone.scope)
    except NotationError:
        return None
    return tree if not alone.opened.unknown or all(map(_is_plain, walk(tree))) else None


def _is_plain(node: Node) -> bool:
    """Whether a part makes no array of anything."""
    match node:
        case Ref(_, index):
            return index is None
        case Bin(op):
            return op != "@"
        case Chain(items):
            return sum(isinstance(item, Ref | Pow) for item in items) < 2 or not any(
                isinstance(item, Ref) and is_capital(item.name) for item in items
            )
        case Call(along=along):
            return not along and node.function not in ("softmax", "diag", "outer", "inv", "tr", "flip")
        case _:
            return isinstance(node, Num | Neg | Pow | Size)


def _judged(right: _Right, tree: Node) -> Verdict:
    try:
        array, row = right.value(tree)
    except FitError as error:
        return Verdict("wrong", diagnosis=(Diagnosis(error.code, sentence(error.reason)),))
    doubt = any(extremes(tree)) or any(extremes(right.tree))
    outcome = right.outcome(tree, array, doubt=doubt)
    if outcome == "same":
        right, array, outcome = _elsewhere(right, tree, array, doubt=doubt)
    if outcome == "same":
        return Verdict("correct", 1.0, note=ROW_NOTE if row and right.column else "")
    if is_numeric(tree) and is_numeric(right.tree):
        typed = typed_numbers.typed_numbers(tree, right.env())
        if typed.values.shape == right.values.shape[1:] and typed_numbers.right_entries(typed, right.values[0]).all():
            return Verdict("correct", 1.0, note="Right, rounded.", value=typed.values)
    if outcome == "open":
        return _undecided(_why_open(right, array))
    return Verdict("wrong", diagnosis=(_difference(right, np.broadcast_to(array, right.values.shape)),))


def _elsewhere(right: _Right, tree: Node, array: Array, *, doubt: bool) -> tuple[_Right, Array, Same]:
    """Two that are the same at the usual points: with longer axes, and around the numbers where they may change."""
    numbers = places((right.tree, tree))
    others = [right.larger(), right.around(numbers) if numbers else None]
    for other in others:
        if other is None:
            continue
        try:
            found, _ = other.value(tree)
        except FitError:
            return other, array, "different"
        outcome = other.outcome(tree, found, doubt=False)
        if outcome == "different":
            return other, found, outcome
    return right, array, "same"


def _undecided(message: str) -> Verdict:
    return Verdict("undecided", diagnosis=(Diagnosis("undecided", message),))


def _why_open(right: _Right, array: Array) -> str:
    defined = np.isfinite(right.values)
    if not defined.any():
        return "The reference is a number at none of the points that were tried."
    if not (defined & np.isfinite(array)).any():
        return "At none of the points that were tried are both of them numbers."
    both = defined & np.isfinite(array)
    if (
        both.any()
        and (both < defined).any()
        and close(np.broadcast_to(array, defined.shape)[both], right.values[both]).all()
    ):
        return "They agree where both are numbers, but at some points only the first one is."
    if not tells(defined & np.isfinite(array)):
        return "At too few of the points that were tried are both of them numbers."
    return "Too close to tell at the points that were tried; another way of writing it may help."


def _listed(pair: Formulas) -> str:
    found = sorted(pair.scope.names[name].unicode for name in pair.opened.unknown)
    return ", ".join(found[:SHOWN_NAMES]) + (" and others" if len(found) > SHOWN_NAMES else "")


def _as_otherwise_read(pair: Formulas, declared: Declarations, verdict: Verdict) -> Verdict:
    """A wrong answer that would be right if some names were numbers: undecided where these may well be."""
    found = pair.inferred
    if not found.axes:
        return verdict
    if found.spread and _same_as(settled(pair.before, pair.trees, declared, spreads=False)):
        shown = " and ".join(sorted(pair.scope.names[name].unicode for name in found.spread))
        return _undecided(f"They are the same if {shown} is one number, and not if it has axes: declare which.")
    square = settled(pair.before, pair.trees, declared, apart=False)
    if square.inferred.axes != found.axes and _same_as(square):
        if _inverted(pair.evaluated[1]) <= _inverted(pair.evaluated[0]):
            return Verdict("correct", 1.0, told=square.told)
        return _undecided("They are the same if all matrices are square: declare them, as in A[m,m].")
    capital = sorted(name for name, axes in found.axes.items() if len(axes) == 2 and name not in pair.identities)
    if capital and _same_as(settled(pair.before, pair.trees, declared, numbers=True)):
        shown = ", ".join(pair.scope.names[name].unicode for name in capital)
        message = f"They would be the same for numbers; here {shown} is read as a matrix, and matrices do not commute."
        return replace(verdict, diagnosis=(Diagnosis(verdict.diagnosis[0].code, message),))
    return verdict


def _inverted(tree: Node) -> set[str]:
    """The names of which a product is inverted that has no transposed factor: ``(AB)^-1`` takes square ones."""
    found: set[str] = set()
    for part in walk(tree):
        if isinstance(part, Pow) and isinstance(part.exponent, Neg):
            body = list(walk(part.base))
            if not any(isinstance(one, Transpose) for one in body):
                found |= {one.name for one in body if isinstance(one, Ref)}
    return found


def _same_as(read: Formulas) -> bool:
    try:
        return not read.inferred.misfit and _judged(_at_points(read), read.evaluated[-1]).kind == "correct"
    except (FitError, NotationError):
        return False


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
