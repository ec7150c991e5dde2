"""Products with the sums around their factors, taken apart and put together again."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from tutor.derivation.algebra.algebra import ONE, Term, coefficient, factors, times
from tutor.derivation.algebra.letters import put
from tutor.derivation.algebra.term_walk import free_letters
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import Affine


class Opened(NamedTuple):
    """A product with the products inside sums opened: its number, its factors, and the letters summed over."""

    number: Fraction
    factors: list[Term]
    sums: list[tuple[str, str]]


def opened(term: Term) -> Opened:
    """What a term is a product of, and over which letters it is summed."""
    number, rest = coefficient(term)
    found = Opened(number, [], [])
    for factor in factors(rest):
        if isinstance(factor, form.Fold) and factor.kind == "sum" and not isinstance(factor.body, form.Where):
            body: Any = factor.body
            inner = opened(body)
            found = Opened(
                found.number * inner.number,
                found.factors + inner.factors,
                [*found.sums, (factor.letter, factor.size_class), *inner.sums],
            )
        elif factor != ONE:
            found.factors.append(factor)
    return found


def on_the_same_sums(products: list[Opened]) -> list[Opened] | None:
    """Products that are summed over axes of the same sizes, with the letters of the first; None where they are not."""
    first = products[0].sums
    if not first or any([one for _, one in product.sums] != [one for _, one in first] for product in products):
        return None
    found = []
    for product in products:
        places = {
            own: Affine.of(letter) for (own, _), (letter, _) in zip(product.sums, first, strict=True) if own != letter
        }
        found.append(Opened(product.number, [put(factor, places) for factor in product.factors], first))
    return found


def summed_again(term: Term, sums: list[tuple[str, str]]) -> Term:
    """A term with sums around it, the first outermost."""
    found: Any = term
    for letter, size_class in reversed(sums):
        found = form.Fold("sum", letter, size_class, found)
    whole: Term = found
    return whole


def summed_inside(term: Term, sums: list[tuple[str, str]]) -> Term:
    """A product with sums around those of its factors that have their letters."""
    inside = list(factors(term))
    for letter, size_class in reversed(sums):
        own = [one for one in inside if letter in free_letters(one)]
        inside = [one for one in inside if letter not in free_letters(one)]
        inside.append(summed_again(times(*own), [(letter, size_class)]))
    return times(*inside)
