"""Index form as sums of products, which is what differentiation makes and what is written as a formula.

``Negative`` and ``Binary`` of the index form become ``Sum``, ``Product`` and ``Power`` of exact numbers and of its
other nodes, which stay as they are with such terms inside: ``(yhat - y)/N`` is
``Product((Sum((yhat, Product((Rational(-1), y)))), Power(Size("n"), Rational(-1))))``.

Terms are made by ``total``, ``times`` and ``power`` alone, so that like terms are collected, numbers multiplied and
equal bases joined. What is cancelled (``p/p``) was never 0: these are formulas, and hold where they are defined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from fractions import Fraction
from functools import cache
from operator import is_
from typing import Any, get_args

from tutor.notation.functions import FUNCTIONS, Function
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression
from tutor.notation.lower.index_form.places import Affine, letters_in
from tutor.record import Record, kept


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
HALF = Rational(Fraction(1, 2))


# -- making terms --------------------------------------------------------------------------------------------------


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


# -- to and from index form ----------------------------------------------------------------------------------------


def from_index_form(expression: Expression) -> Term:
    """An expression as a sum of products. Square roots become powers, ``e^x`` becomes ``exp(x)``."""
    match expression:
        case form.Number(text):
            return number(text)
        case form.Negative(body):
            return negative(from_index_form(body))
        case form.Binary("^", form.Constant("e"), exponent):
            return form.Apply(FUNCTIONS["exp"], 0, _inside(exponent))
        case form.Binary("max", left, right):
            return _larger(from_index_form(left), from_index_form(right))
        case form.Binary(op, left, right):
            first, second = from_index_form(left), from_index_form(right)
            if op == "+":
                return total(first, second)
            if op == "-":
                return total(first, negative(second))
            return power(first, second) if op == "^" else times(first, second if op == "*" else inverse(second))
        case form.Apply(Function(name="sqrt"), 0, argument):
            return power(from_index_form(argument), HALF)
    found: Term = rebuilt(expression, from_index_form)
    return found


def _larger(first: Term, second: Term) -> Term:
    """``max(a, b)``: a where a > b, else b; what is larger than 0, relu. A number is taken where both are the same."""
    if isinstance(first, Rational):
        first, second = second, first
    if second == ZERO:
        return form.Apply(FUNCTIONS["relu"], 0, first)  # type: ignore[arg-type]
    if coefficient(first)[0] < 0 and coefficient(second)[0] < 0:  # the smaller of two, as the language lowers it
        return negative(_chosen(negative(first), "<", negative(second)))
    return _chosen(first, ">", second)


def _chosen(first: Term, relation: str, second: Term) -> Term:
    condition: Any = form.Compare(first, relation, second)  # type: ignore[arg-type]
    return form.Where((condition,), first, second)  # type: ignore[arg-type]


def to_index_form(term: Term) -> Expression:
    """A term as an expression, quotients and differences written as such."""
    match term:
        case Rational(value):
            size = form.Number(str(abs(value.numerator)))
            whole = size if value.denominator == 1 else form.Binary("/", size, form.Number(str(value.denominator)))
            return form.Negative(whole) if value < 0 else whole
        case Sum(items):
            found = to_index_form(items[0])
            for item in items[1:]:
                negated = coefficient(item)[0] < 0
                found = form.Binary("-" if negated else "+", found, to_index_form(negative(item) if negated else item))
            return found
        case Product(items):
            return _quotient(items)
        case Power(base, exponent):
            if exponent == HALF:
                return form.Apply(FUNCTIONS["sqrt"], 0, to_index_form(base))
            if isinstance(exponent, Rational) and exponent.value < 0:
                return _quotient((term,))
            return form.Binary("^", to_index_form(base), to_index_form(exponent))
    written: Expression = rebuilt(term, to_index_form)
    return written


def _quotient(items: tuple[Term, ...]) -> Expression:
    """A product: what has a negative exponent stands below the line."""
    above, below = split_quotient(items)
    found = _row(above)
    return form.Binary("/", found, _row(below)) if below else found


def split_quotient(items: tuple[Term, ...]) -> tuple[list[Term], list[Term]]:
    """The factors above and below the line, all with positive exponents."""
    above: list[Term] = []
    below: list[Term] = []
    for item in items:
        exponent = item.exponent if isinstance(item, Power) else ONE
        if isinstance(item, Power) and isinstance(exponent, Rational) and exponent.value < 0:
            below.append(power(item.base, Rational(-exponent.value)))
        else:
            above.append(item)
    return above, below


def _row(items: list[Term]) -> Expression:
    if not items:
        return form.Number("1")
    if items[0] == MINUS_ONE and len(items) > 1:
        return form.Negative(_row(items[1:]))
    found = to_index_form(items[0])
    for item in items[1:]:
        found = form.Binary("*", found, to_index_form(item))
    return found


def _inside(expression: Expression) -> Any:
    """A term where a node of the index form holds one: its fields are typed as expressions."""
    return from_index_form(expression)


# -- looking into terms --------------------------------------------------------------------------------------------

_LEAVES = frozenset({str, int, Fraction, Function, Affine})
"""What is no term: kinds are compared by name, for formulas are walked all the time."""


def children(term: Any) -> list[Any]:
    """The terms directly under a term; of ``Where`` its conditions too."""
    found: list[Any] = []
    for name, several in _term_fields(type(term)):  # type: ignore[arg-type]
        part = getattr(term, name)
        if several:
            found += part
        else:
            found.append(part)
    return found


@cache
def _term_fields(kind: Hashable) -> tuple[tuple[str, bool], ...]:
    """The fields of a kind of nodes that hold terms, and whether several: formulas are walked all the time."""
    return tuple(
        (name, annotation.startswith("tuple"))
        for name, annotation in kind.__annotations__.items()
        if any(word in _TERM_TYPES for word in re.findall(r"\w+", annotation))
    )


_TERM_TYPES = {"Term", "Expression", *(kind.__name__ for kind in (*get_args(Term), *get_args(Expression)))}


def walk(term: Any) -> Iterator[Any]:
    """A term and everything under it."""
    stack = [term]
    while stack:
        found = stack.pop()
        yield found
        stack.extend(reversed(children(found)))


def rebuilt(term: Any, change: Callable[[Any], Any]) -> Any:
    """The same node with every term under it changed; sums, products and powers are made anew."""
    if isinstance(term, Sum | Product):
        items = tuple(map(change, term.items))
        if all(map(is_, items, term.items)):  # making it anew takes ten times as long as all else
            return term
        return total(*items) if isinstance(term, Sum) else times(*items)
    if isinstance(term, Power):
        return power(change(term.base), change(term.exponent))
    old = [getattr(term, name) for name in term.fields]
    new = [_changed(part, change) for part in old]
    return term if all(map(is_, new, old)) else type(term)(*new)


def _changed(part: Any, change: Callable[[Any], Any]) -> Any:
    if type(part) in _LEAVES:
        return part
    if isinstance(part, tuple):
        found = tuple(_changed(one, change) for one in part)
        return part if all(map(is_, found, part)) else found
    return change(part)


def names_in(term: Term) -> set[str]:
    """The names of arrays that occur."""
    return {part.name for part in walk(term) if isinstance(part, form.Ref)}


@kept
def free_letters(term: Any) -> frozenset[str]:
    """The letters that are not bound in the term."""
    own: set[str] = set()
    for name in term.fields:
        places = _places(getattr(term, name))
        if places:
            own |= letters_in(places)
    bound: set[str] = set()
    if isinstance(term, form.MatrixPower):
        bound = set(term.letters)
    elif isinstance(term, form.Fold | form.Softmax | form.ArgMax | form.Blocks) and term.letter:
        bound = {term.letter}
    inner = frozenset().union(*(free_letters(child) for child in children(term)))
    return inner - bound | own


def _places(part: Any) -> list[Affine]:
    """The places that are a field of a node, or in it."""
    if isinstance(part, Affine):
        return [part]
    return [place for place in part if isinstance(place, Affine)] if isinstance(part, tuple) else []
