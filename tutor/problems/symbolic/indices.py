"""Index symbols, size symbols and sums, as SymPy has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy


def index(letter: str) -> Any:
    """A new index symbol, named after its letter and equal to no other."""
    return sympy.Dummy(letter.rstrip("'"), integer=True, positive=True)


def letter_symbol(letter: str) -> Any:
    """The symbol of an index letter in the result."""
    return sympy.Symbol(letter, integer=True, positive=True)


def size_symbol(name: str) -> Any:
    """The symbol of a size, by its capital letter."""
    return sympy.Symbol(name, integer=True, positive=True)


def linear_form(form: Mapping[str, int]) -> Any:
    """A sum of sizes such as I - R + 1; the empty letter is the constant."""
    return sum((count * (size_symbol(letter) if letter else 1) for letter, count in form.items()), sympy.Integer(0))


def summed(expr: Any, symbol: Any, size: Any) -> Any:
    """The sum over all values of an index; a Kronecker delta in it picks one of them."""
    for factor in sympy.Mul.make_args(expr):
        if isinstance(factor, sympy.KroneckerDelta) and symbol in factor.args:
            other = next(argument for argument in factor.args if argument != symbol)
            if other.is_Symbol:
                return (expr / factor).xreplace({symbol: other})
    return sympy.Sum(expr, (symbol, 1, size))


def with_plain_letters(expr: Any, used: set[str]) -> Any:
    """The index of every sum named by a letter that nothing else inside or around it has."""
    if isinstance(expr, sympy.Sum | sympy.Product):
        *rest, (old, low, high) = expr.limits  # the last is the outermost
        body = expr.func(expr.function, *rest) if rest else expr.function
        names = used | {symbol.name for symbol in body.free_symbols if not isinstance(symbol, sympy.Dummy)}
        letter, number = old.name, 1
        while letter in names:
            number += 1
            letter = f"{old.name}_{number}"
        new = letter_symbol(letter)
        inner = with_plain_letters(body.xreplace({old: new}), used | {letter})
        return expr.func(inner, (new, with_plain_letters(low, used), with_plain_letters(high, used)))
    if not expr.args or not expr.has(sympy.Sum, sympy.Product):
        return expr
    return expr.func(*(with_plain_letters(argument, used) for argument in expr.args))
