"""What stands in a derivative as in the formula is written with the name of the value.

The derivative of ``x = M^-1 b`` by M has ``M^-1 b`` in it again, which is x.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

from tutor.derivation.algebra import Product, Term, factors
from tutor.derivation.closed_forms import canonical
from tutor.derivation.letters import matches
from tutor.derivation.term_walk import rebuilt, walk
from tutor.notation.lower.index_form.expressions import Fold, MatrixPower, Ref
from tutor.notation.lower.index_form.places import Affine

MOST_FACTORS = 4
"""A product of more factors is not looked for in every order."""


def with_value_named(term: Term, formula: Term, value: Ref) -> Term:
    """A term with the name of a value for its formula where that is a sum with a power of a matrix: no other recurs."""
    if not isinstance(formula, Fold) or not any(isinstance(part, MatrixPower) for part in walk(formula)):
        return term
    inside = factors(formula.body)  # type: ignore[arg-type]
    if len(inside) > MOST_FACTORS:
        return term
    orders = [replace(formula, body=Product(order)) for order in permutations(inside)]  # type: ignore[arg-type]
    found: Term = _named(canonical(term), [canonical(order) for order in orders], value)
    return found


def _named(term: Any, patterns: list[Term], value: Ref) -> Any:
    letters = {place.letter for place in value.places}
    for pattern in patterns:
        places: dict[str, Affine] = {}
        if isinstance(term, Fold) and matches(pattern, term, letters, places) and places.keys() == letters:
            return replace(value, places=tuple(places[place.letter] for place in value.places))
    return rebuilt(term, lambda part: _named(part, patterns, value))
