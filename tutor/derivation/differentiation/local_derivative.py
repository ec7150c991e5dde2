"""The derivative of one formula by a name in it, all other names held fixed, as a formula in letters.

It is what is read where a formula says a derivative: ``∂/∂x (W x + b)``, or ``∂z/∂x`` of a value with that formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any, NamedTuple

from tutor.derivation.algebra.algebra import Term, total
from tutor.derivation.algebra.algebra_forms import from_index_form, to_index_form
from tutor.derivation.algebra.collecting import collected, factored
from tutor.derivation.algebra.deltas import Contribution, solved
from tutor.derivation.algebra.letters import Letters, put
from tutor.derivation.algebra.term_walk import walk
from tutor.derivation.differentiation.differentiate import occurrences
from tutor.derivation.differentiation.reverse_mode import reads
from tutor.errors import TutorError
from tutor.notation.lower.align import aligned
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_form.arrays import NamedArrays
from tutor.notation.lower.index_form.expressions import IndexForm, Indicator
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.lower.index_form.operations import IndexOperations
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.lower.index_form.substitution import substituted
from tutor.notation.tree import Index, Mark, Node, Ref, Worked
from tutor.notation.write.tree_form import to_tree

_OPERATIONS = IndexOperations()
MOST_TERMS = 200
"""A formula with more parts is not differentiated: nothing that was typed may take long."""


class NotTakenError(TutorError):
    """A derivative that cannot be taken here: the text says why."""


class _Entry(NamedTuple):
    """An entry of what is differentiated: the letters of its axes, and the classes of all letters that it is at."""

    term: Term
    of: tuple[Mark, ...]
    free: dict[str, str]
    number: bool


def derivative(body: Node, by: Ref, env: Env) -> Worked | None:
    """How each entry of a formula changes with each entry of a name in it; None where the name is not in it.

    Indices that ``by`` has are letters of the result; its other axes, and those of the formula, are axes. Raises
    TutorError for a formula that does not fit here or that has no derivative in the language.
    """
    own = env.but(NamedArrays(env.scope, env.sizes), field=_OPERATIONS)
    own.room, own.letters = inf, {}
    value = aligned(body, own)
    letters = Letters()
    marks = {letter: letters.fresh(letter) if letter in value.axes else letter for letter in value.dims}
    array: Any = value.array
    expression = array.at([Affine.of(mark) for mark in marks.values()])
    term = from_index_form(substituted(expression, {mark: Affine.of(mark) for mark in marks.values()}))
    of = tuple((marks[axis], axis.rstrip("'"), value.class_of(axis)) for axis in value.axes)
    free = dict(zip(marks.values(), value.classes, strict=True))
    return _worked(_Entry(term, of, free, not value.dims), by, env, letters)


def derivative_of_value(ref: Ref, formula: Node, by: Ref, env: Env) -> Worked | None:
    """The same of a value with a formula, ``∂z/∂x``. ``env`` says which letters run here; in the formula all do."""
    axes = env.scope.names[ref.name].axes
    whole = env.but({})
    whole.running = env.scope.axes.running
    form = lower(formula, whole, axes)
    letters = Letters()
    places, of, typed = _places(ref, env, letters)
    free = {letter: size_class for letter, _, size_class in (*of, *typed)}
    free.update({axis: env.scope.axes.class_of(axis) for axis in axes if axis in env.running})
    term = put(letters.renewed(from_index_form(form.expression)), dict(zip(axes, places, strict=True)))
    return _worked(_Entry(term, tuple(of), free, not axes), by, env, letters)


def _worked(entry: _Entry, by: Ref, env: Env, letters: Letters) -> Worked | None:
    target, marks, typed = _places(by, env, letters)
    free = entry.free | {letter: size_class for letter, _, size_class in (*marks, *typed)}
    axes = env.scope.names[by.name].axes
    free |= {axis: env.scope.axes.class_of(axis) for axis in axes if Affine.of(axis) in target}
    term = letters.renewed(entry.term)
    if sum(1 for _ in walk(term)) > MOST_TERMS:
        raise NotTakenError("what is differentiated is too long")
    found = _contributions(term, by.name, target, free, letters)
    if found is None:
        return None
    written = _written(total(*map(collected, found)), free)
    diagonal = _diagonal(found, entry.of, marks, free)
    return Worked(env.running, written, entry.of, tuple(marks), tuple(typed), diagonal, entry.number)


def _places(ref: Ref, env: Env, letters: Letters) -> tuple[tuple[Affine, ...], list[Mark], list[Mark]]:
    """An entry of a name: its places, the letters of its bare axes that do not run, and those that were typed."""
    places: list[Affine] = []
    marks: list[Mark] = []
    typed: list[Mark] = []
    axes = env.scope.names[ref.name].axes
    for axis, index in zip(axes, ref.index or (None,) * len(axes), strict=True):
        size_class = env.scope.axes.class_of(axis)
        if index is not None:
            places.append(_place(index, size_class, env))
            typed += [(letter, letter, size_class) for letter, _ in index.terms if letter not in env.scope.axes.sizes]
        elif axis in env.running:
            places.append(Affine.of(axis))
        else:
            mark = letters.fresh(axis)
            places.append(Affine.of(mark))
            marks.append((mark, axis.rstrip("'"), size_class))
    return tuple(places), marks, typed


def _place(index: Index, size_class: str, env: Env) -> Affine:
    if index.label is not None:
        raise NotTakenError("it is by an entry that a label says")
    place = Affine(const=index.const)
    if index.last:
        place = place.plus(Affine.last(size_class))
    for letter, count in index.terms:
        known = letter in env.scope.axes.sizes
        step = Affine.last(env.scope.axes.class_of(letter.lower())) if known else Affine.of(letter)
        place = place.plus(step, count)
    return place


def _contributions(
    term: Term, name: str, target: tuple[Affine, ...], free: dict[str, str], letters: Letters
) -> list[Contribution] | None:
    """What each occurrence of the name adds; None where there is none."""
    found: list[Contribution] = []
    occurs = False
    for one in occurrences(term, letters):
        for equal, conditions in reads(one.ref, name, target):
            occurs = True
            contribution = solved(Contribution((*one.factors, *conditions), one.summed, (*one.equal, *equal)), free)
            if contribution is not None:
                found.append(contribution)
            if sum(1 for each in found for factor in each.factors for _ in walk(factor)) > 3 * MOST_TERMS:
                raise NotTakenError("it has too many terms")
    return found if occurs else None


def _written(term: Term, free: dict[str, str]) -> Node:
    short = factored(term)
    if sum(1 for _ in walk(short)) > 3 * MOST_TERMS:
        raise NotTakenError("it has too many terms")
    return to_tree(IndexForm(to_index_form(short), tuple(free), tuple(free.values())))


def _diagonal(
    found: Sequence[Contribution], of: Sequence[Mark], by: Sequence[Mark], free: dict[str, str]
) -> Node | None:
    """The entry at the same place of both, if there are as many axes and every term is zero at any other."""
    if not of or [size_class for *_, size_class in of] != [size_class for *_, size_class in by]:
        return None
    pairs = [{first, second} for (first, *_), (second, *_) in zip(of, by, strict=True)]
    places = {second: Affine.of(first) for (first, *_), (second, *_) in zip(of, by, strict=True)}
    terms = []
    for one in found:
        deltas = [factor for factor in one.factors if isinstance(factor, Indicator) and _same(factor) in pairs]
        if len(deltas) < len(pairs):
            return None
        rest = [factor for factor in one.factors if factor not in deltas]
        terms.append(put(collected(Contribution(tuple(rest), one.summed)), places))
    return _written(total(*terms), free)


def _same(condition: Indicator) -> set[str]:
    """The two letters that a condition says are the same place."""
    return {condition.left.letter, condition.right.letter} if condition.relation == "=" else set()
