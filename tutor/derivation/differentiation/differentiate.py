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
from typing import Any

from tutor.derivation import record
from tutor.derivation.algebra.algebra import (
    HALF,
    MINUS_ONE,
    ONE,
    ZERO,
    Power,
    Product,
    Rational,
    Sum,
    Term,
    factors,
    inverse,
    power,
    total,
)
from tutor.derivation.algebra.known_conditions import OPPOSITE
from tutor.derivation.algebra.letters import Letters, put
from tutor.derivation.algebra.matrix_powers import Inside, by_inverse, by_matrix, end_of_value
from tutor.derivation.differentiation.occurrence import NotDifferentiatedError, Occurrence
from tutor.derivation.differentiation.slopes import slope, told_by_value
from tutor.derivation.record import Crossing
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
            yield from _of_product(items, letters, value)
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
        case Fold("sum"):
            yield from _of_sum(term, letters, value)
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
            yield from by_matrix(term, _inside(term, letters), letters, value)
        case Rational() | Constant() | Size() | Indicator() | Compare() | ArgMax():
            return
        case _:
            raise NotDifferentiatedError(f"{type(term).__name__} is not differentiated")


def _of_product(items: tuple[Term, ...], letters: Letters, value: Term | None) -> Iterator[Occurrence]:
    """Each factor's derivative times the others.

    Where an exponential is among them and the product has a name, it recurs in the derivative: ``p = exp(-u^2/2)/s``
    changes by ``-p*u`` with u, and by ``-p/s`` with s.
    """
    recurs = isinstance(value, Ref) and any(map(_is_exponential, items))
    for at, item in enumerate(items):
        if recurs and value and isinstance(item, Apply) and _is_exponential(item):
            crossed = (Crossing(record.SLOPE, item.function.name, detail="value"),)
            for one in occurrences(item.argument, letters):
                yield one.by(value, crossed=crossed)
        elif recurs and value and isinstance(item, Power) and _is_quotient(item):
            crossed = (Crossing(record.POWER, detail=_kind_of_power(item.exponent)),)
            for one in occurrences(item.base, letters):
                yield one.by(value, item.exponent, inverse(item.base), crossed=crossed)
        else:
            for one in occurrences(item, letters):
                yield one.by(*items[:at], *items[at + 1 :])


def _is_exponential(term: Term) -> bool:
    return isinstance(term, Apply) and term.function.name == "exp" and not term.primes


def _is_quotient(term: Power) -> bool:
    return isinstance(term.exponent, Rational) and term.exponent.value < 0


def _of_sum(term: Any, letters: Letters, value: Term | None) -> Iterator[Occurrence]:
    """A sum of products: what the body's derivative is, summed. An inverse at an end of the product is told apart."""
    summed: list[tuple[str, str]] = []
    while isinstance(term, Fold) and term.kind == "sum":
        new = letters.fresh(term.letter)
        summed.append((new, term.size_class))
        term = put(term.body, {term.letter: Affine.of(new)})
    items = factors(term)
    for at, item in enumerate(items):
        others = items[:at] + items[at + 1 :]
        if isinstance(item, MatrixPower) and isinstance(value, Ref) and (end := end_of_value(item, others, value)):
            yield from by_inverse(item, end, _inside(item, letters), letters, value)
            continue
        for one in occurrences(item, letters):
            one = one.by(*others)
            for letter, size_class in reversed(summed):
                one = one.over(letter, size_class)
            yield one


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
    there: Term = put(here, {term.place.letter: at}) if here is value else term.replace(place=at)
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
        missed = only.replace(relation=OPPOSITE[only.relation])
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


def _inside(term: MatrixPower, letters: Letters) -> Inside:
    """The derivatives of an entry of the matrix that a power is of."""
    row, column = (letters.fresh(letter) for letter in term.letters)
    places = dict(zip(term.letters, map(Affine.of, (row, column)), strict=True))
    crossed = (Crossing(record.MATRIX_POWER),)
    found = [
        one.over(column, term.size_class).over(row, term.size_class).by(crossed=crossed)
        for one in occurrences(put(term.body, places), letters)
    ]
    return Inside(Affine.of(row), Affine.of(column), found)
