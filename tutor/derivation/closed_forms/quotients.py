"""Functions that a quotient is: a softmax, ``1 - sigma(z)``, a label over what it picks."""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol

from tutor.derivation.algebra.algebra import (
    MINUS_ONE,
    ONE,
    Power,
    Rational,
    Term,
    addends,
    coefficient,
    factors,
    negative,
    times,
    total,
)
from tutor.derivation.algebra.letters import put, with_places
from tutor.derivation.algebra.term_walk import free_letters
from tutor.derivation.differentiation.slopes import slope
from tutor.notation.lower.index_form.expressions import Apply, Fold, Indicator, Softmax
from tutor.notation.lower.index_form.places import Affine


class Known(Protocol):
    """What is known of the quantities that a term names."""

    def sum_of(self, term: Term, letter: str, size_class: str) -> Rational | None:
        """What a term adds up to over a letter that runs over all places of a class, if that is a number."""

    def is_one_hot(self, term: Term, letter: str, size_class: str) -> bool:
        """Whether a term is 1 at one place of the letter and 0 elsewhere."""


def softmax(product: Term) -> Term:
    """``exp(z_k) / sum_j exp(z_j)`` as a softmax, in a product."""
    for power in factors(product):
        fold = power.base if isinstance(power, Power) and power.exponent == MINUS_ONE else None
        if not (isinstance(fold, Fold) and fold.kind == "sum" and _is_exp(fold.body)):
            continue
        for one in factors(product):
            own = _over_all(one, fold)
            if own is not None:
                return times(*(item for item in factors(product) if item not in (power, one)), own)
    return product


def _over_all(term: Term, fold: Fold) -> Term | None:
    """An exponential over the sum of all of them as a softmax, also where it is added up itself: ``sum_k(p_k*x_k)``."""
    if isinstance(term, Fold) and term.kind == "sum":
        for one in factors(term.body):  # type: ignore[arg-type]
            inner = _over_all(one, fold)
            if inner is not None and term.letter in free_letters(one):
                rest = (item for item in factors(term.body) if item is not one)  # type: ignore[arg-type]
                return term.replace(body=times(inner, *rest))
        return None
    letter = _same_at(fold.body, fold.letter, term)
    if not letter:
        return None
    return Softmax(Affine.of(letter), fold.letter, fold.size_class, fold.body.argument)  # type: ignore[union-attr]


def at_label(term: Term) -> Term:
    """``1[k=c] a_c`` as ``1[k=c] a_k``, which cancels against what else stands at k."""
    for one in factors(term):
        if isinstance(one, Indicator) and one.relation == "=" and one.left.letter and one.right.terms:
            change = partial(_moved, one.right, one.left)
            term = times(one, *(with_places(item, change) for item in factors(term) if item != one))
    return term


def _moved(old: Affine, new: Affine, place: Affine) -> Affine:
    return new if place == old else place


def picked(term: Term, known: Known) -> Term:
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


def with_slope(term: Term) -> Term:
    """``sigma'(z)/sigma(z)`` with the slope by its formula, ``1 - sigma(z)``: what it is divided by cancels."""
    for one in factors(term):
        if not isinstance(one, Apply) or one.primes != 1 or one.function.alias:
            continue
        value = one.replace(primes=0)
        if any(isinstance(other, Power) and other.base == value for other in factors(term)):
            written = (mirrored(part) for part in factors(slope(value, None, whole=True)))
            return times(*written, *(item for item in factors(term) if item is not one))
    return term


def mirrored(term: Term) -> Term:
    """A sum with ``sigma(z)`` for ``1 - sigma(-z)``."""
    for item in addends(term):
        count, one = coefficient(item)
        if count == -1 and ONE in addends(term) and isinstance(one, Apply) and one.function.name == "sigma":
            argument: Any = negative(one.argument)  # type: ignore[arg-type]
            if not one.primes and coefficient(argument)[0] > 0 > coefficient(negative(argument))[0]:
                rest = (other for other in addends(term) if other is not item and other != ONE)
                return total(one.replace(argument=argument), *rest)
    return term


def _is_exp(term: object) -> bool:
    return isinstance(term, Apply) and term.function.name == "exp" and not term.primes


def _same_at(body: object, letter: str, term: Term) -> str:
    """The letter at which a body is another term, if there is one."""
    if type(body) is not type(term):
        return ""
    return next((one for one in sorted(free_letters(term)) if put(body, {letter: Affine.of(one)}) == term), "")
