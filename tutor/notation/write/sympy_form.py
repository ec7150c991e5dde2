"""Index form as one SymPy expression: names as Indexed, sums as Sum, sizes as symbols, true for every size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy
from sympy.matrices.expressions.matexpr import MatrixElement

from tutor.notation.axes import SizeForm
from tutor.notation.eval.sympy_numbers import symbols
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression, IndexForm, NoFormError
from tutor.notation.lower.index_form.places import Affine, Entry, place_value
from tutor.notation.scope import Scope

_OPERATIONS = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
    "^": lambda one, other: one**other,
    "max": sympy.Max,
}
_RELATIONS = {"=": sympy.Eq, "<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge}


def to_sympy(index_form: IndexForm, scope: Scope) -> Any:
    """A SymPy expression in the letters of the form, which count from 1. Raises NoFormError where there is none.

    ``dL/dw_io`` of two lines gives ``Sum(x[n, i]*dL/dz[n], (n, 1, N))``.
    """
    letters = dict(zip(index_form.letters, index_form.classes, strict=True))
    writer = _Writer(scope, letters, {letter: _counter(letter) for letter in letters})
    return _with_plain_letters(writer.write(index_form.expression), {*letters})


def _counter(name: str) -> Any:
    """The symbol of an index letter, or of a size by its capital letter."""
    return sympy.Symbol(name, integer=True, positive=True)


class _Writer:
    """Writes expressions in which these letters occur, with the classes of their sizes and their symbols."""

    def __init__(self, scope: Scope, letters: Mapping[str, str], symbols: Mapping[str, Any]) -> None:
        self.scope = scope
        self.letters = letters
        self.symbols = symbols

    def binding(self, letter: str, size_class: str) -> tuple[Any, _Writer]:
        """A new symbol, equal to no other, for a letter, and the writer of the part in which it is bound."""
        symbol = sympy.Dummy(letter.rstrip("'"), integer=True, positive=True)
        letters, symbols = {**self.letters, letter: size_class}, {**self.symbols, letter: symbol}
        return symbol, _Writer(self.scope, letters, symbols)

    def write(self, node: Expression) -> Any:
        """The expression of a node."""
        return getattr(self, type(node).__name__.lower())(node)

    # -- places and sizes ------------------------------------------------------------------------------------------

    def extent(self, size_class: str) -> Any:
        """The size of an axis: a symbol, or a number where it is always the same."""
        if len(size_class) == 1:
            return _counter(size_class.upper())
        return self.sum_of_sizes(self.scope.axes.form(size_class))

    def sum_of_sizes(self, form: SizeForm) -> Any:
        """A sum of sizes such as I - R + 1; the empty letter is the constant."""
        return sum((count * (_counter(letter) if letter else 1) for letter, count in form.items()), sympy.Integer(0))

    def place(self, place: Affine) -> Any:
        """A place as an expression."""
        return sympy.Integer(0) + place_value(place, self.symbols, self.extent, self.label)

    def label(self, entry: Entry, places: list[Any]) -> Any:
        """The place that a label says."""
        if not places:
            return _counter(entry.name)
        return sympy.IndexedBase(entry.name, integer=True, positive=True)[tuple(places)]

    # -- nodes -----------------------------------------------------------------------------------------------------

    def number(self, node: form.Number) -> Any:
        return sympy.Rational(node.text)

    def constant(self, node: form.Constant) -> Any:
        return symbols().constants[node.name]

    def size(self, node: form.Size) -> Any:
        return self.extent(node.size_class)

    def ref(self, node: form.Ref) -> Any:
        """An entry, or what stands before the first, or zero, where its index is outside."""
        places = [self.place(place) for place in node.places]
        entry = _entry(node.name, places)
        limits = [self.inside(*pair) for pair in zip(node.places, node.classes, strict=True)]
        inside = sympy.And(*(condition for condition, _ in limits))
        if inside is sympy.true:
            return entry
        other = _entry(node.outside, places[1:]) if node.outside else sympy.Integer(0)
        if node.outside and not limits[0][1]:
            return sympy.Piecewise((entry, inside), (other, sympy.Eq(places[0], 0)), (sympy.Integer(0), True))
        return other if inside is sympy.false else sympy.Piecewise((entry, inside), (other, True))

    def inside(self, place: Affine, size_class: str) -> tuple[Any, bool]:
        """Where a place is one of the axis: everywhere (true), or under a condition; and whether only 0 is outside."""
        letters = [(term, count) for term, count in place.terms if isinstance(term, str)]
        if len(letters) < len(place.terms):  # rows and columns of flattened places never leave their axes
            return sympy.true, False
        here, last, free = self.place(place), self.extent(size_class), self.in_free_sizes
        ends = [(self.symbols[one], (1, self.extent(self.letters[one])), count) for one, count in letters]
        least = free(here.subs({symbol: end[rises < 0] for symbol, end, rises in ends}))
        most = free(here.subs({symbol: end[rises > 0] for symbol, end, rises in ends}))
        above = bool(letters) and not (free(last) - most).is_nonnegative
        conditions = [] if (least - 1).is_nonnegative else [sympy.Ge(here, 1)]
        conditions += [sympy.Le(here, last)] if above else []
        return sympy.And(*conditions), bool(least.is_nonnegative) and not above

    def in_free_sizes(self, expr: Any) -> Any:
        """An expression with the derived sizes that are sums written as those sums."""
        derived = {_counter(letter.upper()): self.sum_of_sizes(form) for letter, form in self.scope.axes.forms.items()}
        return sympy.expand(expr.subs(derived))

    def negative(self, node: form.Negative) -> Any:
        return -self.write(node.body)

    def binary(self, node: form.Binary) -> Any:
        return _OPERATIONS[node.op](self.write(node.left), self.write(node.right))

    def apply(self, node: form.Apply) -> Any:
        return symbols().apply(node.function, node.primes, np.array([self.write(node.argument)], dtype=object))[0]

    def fold(self, node: form.Fold) -> Any:
        symbol, inner = self.binding(node.letter, node.size_class)
        low, high, body = sympy.Integer(1), self.extent(node.size_class), node.body
        limits = form.limits(node)
        for test in limits:
            end = inner.place(test.right)
            low, high = (low, end) if test.relation == "<=" else (end, high)
        if limits and isinstance(body, form.Where):
            body = body.body
        written = inner.write(body)
        if node.kind == "max":
            return sympy.Sum(written * inner.first(symbol, node, inner), (symbol, low, high))
        if node.kind == "prod":
            return sympy.Product(written, (symbol, low, high))
        return sympy.Sum(written, (symbol, low, high)) if limits else _summed(written, symbol, high)

    def first(self, place: Any, node: form.Fold | form.ArgMax, within: _Writer) -> Any:
        """1 where a place is the first at which a body is largest: where none before is as large, and none larger."""
        symbol, inner = within.binding(node.letter, node.size_class)
        other = inner.write(node.body)
        here = other.xreplace({symbol: place})
        holds = sympy.Or(sympy.Lt(other, here), sympy.And(sympy.Le(other, here), sympy.Ge(symbol, place)))
        test = sympy.Piecewise((sympy.Integer(1), holds), (sympy.Integer(0), True))
        return sympy.Product(test, (symbol, 1, self.extent(node.size_class)))

    def argmax(self, node: form.ArgMax) -> Any:
        return self.first(self.place(node.place), node, self)

    def compare(self, node: form.Compare) -> Any:
        return sympy.Piecewise((sympy.Integer(1), self.condition(node)), (sympy.Integer(0), True))

    def condition(self, node: form.Indicator | form.Compare) -> Any:
        """A condition as a relation of SymPy's."""
        if isinstance(node, form.Compare):
            return _RELATIONS[node.relation](self.write(node.left), self.write(node.right))
        return _RELATIONS[node.relation](self.place(node.left), self.place(node.right))

    def indicator(self, node: form.Indicator) -> Any:
        if node.relation == "=":
            return sympy.KroneckerDelta(self.place(node.left), self.place(node.right))
        return sympy.Piecewise((sympy.Integer(1), self.condition(node)), (sympy.Integer(0), True))

    def where(self, node: form.Where) -> Any:
        tests = sympy.And(*map(self.condition, node.conditions))
        return sympy.Piecewise((self.write(node.body), tests), (self.write(node.otherwise), True))

    def softmax(self, node: form.Softmax) -> Any:
        symbol, inner = self.binding(node.letter, node.size_class)
        power = sympy.exp(inner.write(node.body))
        here = power.xreplace({symbol: self.place(node.place)})
        return here / sympy.Sum(power, (symbol, 1, self.extent(node.size_class)))

    def blocks(self, node: form.Blocks) -> Any:
        place, end, cases = self.place(node.place), sympy.Integer(0), []
        for item, size_class in zip(node.items, node.classes, strict=True):
            symbol, inner = self.binding(node.letter or "k", size_class)
            value = inner.write(item).xreplace({symbol: place - end})
            end += self.extent(size_class)
            cases.append((value, sympy.Le(place, end) if node.letter else sympy.Eq(place, end)))
        return sympy.Piecewise(*cases[:-1], (cases[-1][0], True))

    def matrixpower(self, node: form.MatrixPower) -> Any:
        body = node.body
        if not isinstance(body, form.Ref) or tuple(place.letter for place in body.places) != node.letters:
            raise NoFormError("the power of a matrix without a name")
        size = self.extent(node.size_class)
        power = sympy.MatPow(sympy.MatrixSymbol(body.name, size, size), self.write(node.exponent))
        return MatrixElement(power, self.place(node.row) - 1, self.place(node.column) - 1)


def _entry(name: str, places: list[Any]) -> Any:
    """An entry of an array, or a number by its name."""
    return sympy.IndexedBase(name, real=True)[tuple(places)] if places else sympy.Symbol(name, real=True)


def _summed(body: Any, symbol: Any, size: Any) -> Any:
    """The sum over all values of an index; a Kronecker delta in it picks one of them."""
    for factor in sympy.Mul.make_args(body):
        if isinstance(factor, sympy.KroneckerDelta) and symbol in factor.args:
            other = next(argument for argument in factor.args if argument != symbol)
            if other.is_Symbol:
                return (body / factor).xreplace({symbol: other})
    return sympy.Sum(body, (symbol, 1, size))


def _with_plain_letters(expr: Any, used: set[str]) -> Any:
    """The index of every sum named by a letter that nothing else inside or around it has."""
    if isinstance(expr, sympy.Sum | sympy.Product):
        *rest, (old, low, high) = expr.limits  # the last is the outermost
        body = expr.func(expr.function, *rest) if rest else expr.function
        names = used | {symbol.name for symbol in body.free_symbols if not isinstance(symbol, sympy.Dummy)}
        letter, number = old.name, 1
        while letter in names:
            number += 1
            letter = f"{old.name}_{number}"
        new = _counter(letter)
        inner = _with_plain_letters(body.xreplace({old: new}), used | {letter})
        return expr.func(inner, (new, _with_plain_letters(low, used), _with_plain_letters(high, used)))
    if not expr.args or not expr.has(sympy.Sum, sympy.Product):
        return expr
    return expr.func(*(_with_plain_letters(argument, used) for argument in expr.args))
