"""Shorter forms of terms: sums that are known, what cancels, what is shorter multiplied out or put before a bracket.

With the loss put in, ``p_k*(dL/dp_k - sum_j(dL/dp_j*p_j))`` is ``p_k*(-y_k/p_k + sum_j(y_j))``, and that is
``p_k - y_k`` where the target adds up to one.

Bound letters are named by how many letters are bound within them, so that sums that differ by a letter are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tutor.derivation.algebra.algebra import (
    ZERO,
    Power,
    Product,
    Rational,
    Sum,
    Term,
    addends,
    coefficient,
    factors,
    times,
    total,
)
from tutor.derivation.algebra.collecting import collected, factored, size
from tutor.derivation.algebra.deltas import Contribution, solved
from tutor.derivation.algebra.letters import bound_letters, put
from tutor.derivation.algebra.term_walk import children, free_letters, rebuilt, walk
from tutor.derivation.closed_forms.quotients import Known, at_label, mirrored, picked, softmax, with_slope
from tutor.notation.lower.index_form.expressions import Apply, Fold, Indicator, MatrixPower, Ref
from tutor.notation.lower.index_form.places import Affine
from tutor.record import kept

MOST_ADDENDS = 48
"""A product is not multiplied out beyond so many addends."""


@kept
def length(term: Term) -> int:
    """How long a term is to read: its names, numbers and functions; a sum over a letter counts twice."""
    found = 0
    stack: list[Any] = [term]
    while stack:
        part = stack.pop()
        if isinstance(part, Power) and isinstance(part.exponent, Rational):
            stack.append(part.base)
            continue
        if isinstance(part, Rational):
            found += abs(part.value) != 1
        elif isinstance(part, Ref):
            found += 1 + sum(len(place.terms) + bool(place.const) - 1 for place in part.places)
        elif not isinstance(part, Product | Sum):
            found += 2 if isinstance(part, Fold) else 1
        stack += children(part)
    return found


def simplified(term: Term, known: Known, classes: Mapping[str, str]) -> Term:
    """The shortest form found of a term, whose free letters have these classes; the same values at all sizes."""
    return _Simplifier(known, classes).term(canonical(term))


class _Simplifier:
    """Simplifies from inside to outside."""

    def __init__(self, known: Known, classes: Mapping[str, str]) -> None:
        self.known = known
        self.classes = classes
        self.first: dict[Any, Term] = {}

    def term(self, term: Term) -> Term:
        """A term, every part of it simplified first."""
        found = self.whole(rebuilt(term, self.term))
        return self.first.setdefault(_unordered(found), found) if isinstance(found, Fold | Sum) else found

    def whole(self, inner: Term) -> Term:
        """A term whose parts are simplified."""
        if isinstance(inner, Fold) and inner.kind == "sum":
            return self.sum_over(inner.letter, inner.size_class, inner.body)  # type: ignore[arg-type]
        if bound_letters(inner):
            return _canonical(inner)
        if isinstance(inner, Product):
            return self.product(inner)
        return _common(mirrored(inner))

    def sum_over(self, letter: str, size_class: str, body: Term) -> Term:
        """A sum over a letter: what does not depend on it stands outside; a sum of sums where that is shorter."""
        if letter not in free_letters(body):
            return times(size(size_class), body)
        whole = self.one_sum(letter, size_class, body)
        spread = expanded(body)
        if isinstance(spread, Sum):
            apart = total(*(self.one_sum(letter, size_class, item) for item in addends(spread)))
            apart = _common(apart)
            if length(apart) < length(whole):
                return apart
        return whole

    def one_sum(self, letter: str, size_class: str, body: Term) -> Term:
        """The sum of a product."""
        if letter not in free_letters(body):
            return times(size(size_class), body)
        inside = [one for one in factors(body) if letter in free_letters(one)]
        outside = [one for one in factors(body) if letter not in free_letters(one)]
        deltas = tuple((one.left, one.right) for one in inside if isinstance(one, Indicator) and one.relation == "=")
        if deltas:
            rest = tuple(one for one in inside if not (isinstance(one, Indicator) and one.relation == "="))
            free = {name: self.class_of(name) for name in free_letters(body) if name != letter}
            found = solved(Contribution(rest, ((letter, size_class),), deltas), free)
            return times(*outside, collected(found)) if found else ZERO
        known = self.known.sum_of(inside[0], letter, size_class) if len(inside) == 1 else None
        if known is not None:
            return times(*outside, known)
        fold = Fold("sum", letter, size_class, times(*inside))  # type: ignore[arg-type]
        return times(*outside, _canonical(fold))

    def class_of(self, letter: str) -> str:
        """The class of a letter; bound ones are named after it."""
        return self.classes.get(letter) or letter.partition("@")[0]

    def product(self, product: Product) -> Term:
        """A product, multiplied out where that is shorter; an exponential over the sum of all of them is a softmax."""
        best: Term = with_slope(picked(softmax(at_label(product)), self.known))
        for found in _stages(best):
            found = _common(rebuilt(found, self.term) if isinstance(found, Sum) else found)
            if length(found) < length(best):
                best = found
        return best


# -- multiplying out ---------------------------------------------------------------------------------------------------


def expanded(term: Term) -> Term:
    """A product of sums as a sum of products, as far as that does not get too long."""
    return [term, *_stages(term)][-1]


def _stages(term: Term) -> Iterator[Term]:
    """A term with one more sum multiplied out each time; those with quotients first, which cancel against others."""
    current = term
    for _ in range(4):
        parts = []
        for item in addends(current):
            sums = [one for one in factors(item) if isinstance(one, Sum) and not _is_choice(one)]
            if not sums:
                parts.append([item])
                continue
            first = max(sums, key=lambda one: any(isinstance(part, Power) for part in walk(one)))
            others = [one for one in factors(item) if one is not first]
            parts.append([times(*others, addend) for addend in first.items])
        flat = [one for part in parts for one in part]
        if len(flat) == len(addends(current)) or len(flat) > MOST_ADDENDS:
            return
        current = total(*flat)
        yield current


def _is_choice(term: Sum) -> bool:
    """``1 - step(z)``, which says where something else counts."""
    return any(isinstance(coefficient(one)[1], Apply) and _name(coefficient(one)[1]) == "step" for one in term.items)


def _name(term: Any) -> str:
    return str(term.function.name)


def _common(term: Term) -> Term:
    """A sum with common factors before a bracket, where that is shorter."""
    if not isinstance(term, Sum):
        return term
    found = times(*(part for one in factors(factored(term)) for part in factors(_with_count_before(one))))
    return found if length(found) <= length(term) else term


def _with_count_before(term: Term) -> Term:
    """A sum with the number before a bracket that all of its parts have."""
    counts = {abs(coefficient(item)[0]) for item in addends(term)}
    if not isinstance(term, Sum) or len(counts) != 1 or counts == {1}:
        return term
    count = Rational(counts.pop())
    return Product((count, total(*(times(Rational(1 / count.value), item) for item in addends(term)))))


# -- names of bound letters --------------------------------------------------------------------------------------------


def canonical(term: Term) -> Term:
    """A term with bound letters named by how many are bound within them."""
    inner: Term = rebuilt(term, canonical)
    return _canonical(inner) if bound_letters(inner) else inner


def _canonical(node: Any) -> Term:
    """A node that binds letters, these renamed; those within have their names already."""
    depth = max((_depth(part) for part in walk(node) if part is not node), default=0)
    kind = getattr(node, "size_class", "") or "k"
    names = {letter: f"{kind}@{depth + at}" for at, letter in enumerate(bound_letters(node), 1)}
    if all(old == new for old, new in names.items()):
        return node  # type: ignore[no-any-return]
    places = {old: Affine.of(new) for old, new in names.items()}
    changes: dict[str, Any] = {
        field: put(getattr(node, field), places) for field in ("body", "items") if hasattr(node, field)
    }
    if isinstance(node, MatrixPower):
        first, second = node.letters
        return node.replace(letters=(names[first], names[second]), **changes)
    return node.replace(letter=names[node.letter], **changes)  # type: ignore[no-any-return]


def _depth(node: object) -> int:
    """How many letters are bound in a node that has been named so."""
    return max((int(letter.partition("@")[2] or 0) for letter in bound_letters(node)), default=0)


def _unordered(part: Any) -> Any:
    """What is the same for terms that differ in the order of factors and addends alone."""
    if isinstance(part, Product | Sum):
        return type(part), frozenset(map(_unordered, part.items))
    if isinstance(part, Fold):
        return Fold, part.kind, part.size_class, part.letter, _unordered(part.body)
    return (Power, _unordered(part.base), _unordered(part.exponent)) if isinstance(part, Power) else part
