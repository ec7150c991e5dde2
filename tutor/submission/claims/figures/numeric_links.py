"""Links whose right side is numbers: held against the textbook's instance, the page's numbers, and the link before."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import NamedTuple

import numpy as np

from tutor.errors import TutorError
from tutor.marking.verdict import Diagnosis
from tutor.notation.lower.value import Array, Value
from tutor.notation.tree import Derivative, Neg, Node, Num, Ref
from tutor.notation.tree_walks import children, is_numeric, names, rebuild
from tutor.problems.instances.formula_values import parsed
from tutor.submission.claims import judged as says
from tutor.submission.claims.exercise import Exercise
from tutor.submission.claims.figures.arithmetic import OFF, slip_of
from tutor.submission.claims.figures.numbers import has_decimals, is_one_number, slack, unit
from tutor.submission.claims.figures.put_in import PageNumbers
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.reader import Side
from tutor.submission.claims.sides.comparing import Place
from tutor.submission.claims.sides.laid_out import SAME, paired
from tutor.submission.claims.sides.view import Mode

NEAR = 1e-3
"""How near, for its size, a number must be to what a slip gives: the numbers before it are rounded."""
LEAST_CONFIRMED = 2
"""So many numbers must be those of the textbook before another is held against it."""


class _WrongNumber(NamedTuple):
    """A number as a page typed it, what it should have been, and the line of the statement that is wrong."""

    text: str
    value: float
    line: int


class NumericLinks:
    """Judges numbers. ``confirmed`` counts those that the instance of the textbook gives."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.confirmed = 0
        self.contradicted = 0
        self._page = PageNumbers()
        self._wrong: list[_WrongNumber] = []
        self._exact: frozenset[float] | None = None

    def judged(self, said: Verdict, left: Side, right: Side, before: Side | None) -> Verdict:
        """The verdict on a side of numbers. ``left`` is what the chain is about, ``before`` the link before."""
        found = self._judged(said, left, right, before)
        with suppress(TutorError):  # a left side that cannot be read has no number
            self._page.keep(left(self.exercise.general.reader), right(self.exercise.general.reader))
        return found

    def keep_wrong(self, left: Side, right: Side, line: int) -> None:
        """Keep a number that is wrong, or follows from what is: others may rest on it."""
        place = self.exercise.textbook
        tree = right(self.exercise.general.reader)
        number = tree.body if isinstance(tree, Neg) else tree
        if place is None or not isinstance(number, Num):
            return
        try:
            truth = place.value(left(place.reader), next(place.modes(left(place.reader))))
        except TutorError:
            return
        if truth.array.size == 1:
            self._wrong.append(_WrongNumber(number.text, abs(float(truth.array.ravel()[0])), line))

    def _judged(self, said: Verdict, left: Side, right: Side, before: Side | None) -> Verdict:
        general = self.exercise.compared
        if not has_decimals(right(self.exercise.general.reader)):
            try:
                if general(left, right).outcome == SAME:
                    return said.replace(verdict=says.RIGHT, note=says.BY_ITSELF if self._is_numeric(left) else "")
            except TutorError as error:
                return said.replace(note=str(error))
        with_before = self._agrees(before, right) if before is not None and self._is_numeric(before) else None
        truth = self._agrees(left, right)
        if truth and not self._is_numeric(left):
            self.confirmed += 1
            return said.replace(verdict=says.RIGHT)
        if truth or with_before:
            return said.replace(verdict=says.RIGHT, note=says.BY_ITSELF)
        if with_before is False and before is not None:
            return said.replace(verdict=says.WRONG, diagnosis=(self._slip(before, right),))
        if self._is_always_one(before or left, right):
            return said.replace(verdict=says.WRONG, diagnosis=(OFF,))
        if truth is None:
            return self._by_page(said, left, right, before)
        self.contradicted += 1
        if self.confirmed < LEAST_CONFIRMED or self.confirmed < self.contradicted:
            return said.replace(note="the numbers are not those of the textbook")
        line = self._comes_of(left, right)
        if line is not None:
            self.contradicted -= 1
            return said.replace(verdict=says.FOLLOWS, follows=line)
        return said.replace(verdict=says.WRONG, diagnosis=(self._slip(before or left, right),))

    def _is_always_one(self, about: Side, right: Side) -> bool:
        """Whether something is one whatever the numbers are, as the sum of a distribution is, and no rounded sum.

        What the page has called one itself is another number elsewhere: ``y_k`` in another case.
        """
        reader = self.exercise.general.reader
        tree, typed = about(reader), right(reader)
        return (
            not (is_numeric(tree) or has_decimals(typed) or names(tree) & reader.definitions.keys())
            and self.exercise.compared(about, partial(_same, Num("1"))).outcome == SAME
        )

    def _by_page(self, said: Verdict, left: Side, right: Side, before: Side | None) -> Verdict:
        """The verdict by the numbers that the page itself has given its names."""
        reader = self.exercise.general.reader
        about, tree = (before or left)(reader), right(reader)
        formulas = parsed(self.exercise.problem)
        if before is None and isinstance(about, Ref):
            if about.name in reader.world.given and not about.index:
                return said.replace(kind=says.DEFINITION, verdict=says.DEFINES)
            about = formulas[about.name].tree if about.name in formulas else about
        if isinstance(about, Ref | Derivative) and not is_one_number(tree):
            return said.replace(note="nothing here says which numbers these are")
        put = self._page.put(about)
        if put is not None and self._agrees(partial(_same, put), right):
            return said.replace(verdict=says.RIGHT, note=says.BY_PAGE)
        if self._page.told_by(about, tree):
            return said.replace(verdict=says.RIGHT, note=says.BY_PAGE)
        return said.replace(note="nothing here says which numbers these are")

    def _comes_of(self, left: Side, right: Side) -> int | None:
        """The line of a wrong number that these numbers rest on: with the right one in its place they are right."""
        typed = right(self.exercise.general.reader)
        for wrong in reversed(self._wrong):
            corrected = _replaced(typed, wrong)
            if corrected != typed and self._agrees(left, partial(_same, corrected)):
                return wrong.line
        return None

    def _slip(self, before: Side, right: Side) -> Diagnosis:
        """What happened between a formula and the number that is not what it comes to."""
        place = self.exercise.textbook or self.exercise.general
        one, other = before(place.reader), right(place.reader)
        mode = next(place.modes(one, other))
        try:
            typed, value = _array(place, mode, other), _array(place, mode, one)
        except TutorError:
            return OFF
        if typed.size != 1 or value.size != 1:
            return OFF
        room = _largest(slack(other, partial(_array, place, mode), self._given_numbers()))

        number = float(np.ravel(typed)[0])
        room += NEAR * abs(number)

        def near(found: Array) -> bool:
            return found.size == 1 and abs(float(np.ravel(found)[0]) - number) <= room

        off = abs(float(np.ravel(value)[0]) - number)
        return slip_of(one, other, abs(number), off, partial(_array, place, mode), near)

    def _given_numbers(self) -> frozenset[float]:
        """The numbers of what is given, in the textbook and on the page, which nobody has rounded."""
        if self._exact is None:
            place = self.exercise.textbook
            given = place.reader.world.given.values() if place is not None else ()
            self._exact = frozenset(float(number) for array in given for number in np.ravel(np.real(array)))
        return self._exact | self._page.of(self.exercise.general.reader.world.given.keys())

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
                exact = frozenset() if is_one_number(other) else self._given_numbers()
                room = slack(other, partial(_array, place, mode), exact)
                if is_numeric(one):
                    typed_room = _largest(room)  # once more for a number that is cut off, not rounded
                    finest = unit(other.text) if isinstance(other, Num) else 0.0
                    made = slack(one, partial(_array, place, mode), self._given_numbers(), finest)
                    room = 2 * typed_room + _largest(made)
                elif exact:
                    room = 2 * room  # its numbers may come of rounded ones
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
            near = np.abs(left - right) <= _largest(room) + 1e-9 * np.abs(left)
        if left.size > right.size and not near.all():
            return None  # one number for several: what is multiplied there may be meant in another way
        return bool(near.all())


def _array(place: Place, mode: Mode, tree: Node) -> Array:
    return place.value(tree, mode).array


def _largest(room: Array | float) -> float:
    return float(np.max(room))


def _same(tree: Node, _reader: object) -> Node:
    """A side that is a formula already, wherever it is evaluated."""
    return tree


def _replaced(tree: Node, wrong: _WrongNumber) -> Node:
    """A formula with the right number wherever the wrong one stands."""
    if isinstance(tree, Num):
        return Num(repr(wrong.value)) if tree.text == wrong.text else tree
    parts = children(tree)
    return rebuild(tree, tuple(_replaced(part, wrong) for part in parts)) if parts else tree
