"""A sum of products with its deltas solved, as one term: what depends on no summed letter stands outside its sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tutor.derivation.algebra.algebra import (
    ZERO,
    Rational,
    Sum,
    Term,
    addends,
    coefficient,
    factors,
    number,
    times,
    total,
)
from tutor.derivation.algebra.deltas import Contribution
from tutor.derivation.algebra.known_conditions import with_known_conditions
from tutor.derivation.algebra.matrix_powers import with_powers_joined
from tutor.derivation.algebra.term_walk import free_letters
from tutor.notation.lower.index_form.expressions import Fold, Indicator, Size, Where
from tutor.notation.lower.index_form.places import Affine


def collected(contribution: Contribution) -> Term:
    """The term of a contribution: what depends on no summed letter stands outside, and sums apart where they can."""
    known = tuple(with_known_conditions(contribution.factors))
    whole = with_powers_joined(contribution.replace(factors=known))
    return summed_over(times(*whole.factors), whole.summed)


def summed_over(term: Term, summed: Sequence[tuple[str, str]]) -> Term:
    """The sum of a product over letters; a letter that nothing depends on gives the size of its axis."""
    bound = dict(summed)
    outside: list[Term] = []
    inside: list[tuple[Term, frozenset[str]]] = []
    for one in factors(term):
        letters = free_letters(one) & bound.keys()
        if letters:
            inside.append((one, letters))
        else:
            outside.append(one)
    used = frozenset().union(*(letters for _, letters in inside))
    outside += [size(bound[letter]) for letter in bound if letter not in used]
    while inside:
        group = [inside.pop(0)]
        letters = group[0][1]
        grown = True
        while grown:
            joined = [part for part in inside if part[1] & letters]
            inside = [part for part in inside if not part[1] & letters]
            group += joined
            letters = letters.union(*(own for _, own in joined))
            grown = bool(joined)
        outside.append(_folded([one for one, _ in group], [(k, bound[k]) for k in bound if k in letters]))
    return times(*outside)


def _folded(product: list[Term], summed: list[tuple[str, str]]) -> Term:
    """Sums over all of the letters, conditions on each at its sum."""
    letters = [letter for letter, _ in summed]
    conditions = [one for one in product if isinstance(one, Indicator) and _limits(one, letters)]
    body = times(*(one for one in product if one not in conditions))
    constant, body = coefficient(body)
    for letter, size_class in reversed(summed):
        own = [turned for one in conditions if (turned := _about(one, letter))]
        conditions = [one for one in conditions if not _about(one, letter)]
        if own:
            body = Where(tuple(own), body, ZERO)  # type: ignore[arg-type]
        body = Fold("sum", letter, size_class, body)  # type: ignore[arg-type]
    return times(Rational(constant), *conditions, body)


def _limits(condition: Indicator, letters: Iterable[str]) -> bool:
    """Whether a condition can be a limit of a sum over one of the letters."""
    return condition.relation != "=" and any(_about(condition, letter) for letter in letters)


def _about(condition: Indicator, letter: str) -> Indicator | None:
    """A condition with a letter alone on its left; None where it does not say anything of it."""
    gap = condition.left.plus(condition.right, -1)
    count = dict(gap.terms).get(letter, 0)
    if abs(count) != 1:
        return None
    rest = Affine(tuple(pair for pair in gap.terms if pair[0] != letter), gap.sizes, gap.const)
    relation = condition.relation if count == 1 else {"<=": ">=", ">=": "<="}[condition.relation]
    return Indicator(Affine.of(letter), relation, Affine().plus(rest, -count))


def size(size_class: str) -> Term:
    """How many entries an axis of a class has."""
    return number(size_class[1:]) if size_class.startswith("#") else Size(size_class)


def factored(term: Term) -> Term:
    """A sum with what all addends have as a factor before a bracket: ``p_k*(g_k - sum_j(g_j*p_j))``."""
    if not isinstance(term, Sum):
        return term
    products = [factors(one) for one in addends(term)]
    common = [one for one in products[0] if not isinstance(one, Rational) and all(one in other for other in products)]
    if not common:
        return term
    rests = [times(*(one for one in product if one not in common)) for product in products]
    return times(*common, total(*rests))
