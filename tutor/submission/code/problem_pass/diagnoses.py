"""The mistakes behind the wrong statements of a page of code: in single arrays, in the whole pass, in its loss."""

from __future__ import annotations

import numpy as np

from tutor.lazy import cached_property
from tutor.marking.gradcheck import rows
from tutor.marking.gradcheck.causes import LOOKS
from tutor.marking.gradcheck.search.diagnosed import diagnosed
from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.marking.verdict import UNRECOGNISED, Diagnosis
from tutor.problems.instances.instance import Instance
from tutor.submission.code.assignments.judged_code import Judged
from tutor.submission.code.assignments.occurrences import Place
from tutor.submission.code.problem_pass.reading import Read, Reading
from tutor.submission.code.problem_pass.truth import VALUE
from tutor.submission.verdicts import DEFINES, NOT_JUDGED, RIGHT, WRONG

_LOOKS = (*LOOKS, UNRECOGNISED.code, "zero", "shape")
"""Codes that say what an array looks like, and are no mistake."""
_OF_SCALE = ("factor", "mean-missing", "mean-twice")
"""Codes of losses that have the same gradients but for a factor."""
_LEAST_GRADIENTS = 2
"""So many gradients must be right before the loss of a page is held to be that of its problem."""


class Diagnoses:
    """The mistakes of one page, whose ``first`` reading has everything as it is written."""

    def __init__(self, instance: Instance, first: Reading) -> None:
        self._instance, self._first = instance, first

    def of(self, one: Read, reading: Reading) -> Judged:
        """A wrong statement with the mistake behind it, and with what it is made from that nobody judged."""
        found = plain_verdict(one)
        if one.sign:
            return found.replace(diagnosis=(diagnosis("sign"),))
        assert one.meaning is not None
        assert one.compared is not None
        (row,) = diagnosed(self._instance, [_row(one)])
        told = row.diagnosis or (UNRECOGNISED,)
        if all(part.code in _LOOKS for part in told):
            told = self._told_by_all.get(one.meaning.step, told)
        open_names = {each.statement.key for each in reading.read if each.verdict in (NOT_JUDGED, DEFINES)}
        open_names = {name for name in open_names if not reading.is_handed(name)}
        used = [name for name in dict.fromkeys(one.statement.all[-1].uses) if name in open_names]
        reason = f"or {' or '.join(used)}, which is not judged" if used else ""
        return found.replace(diagnosis=told, reason=reason)

    def of_losses(self, last: Reading) -> dict[tuple[Place, str], Judged]:
        """The losses that are wrong in one place, where the gradients are those of the right one.

        ``last`` has the truth in the place of all else that is wrong. What a page calls its loss may be another one, or
        that of one sample, which nothing here tells from a mistake.
        """
        if sum(one.verdict == RIGHT for one in last.gradients()) < _LEAST_GRADIENTS:
            return {}
        found = {}
        for one in last.read:
            if not self._is_unsure_loss(one):
                continue
            (row,) = diagnosed(self._instance, [_row(one)])
            if row.diagnosis and not any(part.code in (*_LOOKS, *_OF_SCALE) for part in row.diagnosis):
                found[one.id] = plain_verdict(one).replace(verdict=WRONG, diagnosis=row.diagnosis, reason="")
        return found

    def _is_unsure_loss(self, one: Read) -> bool:
        """Whether it has the name of the loss, and gives it another value, as one number at once."""
        return (
            one.verdict == NOT_JUDGED
            and one.meaning is not None
            and (one.meaning.kind, one.meaning.quantity) == (VALUE, self._instance.problem.loss)
            and one.compared is not None
            and np.size(one.compared.got) == 1
            and not any(each.loops or each.augmented for each in one.statement.all)
        )

    @cached_property
    def _told_by_all(self) -> dict[str, tuple[Diagnosis, ...]]:
        """What the mistakes of the pass as a whole say of each wrong array."""
        ones = [one for one in self._first.read if one.verdict in (RIGHT, WRONG) and one.meaning and one.compared]
        found = diagnosed(self._instance, [_row(one) for one in ones]) if len(ones) > 1 else []
        return {
            one.meaning.step: row.diagnosis
            for one, row in zip(ones, found, strict=False)
            if one.meaning and row.diagnosis and not all(part.code in _LOOKS for part in row.diagnosis)
        }


def _row(one: Read) -> tuple[rows.Compared, str]:
    """A statement as gradcheck has it: the array beside the right one, and its step."""
    assert one.meaning is not None
    assert one.compared is not None
    kind = rows.VALUE if one.meaning.kind == VALUE else rows.GRADIENT
    got, wanted = (np.asarray(array, float) / one.meaning.scale for array in (one.compared.got, one.compared.wanted))
    if one.meaning.turned_round and got.ndim > 1:
        got, wanted = np.swapaxes(got, 0, 1), np.swapaxes(wanted, 0, 1)
    return rows.compared(one.meaning.quantity, got, wanted, None, kind), one.meaning.step


def plain_verdict(one: Read) -> Judged:
    """A statement as it is judged by itself, without a mistake."""
    last = one.statement.all[-1]
    target = one.meaning.step if one.meaning is not None else ""
    return Judged(last.line, last.column, last.text, last.name, one.verdict, target, reason=one.reason)
