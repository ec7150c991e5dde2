"""Shorter forms of terms: sums that are known, what cancels, what is shorter multiplied out or put before a bracket.

With the loss put in, ``p_k*(dL/dp_k - sum_j(dL/dp_j*p_j))`` is ``p_k*(-y_k/p_k + sum_j(y_j))``, and that is
``p_k - y_k`` where the target adds up to one.

Bound letters are named by how many letters are bound within them, so that sums that differ by a letter are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from tutor.derivation.algebra import (
    MINUS_ONE,
    ONE,
    ZERO,
    Power,
    Product,
    Rational,
    Sum,
    Term,
    addends,
    coefficient,
    factors,
    negative,
    times,
    total,
)
from tutor.derivation.collecting import collected, factored, size
from tutor.derivation.deltas import Contribution, solved
from tutor.derivation.letters import bound_letters, put, with_places
from tutor.derivation.slopes import slope
from tutor.derivation.term_walk import children, free_letters, rebuilt, walk
from tutor.notation.lower.index_form.expressions import Apply, Fold, Indicator, MatrixPower, Ref, Softmax
from tutor.notation.lower.index_form.places import Affine

MOST_ADDENDS = 48
"""A product is not multiplied out beyond so many addends."""


class Known(Protocol):
    """What is known of the quantities that a term names."""

    def sum_of(self, term: Term, letter: str, size_class: str) -> Rational | None:
        """What a term adds up to over a letter that runs over all places of a class, if that is a number."""

    def is_one_hot(self, term: Term, letter: str, size_class: str) -> bool:
        """Whether a term is 1 at one place of the letter and 0 elsewhere."""


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
        return _common(_mirrored(inner))

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
        best: Term = _with_slope(_picked(_softmax(_at_label(product)), self.known))
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
            sums = [one for one in factors(item) if isinstance(one, Sum)]
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


def _common(term: Term) -> Term:
    """A sum with common factors before a bracket, where that is shorter."""
    if not isinstance(term, Sum):
        return term
    found = factored(term)
    counts = {abs(coefficient(item)[0]) for item in addends(term)}
    if found is term and len(counts) == 1 and counts != {1}:
        count = Rational(counts.pop())
        inner = total(*(times(Rational(1 / count.value), item) for item in addends(term)))
        found = Product((count, inner))
    return found if length(found) <= length(term) else term


# -- functions that a quotient is -----------------------------------------------------------------------------------


def _softmax(product: Term) -> Term:
    """``exp(z_k) / sum_j exp(z_j)`` as a softmax, in a product."""
    for power in factors(product):
        fold = power.base if isinstance(power, Power) and power.exponent == MINUS_ONE else None
        if not (isinstance(fold, Fold) and fold.kind == "sum" and _is_exp(fold.body)):
            continue
        for one in factors(product):
            letter = _same_at(fold.body, fold.letter, one)
            if letter:
                found = Softmax(Affine.of(letter), fold.letter, fold.size_class, fold.body.argument)  # type: ignore[union-attr]
                return times(*(item for item in factors(product) if item not in (power, one)), found)
    return product


def _at_label(term: Term) -> Term:
    """``1[k=c] a_c`` as ``1[k=c] a_k``, which cancels against what else stands at k."""
    for one in factors(term):
        if isinstance(one, Indicator) and one.relation == "=" and one.left.letter and one.right.terms:
            change = partial(_moved, one.right, one.left)
            term = times(one, *(with_places(item, change) for item in factors(term) if item != one))
    return term


def _moved(old: Affine, new: Affine, place: Affine) -> Affine:
    return new if place == old else place


def _picked(term: Term, known: Known) -> Term:
    """``y_k a_k / sum_j y_j a_j`` as ``y_k``, where y is 1 at one place and 0 elsewhere."""
    for power in factors(term):
        fold = power.base if isinstance(power, Power) and power.exponent == MINUS_ONE else None
        if not (isinstance(fold, Fold) and fold.kind == "sum"):
            continue
        inside = factors(fold.body)  # type: ignore[arg-type]
        labels = [one for one in inside if known.is_one_hot(one, fold.letter, fold.size_class)]
        for label in labels:
            others = [one for one in inside if one is not label]
            for one in factors(term):
                letter = _same_at(label, fold.letter, one)
                there = [put(other, {fold.letter: Affine.of(letter)}) for other in others] if letter else []
                if there and all(other in factors(term) for other in there):
                    return times(*(item for item in factors(term) if item is not power and item not in there))
    return term


def _with_slope(term: Term) -> Term:
    """``sigma'(z)/sigma(z)`` with the slope by its formula, ``1 - sigma(z)``: what it is divided by cancels."""
    for one in factors(term):
        if not isinstance(one, Apply) or one.primes != 1 or one.function.alias:
            continue
        value = replace(one, primes=0)
        if any(isinstance(other, Power) and other.base == value for other in factors(term)):
            written = (_mirrored(part) for part in factors(slope(value, None, whole=True)))
            return times(*written, *(item for item in factors(term) if item is not one))
    return term


def _mirrored(term: Term) -> Term:
    """A sum with ``sigma(z)`` for ``1 - sigma(-z)``."""
    for item in addends(term):
        count, one = coefficient(item)
        if count == -1 and ONE in addends(term) and isinstance(one, Apply) and one.function.name == "sigma":
            argument: Any = negative(one.argument)  # type: ignore[arg-type]
            if not one.primes and coefficient(argument)[0] > 0 > coefficient(negative(argument))[0]:
                rest = (other for other in addends(term) if other is not item and other != ONE)
                return total(replace(one, argument=argument), *rest)
    return term


def _is_exp(term: object) -> bool:
    return isinstance(term, Apply) and term.function.name == "exp" and not term.primes


def _same_at(body: object, letter: str, term: Term) -> str:
    """The letter at which a body is another term, if there is one."""
    if type(body) is not type(term):
        return ""
    return next((one for one in sorted(free_letters(term)) if put(body, {letter: Affine.of(one)}) == term), "")


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
        return replace(node, letters=(names[first], names[second]), **changes)
    return replace(node, letter=names[node.letter], **changes)  # type: ignore[no-any-return]


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
