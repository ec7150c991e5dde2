"""Index form as sums of products, which is what differentiation makes and what is written as a formula.

``Negative`` and ``Binary`` of the index form become ``Sum``, ``Product`` and ``Power`` of exact numbers and of its
other nodes, which stay as they are with such terms inside: ``(yhat - y)/N`` is
``Product((Sum((yhat, Product((Rational(-1), y)))), Power(Size("n"), Rational(-1))))``.

Terms are made by ``total``, ``times`` and ``power`` alone, so that like terms are collected, numbers multiplied and
equal bases joined. What is cancelled (``p/p``) was never 0: these are formulas, and hold where they are defined.
"""

from __future__ import annotations

from fractions import Fraction

from tutor.notation.lower.index_form import expressions as form
from tutor.record import Record


class Rational(Record):
    """An exact number."""

    value: Fraction

    def __eq__(self, other: object) -> bool:
        """Whole numbers are compared: fractions ask first what kind of number the other is, five times as long."""
        if not isinstance(other, Rational):
            return NotImplemented
        mine, others = self.value, other.value
        return mine.numerator == others.numerator and mine.denominator == others.denominator

    def __hash__(self) -> int:
        return hash((self.value.numerator, self.value.denominator))


class Sum(Record):
    """Two items or more, none of them a sum."""

    items: tuple[Term, ...]


class Product(Record):
    """Two factors or more, none of them a product; a number can only be the first."""

    items: tuple[Term, ...]


class Power(Record):
    """A base to an exponent; a quotient has the exponent -1, a square root 1/2."""

    base: Term
    exponent: Term


Term = (
    Rational
    | Sum
    | Product
    | Power
    | form.Constant
    | form.Size
    | form.Ref
    | form.Apply
    | form.Fold
    | form.Indicator
    | form.Where
    | form.Softmax
    | form.Blocks
    | form.MatrixPower
    | form.Compare
    | form.ArgMax
)

ZERO, ONE, MINUS_ONE = Rational(Fraction(0)), Rational(Fraction(1)), Rational(Fraction(-1))
HALF, TWO = Rational(Fraction(1, 2)), Rational(Fraction(2))


def number(value: int | str | Fraction) -> Rational:
    """An exact number; a literal as it was typed, ``"1.5e-3"``, too."""
    return Rational(Fraction(value))


def total(*items: Term) -> Term:
    """The sum, like terms collected in the order in which they first come, a number last.

    Terms are alike whatever the order of their factors.
    """
    counts: dict[frozenset[Term], Fraction] = {}
    firsts: dict[frozenset[Term], Term] = {}
    constant = Fraction(0)
    for item in items:
        for part in item.items if isinstance(item, Sum) else (item,):
            count, rest = coefficient(part)
            if rest == ONE:
                constant += count
            else:
                key = frozenset(factors(rest))
                firsts.setdefault(key, rest)
                counts[key] = counts.get(key, Fraction(0)) + count
    found = [times(Rational(count), firsts[key]) for key, count in counts.items() if count]
    if constant:
        found.append(Rational(constant))
    if len(found) > 1:
        return Sum(tuple(found))
    return found[0] if found else ZERO


def coefficient(term: Term) -> tuple[Fraction, Term]:
    """The number in front of a term, and the rest of it."""
    if isinstance(term, Rational):
        return term.value, ONE
    if isinstance(term, Product) and isinstance(term.items[0], Rational):
        rest = term.items[1:]
        return term.items[0].value, rest[0] if len(rest) == 1 else Product(rest)
    return Fraction(1), term


def times(*items: Term) -> Term:
    """The product, equal bases joined in the order in which they first come, a number first."""
    exponents: dict[Term, Term] = {}
    factor = Fraction(1)
    for item in items:
        for part in factors(item):
            if isinstance(part, Rational):
                factor *= part.value
            else:
                base, exponent = (part.base, part.exponent) if isinstance(part, Power) else (part, ONE)
                exponents[base] = total(exponents[base], exponent) if base in exponents else exponent
    if not factor:
        return ZERO
    found: list[Term] = []
    for base, exponent in exponents.items():
        if exponent is ONE:  # nearly all of them
            found.append(base)
            continue
        for part in factors(power(base, exponent)):
            if isinstance(part, Rational):
                factor *= part.value
            else:
                found.append(part)
    if factor != 1 or not found:
        found.insert(0, Rational(factor))
    return found[0] if len(found) == 1 else Product(tuple(found))


def factors(term: Term) -> tuple[Term, ...]:
    """What a term is a product of; itself where it is none."""
    return term.items if isinstance(term, Product) else (term,)


def addends(term: Term) -> tuple[Term, ...]:
    """What a term is a sum of; itself where it is none."""
    return term.items if isinstance(term, Sum) else (term,)


def power(base: Term, exponent: Term) -> Term:
    """The power. Powers of powers and of products are taken apart only where the exponent is whole."""
    if exponent == ZERO:
        return ONE
    if exponent == ONE or base == ONE:
        return base
    if not isinstance(exponent, Rational) or exponent.value.denominator != 1:
        return Power(base, exponent)
    if isinstance(base, Rational) and (base.value or exponent.value > 0) and abs(exponent.value) <= 64:
        return Rational(base.value ** int(exponent.value))
    if isinstance(base, Power):
        return power(base.base, times(base.exponent, exponent))
    if isinstance(base, Product):
        return times(*(power(item, exponent) for item in base.items))
    return Power(base, exponent)


def negative(term: Term) -> Term:
    """Minus a term; of a sum, minus each part."""
    return total(*(times(MINUS_ONE, item) for item in addends(term)))


def inverse(term: Term) -> Term:
    """One over a term."""
    return power(term, MINUS_ONE)
