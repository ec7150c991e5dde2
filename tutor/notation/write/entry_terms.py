"""One entry of a formula as the sum that it is: every term of its sums and matrix products, as formulas with indices.

Sums make terms; all else joins them. A factor of few terms is put in brackets; of more, there is no such form.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import NamedTuple

from tutor.notation import tree
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression, IndexForm, NoFormError
from tutor.notation.lower.index_form.places import Affine, place_value
from tutor.notation.tree import Bin, Node

MANY, SHORT = 1000, 3
"""More terms than this are not counted out; a factor of more terms than this is not put in brackets."""


def entry_terms(index_form: IndexForm, entry: tuple[int, ...], env: Env) -> list[Node]:
    """The terms of the entry with these numbers, from 1, at the sizes of the environment. Raises NoFormError."""
    return _Writer(env, dict(zip(index_form.letters, entry, strict=True))).terms(index_form.expression).nodes


class _Terms(NamedTuple):
    """What an expression is the sum of; ``apart`` if they are terms of a sum, not of one factor in brackets."""

    nodes: list[Node]
    apart: bool = False


class _Writer:
    """Writes expressions whose letters stand for these numbers."""

    def __init__(self, env: Env, numbers: Mapping[str, int]) -> None:
        self.env = env
        self.numbers = numbers

    def place(self, place: Affine) -> int:
        """A place as a number. Raises NoFormError where that is what a label says."""
        try:
            return int(place_value(place, self.numbers, self.env.size))
        except LookupError as error:
            raise NoFormError("an entry at a label") from error

    def holds(self, test: form.Indicator | form.Compare) -> bool:
        """Whether a condition does. Raises NoFormError where that depends on numbers."""
        if isinstance(test, form.Compare):
            raise NoFormError("a comparison of numbers")
        left, right = self.place(test.left), self.place(test.right)
        return left == right if test.relation == "=" else left <= right if test.relation == "<=" else left >= right

    def within(self, letter: str, number: int) -> _Writer:
        """The writer of a part in which a letter is bound, at one of its numbers."""
        return _Writer(self.env, {**self.numbers, letter: number})

    def terms(self, node: Expression) -> _Terms:
        """The terms of an expression: none where it is zero because an index is outside."""
        match node:
            case form.Number(text):
                return _Terms([tree.Num(text)])
            case form.Constant(name):
                return _Terms([tree.Call(name, ())])
            case form.Size(size_class) if len(size_class) == 1:
                return _Terms([tree.Size(size_class.upper())])
            case form.Ref():
                return _Terms(self.reference(node))
            case form.Negative(body):
                inner = self.terms(body)
                return inner._replace(nodes=[_negative(term) for term in inner.nodes])
            case form.Binary("max", left, right):
                return _Terms([tree.Call("max", (_factor(self.terms(left)), _factor(self.terms(right))))])
            case form.Binary(op, left, right):
                return _combined(op, self.terms(left), self.terms(right))
            case form.Apply(function, primes, argument):
                return _Terms([tree.Call(function.name, (_factor(self.terms(argument)),), primes)])
            case form.Fold("sum", letter, size_class, body):
                return self.summed(letter, self.env.size(size_class), body)
            case form.Where(conditions, body, form.Number("0")):
                return self.terms(body) if all(map(self.holds, conditions)) else _Terms([])
            case form.Blocks():
                return self.block(node)
        raise NoFormError(type(node).__name__)

    def reference(self, node: form.Ref) -> list[Node]:
        """A name at one entry; what stands before the first, where there is such a thing; else nothing."""
        places = tuple(tree.Index((), self.place(place)) for place in node.places)
        if all(1 <= at.const <= self.env.size(known) for at, known in zip(places, node.classes, strict=True)):
            return [tree.Ref(node.name, places or None)]
        return [tree.Ref(node.outside, places[1:] or None)] if node.outside and places[0].const == 0 else []

    def summed(self, letter: str, size: int, body: Expression) -> _Terms:
        """The terms of the body for every number of a letter."""
        found: list[Node] = []
        for number in range(1, size + 1):
            found += self.within(letter, number).terms(body).nodes
            if len(found) > MANY:
                raise NoFormError("a sum of so many terms")
        return _Terms(found, size > 1)

    def block(self, node: form.Blocks) -> _Terms:
        """The item into which a place falls."""
        place = self.place(node.place)
        for item, size_class in zip(node.items, node.classes, strict=True):
            size = self.env.size(size_class)
            if place <= size:
                return self.within(node.letter, place).terms(item)
            place -= size
        return _Terms([])


def _combined(op: str, left: _Terms, right: _Terms) -> _Terms:
    """Terms added to terms stay so where one side is a sum; else they are one factor, as a difference is."""
    apart = left.apart or right.apart
    if op in "+-":
        nodes = left.nodes + ([_negative(term) for term in right.nodes] if op == "-" else right.nodes)
        return _Terms(nodes if apart or not nodes else [_factor(_Terms(nodes))], apart)
    if op == "*":
        return _Terms(_product(left.nodes, right.nodes), apart)
    if op == "/":
        return _Terms([Bin("/", term, _factor(right)) for term in left.nodes], apart)
    return _Terms([tree.Pow(_factor(left), _factor(right))])


def _product(left: list[Node], right: list[Node]) -> list[Node]:
    """Terms times terms; the shorter side is one factor."""
    if not left or not right:
        return []
    if len(right) <= len(left) and len(right) <= SHORT:
        factor = _factor(_Terms(right))
        return [_joined(term, factor) for term in left]
    factor = _factor(_Terms(left))
    return [_joined(factor, term) for term in right]


def _joined(left: Node, right: Node) -> Node:
    """One product, without brackets around its second half."""
    if isinstance(right, Bin) and right.op == "*":
        return Bin("*", _joined(left, right.left), right.right)
    return Bin("*", left, right)


def _factor(terms: _Terms) -> Node:
    """Terms as one factor."""
    if not 1 <= len(terms.nodes) <= SHORT:
        raise NoFormError("a factor of so many terms")
    return reduce(_added, terms.nodes)


def _added(left: Node, right: Node) -> Node:
    return Bin("-", left, right.body) if isinstance(right, tree.Neg) else Bin("+", left, right)


def _negative(term: Node) -> Node:
    return term.body if isinstance(term, tree.Neg) else tree.Neg(term)
