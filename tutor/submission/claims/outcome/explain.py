"""What is said of a wrong link: its code, from the marking of its step, or from the one change that makes it true."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from tutor.errors import TutorError
from tutor.marking.mistakes.codes import CODES
from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.marking.verdict import UNRECOGNISED, Diagnosis
from tutor.notation.tree import Chain, Neg, Node, Ref
from tutor.submission.claims.exercise import Exercise
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.outcome.edits import Edit, edits, layouts, shifted, sums
from tutor.submission.claims.reader import Side
from tutor.submission.claims.sides.comparing import Compared, Place
from tutor.submission.claims.sides.laid_out import DIFFERENT, SAME, Pair
from tutor.submission.claims.sides.meant_products import by_letters
from tutor.submission.claims.sides.view import Mode
from tutor.submission.claims.trees import indices, unbound_deltas

MOST_SHIFTED = 24
MOST_TRIED = 250
"""Changes of one side that are tried."""
MOST_SPENT = 15_000
"""Work on the changes of one side."""


def explained(exercise: Exercise, said: Verdict, left: Side, right: Side, found: Compared) -> tuple[Diagnosis, ...]:
    """What went wrong in a link that can be held against the truth."""
    if found.pair is not None and (code := by_value(found.pair, exercise)):
        return (diagnosis(code),)
    if said.target:
        marked = _marked(exercise, said)
        if marked:
            return marked
    for place in (exercise.general, exercise.numbered):
        try:
            one, other = left(place.reader), right(place.reader)
        except TutorError:
            continue
        modes = (
            [found.mode] if found.mode is not None and place is exercise.general else _plain_modes(place, one, other)
        )
        code = _by_edit(place, one, edits(other, place.reader.scope, place.reader.scope.axes.time), modes)
        if code:
            return (diagnosis(code),)
        if found.pair is not None:
            break
    return (UNRECOGNISED,)


def repaired(exercise: Exercise, left: Side, right: Side, bound: frozenset[str]) -> Diagnosis | None:
    """What is wrong with a link whose sides do not fit; None where nothing can be said of it.

    ``bound`` are the letters that were summed over in the link before: free in this one, they stand for nothing. What
    is false for single numbers is false in any layout and order; what is true there may have the right factors in such
    an order that they do not meet.
    """
    reader = exercise.general.reader
    if unbound_deltas(left(reader), right(reader)) - bound:
        return None
    code = _in_single_numbers(exercise, left, right)
    if code:
        return UNRECOGNISED if code == UNRECOGNISED.code else diagnosis(code)
    for place in (exercise.general, exercise.numbered):
        try:
            one, other = left(place.reader), right(place.reader)
        except TutorError:
            continue
        modes = _plain_modes(place, one, other)
        letters = tuple(_left_over(place, one, other, modes))
        if bound & set(letters):
            return diagnosis("index")
        held = [mode for mode in place.modes(one, other) if not (mode.diagonal or mode.matrix_star)]
        code = _by_edit(place, one, sums(other, letters), held)
        if letters and not code:  # letters that the page binds nowhere
            return None
        if not code and by_letters(place, one, other, modes):
            code = _by_edit(place, one, layouts(other), modes) or "order"
        code = code or _by_edit(place, one, layouts(other), modes)
        code = code or _by_meant_edit(place, exercise, one, other, modes)
        if code:
            return diagnosis(code)
    return None


def _in_single_numbers(exercise: Exercise, left: Side, right: Side) -> str:
    """The code of what is false for single numbers; '' where it is true there, or cannot be told."""
    found = exercise.in_single_numbers(left, right)
    if found is None:
        return ""
    place, one, other = found
    compared = place.compared(one, other)
    if compared.outcome != DIFFERENT or compared.pair is None or compared.mode is None:
        return ""
    code = by_value(compared.pair, exercise)
    scope = place.reader.scope
    return code or _by_edit(place, one, edits(other, scope, scope.axes.time), [compared.mode]) or UNRECOGNISED.code


def _by_meant_edit(place: Place, exercise: Exercise, left: Node, right: Node, modes: list[Mode]) -> str:
    """A slip in a product whose factors do not meet either, but would be known by their letters."""
    scope = place.reader.scope
    rate = Ref(exercise.rate)
    tried: list[Edit] = [
        ("sign", Neg(right)),
        ("rate-missing", Chain((rate, right))),
        ("rate-missing", Neg(Chain((rate, right)))),
    ]
    for code, other in [*tried, *islice(shifted(right, scope.axes.time), MOST_SHIFTED)]:
        if by_letters(place, left, other, modes):
            return code
    return ""


def _plain_modes(place: Place, left: Node, right: Node) -> list[Mode]:
    """The readings in which a changed side is tried: nothing held fixed, whole Jacobians."""
    return [mode for mode in place.modes(left, right) if not any(mode[2:])]


def _marked(exercise: Exercise, said: Verdict) -> tuple[Diagnosis, ...]:
    """What the marking of the step says, where it finds a mistake that has a name."""
    from tutor.marking.mark import mark
    from tutor.marking.question import question

    try:
        verdict = mark(question(exercise.problem.instance(), said.target), said.link.text)
    except TutorError:
        return ()
    if verdict.kind != "wrong" or not verdict.diagnosis or verdict.diagnosis[0].code not in CODES:
        return ()
    return verdict.diagnosis


def by_value(pair: Pair, exercise: Exercise) -> str:
    """The code of what is told by the values alone: a sign, a constant factor, zero."""
    left, right = pair.left, pair.right
    with np.errstate(all="ignore"):
        if not np.any(right):
            return "zero"
        usable = np.isfinite(left) & np.isfinite(right) & (left != 0)
        ratio = right[usable] / left[usable]
    if ratio.size < 2 or not np.allclose(ratio, ratio[0], rtol=1e-7, atol=0):
        return ""
    if not np.any(right[usable]) or np.any(right[~usable & np.isfinite(right)]):
        return ""
    factor = float(ratio[0])
    if abs(factor + 1) < 1e-7:
        return "sign"
    sizes = [size for size in exercise.general.reader.world.axis_sizes.values() if size > 2]
    if any(abs(factor - size) < 1e-6 * size for size in sizes):
        return "mean-missing"
    if any(abs(factor * size - 1) < 1e-6 for size in sizes):
        return "mean-twice"
    return "factor"


def _by_edit(place: Place, left: Node, tried: Iterator[Edit], modes: list[Mode]) -> str:
    """The code of the first change that makes the sides the same."""
    begun = place.spent
    for code, other in islice(tried, MOST_TRIED):
        if place.spent - begun > MOST_SPENT:
            break
        try:
            if place.compared(left, other, modes).outcome == SAME:
                return code
        except TutorError:
            continue
    return ""


def _left_over(place: Place, left: Node, right: Node, modes: list[Mode]) -> list[str]:
    """Letters of the right side that the left side does not have."""
    found: dict[str, None] = {}
    typed = indices(right)
    for mode in modes:
        try:
            own, other = place.value(left, mode), place.value(right, mode)
        except TutorError:
            continue
        known = typed | set(mode.running)
        found.update(dict.fromkeys(letter for letter in other.dims if letter in known and letter not in own.dims))
    return list(found)[:3]
