"""The derivative of an array by an array, directly: the axes of the one, then those of the other."""

from __future__ import annotations

from tutor.derivation.algebra.algebra import ZERO, total
from tutor.derivation.algebra.collecting import collected, factored
from tutor.derivation.algebra.deltas import Contribution, solved
from tutor.derivation.differentiation.reverse_mode import Entry, ForwardPass, reads
from tutor.notation.lower.index_form.places import Affine


def jacobian(forward: ForwardPass, of: str, by: str) -> Entry:
    """The derivative of a value by a quantity that its formula names, at letters of the value and of the quantity."""
    form = forward.forms[of]
    quantity, classes = forward.problem.quantity(by), forward.classes(by)
    target = tuple(map(forward.letters.fresh, quantity.letters))
    letters, all_classes = (*form.letters, *target), (*form.classes, *classes)
    free = dict(zip(letters, all_classes, strict=True))
    places = tuple(map(Affine.of, target))
    terms = []
    for one in forward.occurrences[of]:
        for equal, conditions in reads(one.ref, by, places):
            contribution = Contribution((*one.factors, *conditions), one.summed, (*one.equal, *equal))
            found = solved(contribution, free)
            if found is not None:
                terms.append(collected(found))
    return Entry(letters, all_classes, factored(total(*terms)) if terms else ZERO)
