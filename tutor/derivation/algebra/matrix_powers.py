"""Powers of a matrix: their derivatives by an entry of it, and those that meet in a product as one power."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any, NamedTuple

from tutor.derivation.algebra.algebra import MINUS_ONE, ONE, ZERO, Rational, Term, number, total
from tutor.derivation.algebra.deltas import Contribution
from tutor.derivation.algebra.letters import Letters, put
from tutor.derivation.algebra.term_walk import free_letters
from tutor.derivation.differentiation.occurrence import NotDifferentiatedError, Occurrence
from tutor.notation.lower.index_form.expressions import MatrixPower, Ref
from tutor.notation.lower.index_form.places import Affine

MOST_POWER = 12
"""The highest power of a matrix whose derivative is written out: it has as many addends."""


class Inside(NamedTuple):
    """The derivatives of an entry of the matrix that a power is of, summed over all its rows and columns."""

    row: Affine
    column: Affine
    occurrences: list[Occurrence]


def by_matrix(term: MatrixPower, inside: Inside, letters: Letters, value: Term | None) -> Iterator[Occurrence]:
    """M^p by M: the sum over q of M^q dM M^(p-1-q); of the inverse A, - A dM A."""
    exponent = term.exponent
    if not isinstance(exponent, Rational) or exponent.value.denominator != 1 or abs(exponent.value) > MOST_POWER:
        raise NotDifferentiatedError("a power of a matrix is differentiated for a small whole exponent only")
    count = int(exponent.value)
    splits = [(q, count - 1 - q) for q in range(count)] or [(-1 - q, count + q) for q in range(-count)]
    for left, right in splits:
        for one in inside.occurrences:
            one = one.by(ONE if count > 0 else MINUS_ONE)
            for part, start, end in ((left, term.row, inside.row), (right, inside.column, term.column)):
                if not part:
                    one = one.where(start, end)
                elif part == count and isinstance(value, Ref):
                    one = one.by(put(value, {term.row.letter: start, term.column.letter: end}))
                else:
                    one = one.by(letters.renewed(term.replace(row=start, column=end, exponent=number(part))))
            yield one


def end_of_value(item: MatrixPower, others: tuple[Term, ...], value: Ref) -> str:
    """The letter of a value that nothing but an inverse in its formula has: it stands at that end of the product."""
    own = {place.letter for place in value.places}.difference({""}, *map(free_letters, others))
    ends = (place.letter for place in (item.row, item.column) if place.letter in own)
    return next(ends, "") if item.exponent == MINUS_ONE else ""


def by_inverse(item: MatrixPower, end: str, inside: Inside, letters: Letters, value: Ref) -> Iterator[Occurrence]:
    """``x = M^-1 b`` by M: - M^-1 dM x. So is ``K = B M^-1``: - K dM M^-1."""
    around: tuple[Term, Term]
    if item.row.letter == end:
        around = letters.renewed(item.replace(column=inside.row)), put(value, {end: inside.column})
    else:
        around = put(value, {end: inside.row}), letters.renewed(item.replace(row=inside.column))
    for one in inside.occurrences:
        yield one.by(MINUS_ONE, *around)


def with_powers_joined(contribution: Contribution) -> Contribution:
    """A sum of products in which powers of one matrix next to each other are one; a first power is the matrix."""
    found = contribution
    while joined := next(_joined(found), None):
        found = joined
    return found.replace(factors=tuple(map(_without_exponent, found.factors)))


def _joined(contribution: Contribution) -> Iterator[Contribution]:
    """The same with two powers joined over a letter that is summed and that nothing else has."""
    product = contribution.factors
    powers = [one for one in product if isinstance(one, MatrixPower)]
    for first, second in permutations(powers, 2):
        between = first.column.letter
        if not between or second.row != first.column or sum(between in free_letters(one) for one in product) != 2:
            continue
        exponent: Any = total(first.exponent, second.exponent)  # type: ignore[arg-type]
        left = tuple(one for one in contribution.summed if one[0] != between)
        if len(left) < len(contribution.summed) and _same_matrix(first, second) and exponent != ZERO:
            joined = first.replace(column=second.column, exponent=exponent)
            factors = tuple(joined if one is first else one for one in product if one is not second)
            yield contribution.replace(factors=factors, summed=left)


def _same_matrix(first: MatrixPower, second: MatrixPower) -> bool:
    if first.size_class != second.size_class:
        return False
    places = dict(zip(second.letters, map(Affine.of, first.letters), strict=True))
    return bool(put(second.body, places) == first.body)


def _without_exponent(term: Term) -> Term:
    """The matrix itself for its first power."""
    if not isinstance(term, MatrixPower) or term.exponent != ONE:
        return term
    found: Term = put(term.body, dict(zip(term.letters, (term.row, term.column), strict=True)))
    return found
