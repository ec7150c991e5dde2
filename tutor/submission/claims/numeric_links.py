"""Links whose right side is numbers: held against the textbook's instance, and against the link before."""

from __future__ import annotations

from functools import partial

import numpy as np

from tutor.errors import TutorError
from tutor.marking.verdict import Diagnosis
from tutor.notation.lower.value import Array, Value
from tutor.notation.tree import Node, Num, is_numeric
from tutor.submission.claims import judged as says
from tutor.submission.claims.comparing import Place
from tutor.submission.claims.exercise import Exercise
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.laid_out import SAME, paired
from tutor.submission.claims.numbers import has_decimals, slack
from tutor.submission.claims.reader import Side
from tutor.submission.claims.view import Mode

LEAST_CONFIRMED = 2
"""So many numbers must be those of the textbook before another is held against it."""


class NumericLinks:
    """Judges numbers. ``confirmed`` counts those that the instance of the textbook gives."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.confirmed = 0
        self.contradicted = 0

    def judged(self, said: Verdict, left: Side, right: Side, before: Side | None) -> Verdict:
        """The verdict on a side of numbers. ``left`` is what the chain is about, ``before`` the link before."""
        general = self.exercise.compared
        if not has_decimals(right(self.exercise.general.reader)):
            try:
                if general(left, right).outcome == SAME:
                    return said.replace(verdict=says.RIGHT)
            except TutorError as error:
                return said.replace(note=str(error))
        with_before = self._agrees(before, right) if before is not None and self._is_numeric(before) else None
        truth = self._agrees(left, right)
        if truth and not self._is_numeric(left):
            self.confirmed += 1
            return said.replace(verdict=says.RIGHT)
        if truth or with_before:
            return said.replace(verdict=says.RIGHT, note=says.BY_ITSELF)
        if with_before is False:
            return said.replace(verdict=says.WRONG, diagnosis=(_off(),))
        if truth is None:
            return said.replace(note="nothing here says which numbers these are")
        self.contradicted += 1
        if self.confirmed < LEAST_CONFIRMED or self.confirmed < self.contradicted:
            return said.replace(note="the numbers are not those of the textbook")
        return said.replace(verdict=says.WRONG, diagnosis=(_off(),))

    def _is_numeric(self, side: Side) -> bool:
        try:
            return is_numeric(side(self.exercise.general.reader))
        except TutorError:
            return False

    def _agrees(self, left: Side, right: Side) -> bool | None:
        """Whether two sides are the same up to how their numbers are rounded; None where that cannot be told."""
        place = self.exercise.textbook or self.exercise.general
        try:
            one, other = left(place.reader), right(place.reader)
        except TutorError:
            return None
        if place is self.exercise.general and not is_numeric(one):
            return None
        for mode in place.modes(one, other):
            try:
                room = slack(other, partial(_array, place, mode))
                if is_numeric(one):
                    room = _largest(room) + _largest(slack(one, partial(_array, place, mode)))
                value, typed = place.value(one, mode), place.value(other, mode)
            except TutorError:
                continue
            near = self._near(place, value, typed, room)
            if near is not None:
                return near
        return None

    def _near(self, place: Place, value: Value, typed: Value, room: Array | float) -> bool | None:
        left, right = np.squeeze(value.array), np.squeeze(typed.array)
        if left.shape != right.shape and right.size != 1:
            view = place.view(next(place.modes(Num("0"))))
            pair = paired(value, typed, view.env(view.of_world()), numeric=True)
            if pair is None:
                return None
            left, right = np.squeeze(pair.left), np.squeeze(pair.right)
        with np.errstate(all="ignore"):
            return bool((np.abs(left - right) <= _largest(room) + 1e-9 * np.abs(left)).all())


def _array(place: Place, mode: Mode, tree: Node) -> Array:
    return place.value(tree, mode).array


def _largest(room: Array | float) -> float:
    return float(np.max(room))


def _off() -> Diagnosis:
    return Diagnosis("rounding", "The number is not what the formula comes to.")
