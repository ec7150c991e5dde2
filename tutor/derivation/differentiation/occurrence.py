"""A name in a formula, and the derivative of the formula by that entry of it."""

from __future__ import annotations

from tutor.derivation.algebra.algebra import Term
from tutor.derivation.record import Crossing
from tutor.errors import TutorError
from tutor.notation.lower.index_form.expressions import Ref
from tutor.notation.lower.index_form.places import Affine
from tutor.record import Record


class NotDifferentiatedError(TutorError):
    """A formula that has no derivative in the language."""


class Occurrence(Record):
    """A name in a formula, and the derivative of the formula by that entry of it.

    It is the product of ``factors``, summed over the letters ``summed`` (with their classes) where all pairs in
    ``equal`` are the same place. ``crossed`` tells of the nodes on the way.
    """

    ref: Ref
    factors: tuple[Term, ...] = ()
    summed: tuple[tuple[str, str], ...] = ()
    equal: tuple[tuple[Affine, Affine], ...] = ()
    crossed: tuple[Crossing, ...] = ()

    def by(self, *factors: Term, crossed: tuple[Crossing, ...] = ()) -> Occurrence:
        """The same with more factors in front."""
        return self.replace(factors=(*factors, *self.factors), crossed=(*crossed, *self.crossed))

    def over(self, letter: str, size_class: str) -> Occurrence:
        """The same, summed over a letter."""
        return self.replace(summed=((letter, size_class), *self.summed))

    def where(self, left: Affine, right: Affine) -> Occurrence:
        """The same where two places are the same, else zero."""
        return self.replace(equal=((left, right), *self.equal))
