"""Two formulas over any names: whether they are the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from tutor.errors import TutorError
from tutor.marking.compared_bends import Bend
from tutor.marking.compared_difference import SHOWN_NAMES, difference, why_open
from tutor.marking.compared_reference import Array, Reference, at_points
from tutor.marking.equivalence.extreme_numbers import extremes
from tutor.marking.equivalence.higher_precision import Same
from tutor.marking.left_side import without_label
from tutor.marking.mark import invalid
from tutor.marking.numbers import typed_numbers
from tutor.marking.verdict import ROW_NOTE, Diagnosis, Verdict, sentence
from tutor.marking.worked_derivatives import worked_alone
from tutor.notation.errors import FitError, NotationError
from tutor.notation.read.cursor import check_length
from tutor.notation.read.parser import parse
from tutor.notation.tree import ArgMax, Chain, Delta, Fold, Indicator, Neg, Node, Pow, Ref, Transpose
from tutor.notation.tree_walks import is_numeric, parts_of, walk
from tutor.notation.write.one_line import to_unicode
from tutor.problems.open_names.declared_names import declared_names
from tutor.problems.open_names.inference import tells_of_arrays
from tutor.problems.open_names.letter_kinds import is_small
from tutor.problems.open_names.opening import Declarations, TooManyError, opened
from tutor.problems.open_names.reading import Formulas, formulas, settled
from tutor.problems.open_names.unknown_functions import written_out

REMEMBERED = 400
"""Pairs of together so many characters are compared once."""


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
        if not answer.strip():
            raise NotationError("there is nothing to read yet", 1)
    except NotationError as error:
        return invalid(error)
    declared = tuple(sorted(declared_names([names] if isinstance(names, str) else names or ()).items()))
    try:
        right = without_label(reference).text
        _alone(right, declared)
    except TooManyError:
        opened((right, without_label(answer).text), declared)
        raise
    except (NotationError, FitError) as error:
        raise _bad_reference(error) from None
    remembered = len(reference) + len(answer) <= REMEMBERED
    return (_remembered if remembered else _verdict)(right, answer, declared)


@np.errstate(all="ignore")
def _verdict(right: str, answer: str, declared: Declarations) -> Verdict:
    """The verdict on an answer. Raises TutorError for a reference that fits with nothing."""
    try:
        verdict, pair = _marked(right, without_label(answer).text, declared, _alone(right, declared))
    except NotationError as error:
        return invalid(error)
    return replace(
        verdict,
        reading=lambda: to_unicode(pair.trees[-1], pair.scope),
        reference=lambda: to_unicode(pair.trees[0], pair.scope),
        told=verdict.told or pair.told,
    )


_remembered = lru_cache(maxsize=1024)(_verdict)


def _bad_reference(error: TutorError) -> TutorError:
    return TutorError(f"the reference cannot be read: {error}", title="A bad reference")


def _worked(read: Formulas) -> Formulas:
    """The same with the derivatives in them worked out. Raises NotationError."""
    sizes, scope = read.opened.sizes(), read.scope
    return read._replace(evaluated=tuple(worked_alone(tree, scope, sizes) for tree in read.evaluated))


@lru_cache(maxsize=1024)
def _alone(reference: str, declared: Declarations) -> Formulas:
    """A reference read by itself. Raises NotationError."""
    return _worked(formulas((reference,), declared))


@lru_cache(maxsize=1024)
def _right(reference: str, answer: str, declared: Declarations) -> tuple[Formulas, Reference | FitError]:
    """A reference beside an answer whose names tell more of its own; without one, by itself."""
    read = _worked(formulas((reference, answer) if answer else (reference,), declared))
    try:
        return read, at_points(read)
    except FitError as error:
        return read, error


def _marked(reference: str, answer: str, declared: Declarations, alone: Formulas) -> tuple[Verdict, Formulas]:
    """The verdict, and both formulas as they were read. Raises NotationError for the answer, TutorError else."""
    tree = _in_scope(answer, alone, declared)
    if tree is not None:
        read, right = _right(reference, "", declared)
        worked = written_out(tree, read.opened.functions) if read.opened.functions else tree
        worked = worked_alone(worked, read.scope, read.opened.sizes())
        pair = read._replace(trees=(*read.trees, tree), evaluated=(*read.evaluated, worked))
    else:
        pair, right = _right(reference, answer, declared)
    if isinstance(right, FitError) and not pair.opened.unknown:
        raise _bad_reference(right)
    if "".join(reference.split()) == "".join(answer.split()):
        return Verdict("correct", 1.0), pair
    if pair.inferred.beside:
        return _either(pair, right, declared)
    return _found(pair, right, declared), pair


def _found(pair: Formulas, right: Reference | FitError, declared: Declarations) -> Verdict:
    """The verdict on two formulas as they were read."""
    unclear = _undecided(f"The axes of {_listed(pair)} cannot be told from this: declare them, as in W[m,h].")
    if isinstance(right, FitError) or pair.inferred.misfit:
        return unclear
    verdict = _judged(right, pair.evaluated[-1])
    if verdict.kind == "correct" and (pair.inferred.retreats or pair.inferred.unfit):
        return unclear
    if verdict.kind == "correct" and not pair.inferred.axes and (names := pair.opened.unknown):
        one, other = pair.evaluated
        shown = _exchanged(one, other, names) | _exchanged(other, one, names)
        if shown:
            return _undecided(
                f"They are the same if {min(shown)} is one number, and not if it is a matrix: declare which."
            )
    return _as_otherwise_read(pair, declared, verdict) if verdict.kind == "wrong" else verdict


def _either(pair: Formulas, right: Reference | FitError, declared: Declarations) -> tuple[Verdict, Formulas]:
    """The verdict where capital letters that stand side by side are matrices, or numbers as in ``P V = n R T``."""
    numbers = settled(pair.before, pair.trees, declared, numbers=True)
    verdict = _found(numbers, at_points(numbers), declared)
    matrices = _found(pair, right, declared)
    if verdict.kind == "correct" != matrices.kind:
        message = f"They are the same for numbers, and not for matrices: declare {_listed(pair)}, as in P, or P[m,n]."
        return _undecided(message), numbers
    return (matrices, pair) if matrices.kind == "correct" != verdict.kind else (verdict, numbers)


def _in_scope(answer: str, alone: Formulas, declared: Declarations) -> Node | None:
    """The answer, where it needs no more than the names of the reference, and these are numbers in both."""
    if alone.inferred.axes or alone.inferred.misfit or alone.opened.indexed:
        return None
    try:
        tree = parse(answer, alone.scope)
    except NotationError:
        return None
    unknown, bold = alone.opened.unknown, not any(axes for _, axes in declared)
    if not unknown:
        return tree if alone.scope.axes.classes or not parts_of(tree, _OF_LETTERS) else None
    if parts_of(tree, _OF_LETTERS) or any(part.index is not None for part in parts_of(tree, _NAMES)):
        return None
    return None if tells_of_arrays(tree, alone.scope, unknown, bold=bold) else tree


_OF_LETTERS = frozenset({Fold, Delta, Indicator, ArgMax})
_NAMES = frozenset({Ref})


def _exchanged(reference: Node, answer: Node, unknown: Collection[str]) -> set[str]:
    """The letters of matrices that stand before a small letter in one formula, ``W x``, and behind it in the other."""
    before = {pair for pair in _side_by_side(reference) if pair[0] in _MATRICES and is_small(pair[1])}
    behind = {(second, first) for first, second in _side_by_side(answer)}
    return {capital for capital, small in before & behind if {capital, small} <= set(unknown)}


def _side_by_side(tree: Node) -> set[tuple[str, str]]:
    """Neighbouring names of products that have no sign."""
    pairs = [pair for part in parts_of(tree, _PRODUCTS) for pair in pairwise(part.items)]
    return {(one.name, two.name) for one, two in pairs if isinstance(one, Ref) and isinstance(two, Ref)}


_PRODUCTS = frozenset({Chain})
_MATRICES = frozenset("ABMUWX")
"""Letters that are matrices more often than numbers."""


def _judged(right: Reference, tree: Node) -> Verdict:
    try:
        array, row = right.value(tree)
    except FitError as error:
        return Verdict("wrong", diagnosis=(Diagnosis(error.code, sentence(error.reason)),))
    doubt = any(extremes(tree)) or any(extremes(right.tree))
    outcome = right.outcome(tree, array, doubt=doubt)
    if outcome == "different" and not right.meets(tree, array):
        return _undecided(why_open(right, array))
    if outcome == "different" and (positive := right.with_positive()) is not None:
        verdict = _judged(positive, tree)
        if verdict.kind == "correct":
            return replace(verdict, note="Right where σ is positive.")
    resting = None
    if outcome != "different":
        right, array, outcome, resting = _elsewhere(right, tree, array, outcome, doubt=doubt)
    if outcome == "same" and resting is not None:
        return _undecided(f"At no point that was tried did {to_unicode(resting.part, right.scope)} change.")
    if outcome == "same":
        return Verdict("correct", 1.0, note=ROW_NOTE if row and right.column else "")
    if is_numeric(tree) and is_numeric(right.tree):
        typed = typed_numbers.typed_numbers(tree, right.env())
        if typed.values.shape == right.values.shape[1:] and typed_numbers.right_entries(typed, right.values[0]).all():
            return Verdict("correct", 1.0, note="Right, rounded.", value=typed.values)
    if outcome == "open":
        return _undecided(why_open(right, array))
    return Verdict("wrong", diagnosis=(difference(right, np.broadcast_to(array, right.values.shape)),))


def _elsewhere(
    right: Reference, tree: Node, array: Array, outcome: Same, *, doubt: bool
) -> tuple[Reference, Array, Same, Bend | None]:
    """The same with longer axes and around where the formulas change; and what rests at all points."""
    larger = right.larger() if outcome == "same" else None
    bent, resting = right.at_bends(tree)
    for other in (larger, bent):
        if other is None:
            continue
        try:
            found, _ = other.value(tree)
        except FitError:
            return other, array, "different", None
        if other is bent:  # half of the points, or more, lie where a product with relu is nothing
            found = np.broadcast_to(found, other.values.shape)
            telling = ((found != 0) | (other.values != 0)).reshape(len(found), -1).any(axis=1)
            if not telling.any():
                continue
            other, found = other.where(telling), found[telling]
        elsewhere = other.outcome(tree, found, doubt=False)
        if elsewhere == "different" or (other is not larger and elsewhere == "open"):
            return other, found, elsewhere, None
    if resting is not None and outcome == "same" and not doubt:
        return right, array, right.outcome(tree, array, doubt=True), resting
    return right, array, outcome, resting


def _undecided(message: str) -> Verdict:
    return Verdict("undecided", diagnosis=(Diagnosis("undecided", message),))


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
        read = "are read as matrices" if len(capital) > 1 else "is read as a matrix"
        message = f"They would be the same for numbers; here {shown} {read}, and matrices do not commute."
        return replace(verdict, diagnosis=(replace(verdict.diagnosis[0], message=message, where="", rule=""),))
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
        read = _worked(read)
        return not read.inferred.misfit and _judged(at_points(read), read.evaluated[-1]).kind == "correct"
    except (FitError, NotationError):
        return False
