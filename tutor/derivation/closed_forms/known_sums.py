"""Sums over an axis that are numbers: of a target whose entries add up to one, of a softmax, of what is centred."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tutor.derivation.algebra.algebra import ONE, Rational, Sum, Term
from tutor.derivation.algebra.letters import letters_of
from tutor.derivation.algebra.term_walk import rebuilt, walk
from tutor.derivation.closed_forms.closed_forms import simplified
from tutor.derivation.differentiation.reverse_mode import ForwardPass
from tutor.notation.lower.index_form.expressions import Fold, Ref, Softmax
from tutor.problems.contract.samplers import OneHot, Simplex


class KnownSums:
    """What the quantities of a problem add up to along each of their axes."""

    def __init__(self, forward: ForwardPass) -> None:
        self.forward = forward
        self._known: dict[tuple[str, int], Rational | None] = {}

    def sum_of(self, term: Term, letter: str, size_class: str) -> Rational | None:
        """The sum of a term over a letter, if it is a number."""
        if isinstance(term, Ref):
            at = next(_positions(term, letter, size_class), None)
            return None if at is None else self._of_name(term.name, at)
        if isinstance(term, Softmax):
            return ONE if term.place.letter == letter and term.size_class == size_class else None
        if isinstance(term, Sum) and self._has_mean(term, letter, size_class):
            return self._number(self._with_means(term, letter), letter, size_class)
        return None

    def is_one_hot(self, term: Term, letter: str, size_class: str) -> bool:
        """Whether a term is a given label, which is 1 at one place of the letter and 0 elsewhere."""
        if not isinstance(term, Ref) or term.name not in self.forward.consumers or term.name in self.forward.forms:
            return False
        quantity = self.forward.problem.quantity(term.name)
        at = next(_positions(term, letter, size_class), None)
        return at is not None and isinstance(quantity.sample, OneHot) and quantity.sample.axis == quantity.letters[at]

    def _of_name(self, name: str, at: int) -> Rational | None:
        """What a quantity adds up to along its axis at a position."""
        if name not in self.forward.problem.quantities:
            return None  # a gradient
        key = name, at
        if key not in self._known:
            self._known[key] = None  # what looks at its own neighbours has none
            quantity = self.forward.problem.quantity(name)
            if name not in self.forward.forms:
                along = quantity.sample.axis if isinstance(quantity.sample, OneHot | Simplex) else ""
                self._known[key] = ONE if along == quantity.letters[at] else None
            else:
                form = self.forward.forms[name]
                term, letter = self.forward.letters.renewed(form.term), form.letters[at]
                self._known[key] = self._number(term, letter, form.classes[at])
        return self._known[key]

    def _number(self, term: Term, letter: str, size_class: str) -> Rational | None:
        found = simplified(Fold("sum", letter, size_class, term), self, {})  # type: ignore[arg-type]
        return found if isinstance(found, Rational) else None

    def _has_mean(self, term: Sum, letter: str, size_class: str) -> bool:
        """Whether a term has a value that does not depend on the letter, but is itself a sum over such letters."""
        return any(
            isinstance(part, Fold) and part.size_class == size_class
            for ref in walk(term)
            if isinstance(ref, Ref) and ref.name in self.forward.forms and not _reads(ref, letter)
            for part in walk(self.forward.forms[ref.name].term)
        )

    def _with_means(self, term: Any, letter: str) -> Any:
        """A term with the formulas of such values put in."""
        if isinstance(term, Ref):
            form = self.forward.forms.get(term.name)
            if form is None or _reads(term, letter):
                return term
            return form.at(term.places, self.forward.letters)
        return rebuilt(term, lambda part: self._with_means(part, letter))


def _positions(ref: Ref, letter: str, size_class: str) -> Iterator[int]:
    """The axis that a letter alone runs along, if it is in no other place."""
    if sum(letter in letters_of(place) for place in ref.places) == 1:
        for at, (place, own) in enumerate(zip(ref.places, ref.classes, strict=True)):
            if place.letter == letter and own == size_class:
                yield at


def _reads(ref: Ref, letter: str) -> bool:
    return any(letter in letters_of(place) for place in ref.places)
