"""Other forms of a term with the same values: common factors drawn out of a sum, products multiplied out."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tutor.derive.algebra import ONE, Rational, Sum, Term, addends, coefficient, factors, times, total
from tutor.derive.spelling.letters import with_place
from tutor.derive.spelling.term_writer import Opened, opened
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import Affine


def variants(term: Term) -> Iterator[Term]:
    """The term, and other forms of it that may be easier to read."""
    yield term
    gathered = with_common_factors(term)
    if gathered != term:
        yield gathered
    expanded = multiplied_out(term)
    if expanded != term:
        yield expanded


def with_common_factors(term: Term) -> Term:
    """A sum with what all its parts share before a bracket: ``y*(g - sum_j(g_j*y_j))``; also under one sum sign."""
    items = addends(term)
    if len(items) < 2:
        return term
    parts = _on_one_sum([opened(item) for item in items])
    if parts is None:
        sums: list[tuple[str, str]] = []
        split = [Opened(number, [*_factors(rest)], []) for number, rest in map(coefficient, items)]
    else:
        split = parts
        sums = parts[0].sums
    common = [factor for factor in split[0].factors if all(factor in part.factors for part in split[1:])]
    number = _shared_number([part.number for part in split])
    if not common and (number == 1 or not sums):
        return term
    rests = [times(Rational(part.number / number), *_left(part.factors, common)) for part in split]
    found = times(Rational(number), *common, total(*rests))
    for letter, size_class in reversed(sums):
        found = form.Fold("sum", letter, size_class, found)  # type: ignore[arg-type]
    return found


def _factors(term: Term) -> tuple[Term, ...]:
    return tuple(one for one in factors(term) if one != ONE)


def _shared_number(numbers: list[Fraction]) -> Fraction:
    """A number that all parts have, up to its sign; minus where every part is taken away."""
    size = abs(numbers[0])
    if any(abs(number) != size for number in numbers):
        size = Fraction(1)
    return -size if all(number < 0 for number in numbers) else size


def _left(factors: list[Term], common: list[Term]) -> list[Term]:
    rest = list(factors)
    for factor in common:
        rest.remove(factor)
    return rest


def _on_one_sum(parts: list[Opened]) -> list[Opened] | None:
    """Parts that are sums over axes of the same sizes, with the letters of the first; None where they are not."""
    first = parts[0].sums
    if not first or any([c for _, c in part.sums] != [c for _, c in first] for part in parts):
        return None
    found = []
    for part in parts:
        body: Term = times(*part.factors)
        for (own, _), (letter, _) in zip(part.sums, first, strict=True):
            if own != letter:
                body = with_place(body, own, Affine.of(letter))
        found.append(Opened(part.number, [*_factors(body)], first))
    return found


def multiplied_out(term: Term) -> Term:
    """A product with a bracket as a sum of products, where that lets an indicator be a diagonal."""
    if isinstance(term, Sum):
        return total(*map(multiplied_out, term.items))
    product = opened(term)
    bracket = next((factor for factor in product.factors if isinstance(factor, Sum) and _has_indicator(factor)), None)
    if bracket is None:
        return term
    rest = [factor for factor in product.factors if factor is not bracket]
    found = []
    for item in bracket.items:
        body = times(Rational(product.number), *rest, item)
        for letter, size_class in reversed(product.sums):
            body = form.Fold("sum", letter, size_class, body)  # type: ignore[arg-type]
        found.append(body)
    return total(*found)


def _has_indicator(term: Sum) -> bool:
    return any(isinstance(part, form.Indicator) for item in term.items for part in factors(item))
