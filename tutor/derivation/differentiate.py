"""Differentiation of an entry: one rule for each node of index form.

A formula is gone through once, from outside to inside. Every name in it is an *occurrence*: the derivative of the
formula by that entry is the product of what was met on the way to it. Letters that a sum binds on that way are summed
over, and two places that must be the same are a Kronecker delta:

    y_h = sum_i W[h,i] x_i      by x[k]:    sum_i W[h,i] delta(i, k)
    p_k = softmax_k(z)          by z[j]:    sum_l p_k (delta(k, l) - p_l) delta(l, j)

``deltas`` then solves them, which makes the transposed product ``W[h,k]`` of the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tutor.derivation import record
from tutor.derivation.algebra import (
    HALF,
    MINUS_ONE,
    ONE,
    ZERO,
    Power,
    Product,
    Rational,
    Sum,
    Term,
    inverse,
    number,
    power,
    total,
)
from tutor.derivation.known_conditions import OPPOSITE
from tutor.derivation.letters import Letters, put
from tutor.derivation.record import Crossing
from tutor.derivation.slopes import slope, told_by_value
from tutor.errors import TutorError
from tutor.notation.functions import FUNCTIONS
from tutor.notation.lower.index_form.expressions import (
    Apply,
    ArgMax,
    Blocks,
    Compare,
    Constant,
    Fold,
    Indicator,
    MatrixPower,
    Ref,
    Size,
    Softmax,
    Where,
)
from tutor.notation.lower.index_form.places import Affine

MOST_POWER = 12
"""The highest power of a matrix whose derivative is written out: it has as many addends."""


class NotDifferentiatedError(TutorError):
    """A formula that has no derivative in the language."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name in a formula, and the derivative of the formula by that entry of it.

    It is the product of ``factors``, summed over the letters ``summed`` (with their classes) where all pairs in
    ``equal`` are the same place. ``crossed`` tells of the nodes on the way.
    """

    ref: Ref
    factors: tuple[Term, ...] = ()
    summed: tuple[tuple[str, str], ...] = ()
    equal: tuple[tuple[Affine, Affine], ...] = ()
    crossed: tuple[Crossing, ...] = ()

    def by(self, *factors: Term, crossed: tuple[Crossing, ...] = ()) -> Occurrence:
        """The same with more factors in front."""
        return replace(self, factors=(*factors, *self.factors), crossed=(*crossed, *self.crossed))

    def over(self, letter: str, size_class: str) -> Occurrence:
        """The same, summed over a letter."""
        return replace(self, summed=((letter, size_class), *self.summed))

    def where(self, left: Affine, right: Affine) -> Occurrence:
        """The same where two places are the same, else zero."""
        return replace(self, equal=((left, right), *self.equal))


def occurrences(term: Any, letters: Letters, value: Term | None = None) -> Iterator[Occurrence]:
    """All occurrences in a formula; ``value`` is the name of what it gives, if it has one.

    Raises NotDifferentiatedError for what has no derivative in the language.
    """
    match term:
        case Ref():
            yield Occurrence(term)
        case Sum(items):
            for item in items:
                yield from occurrences(item, letters)
        case Product(items):
            for at, item in enumerate(items):
                for one in occurrences(item, letters):
                    yield one.by(*items[:at], *items[at + 1 :])
        case Power():
            yield from _of_power(term, letters, value)
        case Apply(function, _, argument):
            rate: Term | None = None
            for one in occurrences(argument, letters):
                rate = slope(term, value) if rate is None else rate
                if rate == ZERO:
                    return
                written = "value" if isinstance(value, Ref) and told_by_value(term) else "argument"
                named = Crossing(record.SLOPE, function.name, detail=written)
                yield one.by(rate, crossed=(named,))
        case Fold("sum", letter, size_class, body):
            new = letters.fresh(letter)
            for one in occurrences(put(body, {letter: Affine.of(new)}), letters):
                yield one.over(new, size_class)
        case Fold("prod"):
            yield from _of_product_over(term, letters, value)
        case Fold("max"):
            yield from _of_max(term, letters)
        case Softmax():
            yield from _of_softmax(term, letters, value)
        case Where():
            yield from _of_where(term, letters)
        case Blocks():
            yield from _of_blocks(term, letters)
        case MatrixPower():
            yield from _of_matrix_power(term, letters, value)
        case Rational() | Constant() | Size() | Indicator() | Compare() | ArgMax():
            return
        case _:
            raise NotDifferentiatedError(f"{type(term).__name__} is not differentiated")


def _of_power(term: Power, letters: Letters, value: Term | None) -> Iterator[Occurrence]:
    """b^e: e b^(e-1) by the base, b^e log(b) by the exponent; of a root that has a name, 1/(2 root)."""
    base, exponent = term.base, term.exponent
    for one in occurrences(base, letters):
        crossed = (Crossing(record.POWER, detail=_kind_of_power(exponent)),)
        if exponent == HALF and value is not None:
            yield one.by(HALF, inverse(value), crossed=crossed)
        else:
            yield one.by(exponent, power(base, total(exponent, MINUS_ONE)), crossed=crossed)
    for one in occurrences(exponent, letters):
        log: Any = Apply(FUNCTIONS["log"], 0, term.base)  # type: ignore[arg-type]
        yield one.by(value or term, log, crossed=(Crossing(record.POWER),))


def _kind_of_power(exponent: Term) -> str:
    if not isinstance(exponent, Rational):
        return ""
    return "quotient" if exponent.value < 0 else "root" if exponent == HALF else "square" if exponent.value == 2 else ""


def _of_product_over(term: Fold, letters: Letters, value: Term | None) -> Iterator[Occurrence]:
    """prod_k b_k by one entry: the product of the others, which is the whole over that entry."""
    new = letters.fresh(term.letter)
    body: Term = put(term.body, {term.letter: Affine.of(new)})
    for one in occurrences(body, letters):
        crossed = (Crossing(record.PRODUCT_OVER, letters=(new,)),)
        yield one.by(value or term, inverse(body), crossed=crossed).over(new, term.size_class)


def _of_max(term: Fold, letters: Letters) -> Iterator[Occurrence]:
    """max_k b_k by one entry: 1 at the first place where it is largest."""
    new = letters.fresh(term.letter)
    at = Affine.of(new)
    here = ArgMax(at, term.letter, term.size_class, term.body)
    crossed = (Crossing(record.MAXIMUM, letters=(new,)),)
    for one in occurrences(put(term.body, {term.letter: at}), letters):
        yield one.by(here, crossed=crossed).over(new, term.size_class)


def _of_softmax(term: Softmax, letters: Letters, value: Term | None) -> Iterator[Occurrence]:
    """p_k = softmax_k(z) by z_l: p_k (delta(k, l) - p_l)."""
    new = letters.fresh(term.letter)
    at = Affine.of(new)
    body: Term = put(term.body, {term.letter: at})
    here: Term = value if value is not None and term.place.letter else term
    there: Term = put(here, {term.place.letter: at}) if here is value else replace(term, place=at)
    crossed = (Crossing(record.SOFTMAX, letters=(new,)),)
    for one in occurrences(body, letters):
        one = one.over(new, term.size_class)
        yield one.by(here, crossed=crossed).where(term.place, at)
        yield one.by(MINUS_ONE, here, there, crossed=crossed)


def _of_where(term: Where, letters: Letters) -> Iterator[Occurrence]:
    """What stands where the conditions hold counts there alone, and the other likewise."""
    crossed = (Crossing(record.LIMITED),)
    for one in occurrences(term.body, letters):
        yield one.by(*term.conditions, crossed=crossed)
    missed: Any = Where(term.conditions, ZERO, ONE)  # type: ignore[arg-type]
    only = term.conditions[0] if len(term.conditions) == 1 else None
    if isinstance(only, Compare) and only.relation in OPPOSITE:
        missed = replace(only, relation=OPPOSITE[only.relation])
    for one in occurrences(term.otherwise, letters):
        yield one.by(missed, crossed=crossed)


def _of_blocks(term: Blocks, letters: Letters) -> Iterator[Occurrence]:
    """Each item counts where the place falls into it: behind those before it, at its own letter."""
    before = Affine()
    for position, (item, size_class) in enumerate(zip(term.items, term.classes, strict=True), 1):
        crossed = (Crossing(record.BLOCK, detail=str(position)),)
        if not term.letter:
            for one in occurrences(item, letters):
                yield one.by(crossed=crossed).where(term.place, Affine(const=position))
            continue
        new = letters.fresh(term.letter)
        inside = before.plus(Affine.of(new))
        for one in occurrences(put(item, {term.letter: Affine.of(new)}), letters):
            yield one.by(crossed=crossed).over(new, size_class).where(term.place, inside)
        before = before.plus(Affine.last(size_class))


def _of_matrix_power(term: MatrixPower, letters: Letters, value: Term | None) -> Iterator[Occurrence]:
    """M^p by M: the sum over q of M^q dM M^(p-1-q); of the inverse A, - A dM A."""
    exponent = term.exponent
    if not isinstance(exponent, Rational) or exponent.value.denominator != 1 or abs(exponent.value) > MOST_POWER:
        raise NotDifferentiatedError("a power of a matrix is differentiated for a small whole exponent only")
    count = int(exponent.value)
    row, column = (letters.fresh(letter) for letter in term.letters)
    first, second = Affine.of(row), Affine.of(column)
    body: Term = put(term.body, dict(zip(term.letters, (first, second), strict=True)))
    inner = list(occurrences(body, letters))
    splits = [(q, count - 1 - q) for q in range(count)] or [(-1 - q, count + q) for q in range(-count)]
    for left, right in splits:
        for one in inner:
            one = one.over(column, term.size_class).over(row, term.size_class)
            one = one.by(ONE if count > 0 else MINUS_ONE, crossed=(Crossing(record.MATRIX_POWER),))
            for part, start, end in ((left, term.row, first), (right, second, term.column)):
                if not part:
                    one = one.where(start, end)
                elif part == count and isinstance(value, Ref):
                    one = one.by(put(value, {term.row.letter: start, term.column.letter: end}))
                else:
                    one = one.by(letters.renewed(replace(term, row=start, column=end, exponent=number(part))))
            yield one
