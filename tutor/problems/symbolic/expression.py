"""A formula as one SymPy expression: names as Indexed, sums as Sum, sizes as symbols, true for every size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy

from tutor.errors import TutorError
from tutor.notation.tree import (
    Bin,
    Binder,
    Call,
    Chain,
    Delta,
    Fold,
    Index,
    Listing,
    Neg,
    Node,
    Num,
    Pow,
    Ref,
    Size,
    Transpose,
)
from tutor.problems.formulas import step_tree
from tutor.problems.naming import linear
from tutor.problems.problem import Problem
from tutor.problems.step import Step
from tutor.problems.symbolic import arrays, entries
from tutor.problems.symbolic.field import CONSTANTS, FUNCTIONS, SLOPES
from tutor.problems.symbolic.indices import index, linear_form, size_symbol, summed, with_plain_letters
from tutor.problems.symbolic.parts import Part, elementwise, juxtapose, matmul, transpose

_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "⊙": lambda one, other: one * other,
    "/": lambda one, other: one / other,
}


def expression(problem: Problem, step_id: str) -> Any:
    """The right formula of a step as a SymPy expression in the letters of the step's axes.

    ``dL/dw_io`` of two lines gives ``Sum(x[n, i]*dL/dz[n], (n, 1, N))``. Indices count from 1. Raises TutorError for a
    choice, and for the few constructs that have no such form.
    """
    step = problem.step(step_id)
    if not isinstance(step, Step):
        raise TutorError(f"{step.id} is answered by choosing; it has no formula")
    writer = Writer(problem)
    part = writer.part(step_tree(problem, step))
    target = problem.axes_of(step)
    return with_plain_letters(arrays.laid(part, target, writer), {*target})


class Writer:
    """Translates one formula; ``bound`` are the letters of the sums around the node at hand."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.scope = problem.scope
        self.bound: frozenset[str] = frozenset()
        self.letters: dict[str, str] = {}

    def size(self, size_class: str) -> Any:
        """The size of an axis: a symbol, or a number where it is always the same."""
        if size_class.startswith("#"):
            return sympy.Integer(size_class[1:])
        if len(size_class) == 1:
            return size_symbol(size_class.upper())
        return linear_form(linear(size_class.upper()))

    def runs(self, letter: str) -> bool:
        """Whether a bare axis is a letter here."""
        return letter in self.problem.running or letter in self.bound

    def refused(self, what: str) -> TutorError:
        """The error for what has no form in indices."""
        return TutorError(f"{what} has no SymPy form in {self.problem.id}", title="Not as SymPy")

    # -- nodes -----------------------------------------------------------------------------------------------

    def part(self, node: Node) -> Part:
        """A node and everything under it."""
        if isinstance(node, Num):
            return Part(sympy.Rational(node.text))
        if isinstance(node, Size):
            return Part(self.size(self.scope.class_of(node.letter.lower())))
        if isinstance(node, Ref):
            return entries.ref(node, self)
        if isinstance(node, Neg):
            body = self.part(node.body)
            return replace(body, expr=-body.expr)
        if isinstance(node, Bin):
            return self.binary(node)
        if isinstance(node, Chain):
            return self.chain([self.part(item) for item in node.items])
        if isinstance(node, Transpose):
            return transpose(self.part(node.body))
        if isinstance(node, Pow):
            return self.power(node)
        if isinstance(node, Call):
            return self.call(node)
        if isinstance(node, Fold):
            return self.fold(node)
        if isinstance(node, Delta):
            return entries.delta(node, self)
        assert isinstance(node, Listing)
        return arrays.listed([self.part(item) for item in node.items], node, self)

    def binary(self, node: Bin) -> Part:
        left, right = self.part(node.left), self.part(node.right)
        if node.op == "@":
            return self.product(matmul, left, right)
        if self.scope.pairs and len(left.axes) != len(right.axes):
            if len(left.axes) == 1 and left.axis_classes()[0] in self.scope.pairs:
                right = arrays.flat(right, self)
            elif len(right.axes) == 1 and right.axis_classes()[0] in self.scope.pairs:
                left = arrays.flat(left, self)
        return self.fitting(elementwise(_OPERATIONS[node.op], left, right))

    def fitting(self, part: Part | None) -> Part:
        """A part that must be there: the formula is known to fit."""
        if part is None:
            raise self.refused("this product")
        return part

    def product(self, how: Callable[[Part, Part, Callable[[str], Any]], Part | None], left: Part, right: Part) -> Part:
        """A product; where it does not fit, with arrays of positions flattened."""
        found = how(left, right, self.size)
        return found or self.fitting(how(arrays.flat(left, self), arrays.flat(right, self), self.size))

    def chain(self, parts: list[Part]) -> Part:
        """Side by side, from left to right; where that does not fit, neighbouring columns are merged first."""
        try:
            result = parts[0]
            for part in parts[1:]:
                result = self.product(juxtapose, result, part)
        except TutorError:
            merged = parts[:1]
            for part in parts[1:]:
                last = merged[-1]
                alike = len(last.axes) == len(part.axes) == 1 and last.orient == part.orient
                if alike and last.axis_classes() == part.axis_classes():
                    merged[-1] = self.fitting(elementwise(_OPERATIONS["*"], last, part))
                else:
                    merged.append(part)
            if len(merged) == len(parts):
                raise
            return self.chain(merged)
        return result

    def power(self, node: Pow) -> Part:
        exponent = self.part(node.exponent)
        if isinstance(node.base, Call) and node.base.function == "e" and not node.base.args:
            return replace(exponent, expr=sympy.exp(exponent.expr))
        base = self.part(node.base)
        if len(base.axes) == 2 and not exponent.dims and len(set(base.axis_classes())) == 1:
            return arrays.matrix_power(base, exponent.expr, self)
        return self.fitting(elementwise(lambda one, other: one**other, base, exponent))

    def call(self, node: Call) -> Part:
        name = node.function
        if name in CONSTANTS and not node.args:
            return Part(CONSTANTS[name])
        if name == "ones":
            size = node.args[0]
            assert isinstance(size, Size)
            letter = size.letter.lower()
            axes = () if self.runs(letter) else (letter,)
            return Part(sympy.Integer(1), {letter: index(letter)}, {letter: self.scope.class_of(letter)}, axes)
        meant = self.scope.functions[name].alias or name
        table = SLOPES if node.primes else FUNCTIONS
        values = [self.part(argument) for argument in node.args]
        if meant in table:
            return replace(values[0], expr=table[meant](values[0].expr))
        return arrays.apply(meant, values, self)

    # -- sums ------------------------------------------------------------------------------------------------

    def fold(self, node: Fold) -> Part:
        if not node.binders:
            body = self.part(node.body)
            for axis in body.axes if node.axis is None else (body.axes[node.axis],):
                body = self.folded(node.kind, body, Binder(axis))
            return body
        outer_bound, outer_letters = self.bound, dict(self.letters)
        letters = [binder.letter for binder in node.binders]
        self.bound = outer_bound | frozenset(letters)
        for letter in letters:
            self.letters.pop(letter, None)
        body = self.part(node.body)
        for binder in reversed(node.binders):
            body = self.folded(node.kind, body, binder)
        self.bound, self.letters = outer_bound, {**self.letters, **outer_letters}
        return body

    def folded(self, kind: str, body: Part, binder: Binder) -> Part:
        """One letter summed over, or multiplied over."""
        letter = binder.letter
        known = body.classes.get(letter) or self.letters.get(letter) or self.scope.class_of(letter)
        symbol = body.dims.get(letter) or index(letter)
        low, body = self.limit(binder.low, sympy.Integer(1), known, body)
        high, body = self.limit(binder.high, self.size(known), known, body)
        whole = binder.low is None and binder.high is None
        if kind == "prod":
            total = sympy.Product(body.expr, (symbol, low, high))
        else:
            total = summed(body.expr, symbol, high) if whole else sympy.Sum(body.expr, (symbol, low, high))
        return body.without(letter, total / self.size(known) if kind == "mean" else total)

    def limit(self, bound: Index | None, whole: Any, known: str, body: Part) -> tuple[Any, Part]:
        """A limit of a sum; a letter in it is one of the letters of the result."""
        if bound is None:
            return whole, body
        if not bound.terms:
            return (self.size(known) + bound.const if bound.last else sympy.Integer(bound.const)), body
        letter = bound.terms[0][0]
        if letter not in body.dims:
            body = replace(body, dims={**body.dims, letter: index(letter)}, classes={**body.classes, letter: known})
        return body.dims[letter] + bound.const, body
