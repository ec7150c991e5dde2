"""Terms from expressions of index form, and back."""

from __future__ import annotations

from typing import Any

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
    coefficient,
    inverse,
    negative,
    number,
    power,
    times,
    total,
)
from tutor.derivation.algebra.term_walk import rebuilt
from tutor.notation.functions import FUNCTIONS, Function
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression


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
        return negative(chosen(negative(first), "<", negative(second)))
    return chosen(first, ">", second)


def chosen(first: Term, relation: str, second: Term) -> Term:
    """The first of two where they are in a relation, else the second."""
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
