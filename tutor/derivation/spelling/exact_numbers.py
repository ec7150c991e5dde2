"""Exact numbers as they are written: 2, 1/2, 0.1, 1e-5."""

from __future__ import annotations

from fractions import Fraction

from tutor.notation.tree import Node, Num


def is_decimal(value: Fraction) -> bool:
    """Whether a number is written with a decimal point: 0.1 and 0.05, but 1/2, 3/4 and 1/3."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1 and value.denominator % 5 == 0


def literal(value: Fraction) -> Node:
    """A whole number or a decimal, not negative."""
    if value.denominator == 1:
        return Num(str(value.numerator))
    text = repr(float(value))
    return Num(text if Fraction(text) == value else _digits(value))


def _digits(value: Fraction) -> str:
    """All digits of a decimal that floats do not have."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return f"{(value * 10**places).numerator}e-{places}"


def parts(value: Fraction) -> tuple[list[Node], list[Node]]:
    """What stands above and below the line for a number that is not negative; nothing for 1."""
    if is_decimal(value):
        return [literal(value)], []
    above = [literal(Fraction(value.numerator))] if value.numerator != 1 else []
    below = [literal(Fraction(value.denominator))] if value.denominator != 1 else []
    return above, below
