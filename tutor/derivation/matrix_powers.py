"""Powers of a matrix that meet in a product are one power: ``U^T (U^T)^2`` is ``(U^3)^T``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from typing import Any

from tutor.derivation.algebra import ONE, ZERO, Term, total
from tutor.derivation.deltas import Contribution
from tutor.derivation.letters import put
from tutor.derivation.term_walk import free_letters
from tutor.notation.lower.index_form.expressions import MatrixPower
from tutor.notation.lower.index_form.places import Affine


def with_powers_joined(contribution: Contribution) -> Contribution:
    """A sum of products in which powers of one matrix next to each other are one; a first power is the matrix."""
    found = contribution
    while joined := next(_joined(found), None):
        found = joined
    return replace(found, factors=tuple(map(_without_exponent, found.factors)))


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
            joined = replace(first, column=second.column, exponent=exponent)
            factors = tuple(joined if one is first else one for one in product if one is not second)
            yield replace(contribution, factors=factors, summed=left)


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
