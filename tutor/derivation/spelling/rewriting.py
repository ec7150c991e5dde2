"""Other forms of a term with the same values: common factors drawn out of a sum, products multiplied out."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tutor.derivation.algebra.algebra import (
    ONE,
    Power,
    Rational,
    Sum,
    Term,
    addends,
    coefficient,
    factors,
    times,
    total,
)
from tutor.derivation.algebra.letters import put
from tutor.derivation.spelling.products import Opened, on_the_same_sums, opened, summed_again, summed_inside
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import Affine


def variants(term: Term) -> Iterator[Term]:
    """The term, and other forms of it that may be easier to read."""
    yield term
    gathered = with_common_factors(term)
    if gathered != term:
        yield gathered
    if isinstance(gathered, Sum):
        yield from with_shared_matrices(gathered)
        yield from with_shared_quotients(gathered)
    expanded = multiplied_out(term)
    if expanded != term:
        yield expanded
        yield with_common_factors(expanded)


def with_common_factors(term: Term) -> Term:
    """A sum with what all its parts share before a bracket: ``y*(g - sum_j(g_j*y_j))``; also under one sum sign."""
    items = addends(term)
    if len(items) < 2:
        return term
    parts = on_the_same_sums([opened(item) for item in items])
    if parts is None:
        sums: list[tuple[str, str]] = []
        split = [Opened(number, [*_factors(rest)], []) for number, rest in map(coefficient, items)]
    else:
        split = parts
        sums = parts[0].sums
    common = [factor for factor in split[0].factors if all(factor in part.factors for part in split[1:])]
    sized = any(isinstance(base, form.Size) for part in split for base in map(_base, part.factors))
    number = _shared_number([part.number for part in split], sized)
    if not common and (number == 1 or not sums):
        return term
    rests = [times(Rational(part.number / number), *_left(part.factors, common)) for part in split]
    return summed_again(times(Rational(number), *common, total(*rests)), sums)


def _factors(term: Term) -> tuple[Term, ...]:
    return tuple(one for one in factors(term) if one != ONE)


def _shared_number(numbers: list[Fraction], sized: bool) -> Fraction:
    """A number that all parts have, up to its sign; minus where every part is taken away."""
    size = abs(numbers[0])
    if sized or any(abs(number) != size for number in numbers):
        size = Fraction(1)
    return -size if all(number < 0 for number in numbers) else size


def _base(factor: Term) -> Term:
    return factor.base if isinstance(factor, Power) else factor


def _left(factors: list[Term], common: list[Term]) -> list[Term]:
    rest = list(factors)
    for factor in common:
        rest.remove(factor)
    return rest


def with_shared_matrices(term: Sum) -> Iterator[Term]:
    """Sums of products with one matrix as one product with it, ``V^T (p*g - (g^T p)*p)``, for each such matrix."""
    items = list(term.items)
    for at, item in enumerate(items[:-1]):
        for matrix, letter, size_class in _matrices(opened(item)):
            alike = [(item, letter)]
            for other in items[at + 1 :]:
                own = next((one for one, name, _ in _matrices(opened(other)) if _same(matrix, letter, one, name)), None)
                if own is not None:
                    alike.append((other, _summed_letter(own, opened(other))))
            if len(alike) > 1:
                rests = [_without(opened(one), matrix.name, name, letter) for one, name in alike]
                body = times(matrix, with_common_factors(total(*rests)))
                rest = [one for one in items if all(one is not other for other, _ in alike)]
                yield total(*rest, summed_again(body, [(letter, size_class)]))


def with_shared_quotients(term: Sum) -> Iterator[Term]:
    """Some parts of a sum over the one thing that they are divided by, ``g + (a - b)/s``, for each such thing."""
    parts = [factors(item) for item in term.items]
    for quotient in dict.fromkeys(one for part in parts for one in part if _is_quotient(one)):
        over = [item for item, part in zip(term.items, parts, strict=True) if quotient in part]
        if 1 < len(over) < len(parts):
            inside = total(*(times(*(one for one in factors(item) if one != quotient)) for item in over))
            rest = [item for item in term.items if item not in over]
            yield Sum((*rest, times(quotient, inside)))


def _is_quotient(factor: Term) -> bool:
    """Whether a factor divides by something that is no size."""
    if not isinstance(factor, Power) or isinstance(factor.base, form.Size):
        return False
    return isinstance(factor.exponent, Rational) and factor.exponent.value < 0


def _matrices(product: Opened) -> Iterator[tuple[form.Ref, str, str]]:
    """The names with one summed letter and others, that letter and its class."""
    classes = dict(product.sums)
    for factor in product.factors:
        if isinstance(factor, form.Ref) and len(factor.places) > 1:
            summed = [place.letter for place in factor.places if place.letter in classes]
            if len(summed) == 1:
                yield factor, summed[0], classes[summed[0]]


def _summed_letter(matrix: form.Ref, product: Opened) -> str:
    return next(letter for ref, letter, _ in _matrices(product) if ref is matrix)


def _same(matrix: form.Ref, letter: str, other: form.Ref, own: str) -> bool:
    """Whether two names are the same matrix, each with its own summed letter."""
    return matrix.name == other.name and [p if p.letter != letter else None for p in matrix.places] == [
        p if p.letter != own else None for p in other.places
    ]


def _without(product: Opened, matrix: str, own: str, letter: str) -> Term:
    """What a sum of products has beside a matrix, at the letter that is summed over around it."""
    rest = list(product.factors)
    rest.remove(next(one for one in rest if isinstance(one, form.Ref) and one.name == matrix and _has(one, own)))
    body = summed_inside(times(*rest), [one for one in product.sums if one[0] != own])
    body = times(Rational(product.number), body)
    return body if own == letter else put(body, {own: Affine.of(letter)})


def _has(ref: form.Ref, letter: str) -> bool:
    return any(place.letter == letter for place in ref.places)


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
        found.append(_at_diagonal(times(*rest, item), product))
    return total(*found)


def _at_diagonal(term: Term, product: Opened) -> Term:
    """A product that is summed again, but for a letter that an indicator says: ``sum_m(1[n=m]*B_m)`` is ``B_n``."""
    sums = product.sums
    for one in factors(term):
        if isinstance(one, form.Indicator) and one.relation == "=":
            letter, other = one.left.letter, one.right.letter
            if letter not in dict(sums):
                letter, other = other, letter
            if other and letter in dict(sums):
                rest = times(*(factor for factor in factors(term) if factor is not one))
                term = put(rest, {letter: Affine.of(other)})
                sums = [pair for pair in sums if pair[0] != letter]
    return times(Rational(product.number), summed_inside(term, sums))


def _has_indicator(term: Sum) -> bool:
    return any(isinstance(part, form.Indicator) for item in term.items for part in factors(item))
