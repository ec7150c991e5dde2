"""Marking an answer in numbers: at the instance, entry by entry, as many digits as were typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.marking.mistakes.diagnosis import explain_numbers
from tutor.marking.numbers import typed_numbers
from tutor.marking.numbers.follow_through import followed
from tutor.marking.numbers.required_digits import FEWEST, MOST
from tutor.marking.question import Question
from tutor.marking.verdict import ROW_NOTE, UNRECOGNISED, Diagnosis, Verdict, sentence
from tutor.notation.errors import FitError
from tutor.notation.lower.environment import TYPED_ROOM
from tutor.notation.tree import Node
from tutor.problems.instances.formula_values import environment

Array = npt.NDArray[Any]

FOLLOWED = 0.5
"""The credit for an answer that is right given the learner's own earlier value."""


def mark_numbers(question: Question, tree: Node, earlier: Mapping[str, Array]) -> Verdict:
    """Numbers are judged at the instance, entry by entry."""
    env = environment(question.problem, {}, question.instance.sizes, room=TYPED_ROOM)
    try:
        typed = typed_numbers.typed_numbers(tree, env)
    except FitError as error:
        return Verdict("wrong", diagnosis=(Diagnosis(error.code, sentence(error.reason)),))
    fitted = typed_numbers.shaped(typed, question.shape)
    if fitted is None:
        if not typed.values.shape and not np.any(question.exact) and not np.any(typed.values):
            return Verdict("correct", 1.0, value=np.zeros(question.shape), note="All entries are zero.")
        return Verdict("wrong", diagnosis=(wrong_shape(question, typed.values.shape),))
    typed, other_layout = fitted
    typed = replace(typed, values=question.asked(typed.values, question.exact))
    right = _right(question, typed, typed_numbers.SIGNIFICANT)
    if right.all() and not typed_numbers.right_entries(typed, question.exact, MOST).all():
        right = _right(question, typed, question.digits)  # of more digits than ever asked for all is said already
    if right.all():
        row = other_layout and typed.values.size > 1
        return Verdict("correct", 1.0, note=ROW_NOTE if row else "", value=typed.values)
    own = followed(question, typed, earlier) if earlier else None
    if own is not None:
        said, steps = own
        return Verdict("correct", FOLLOWED, diagnosis=(said,), follows=steps, value=typed.values)
    score = float(np.mean(right))
    if typed_numbers.nearly(typed, question.exact):
        note = Diagnosis(
            "rounding", f"Right but for rounding: give {question.digits} digits or more, and round only at the end."
        )
        return Verdict("wrong", score, diagnosis=(note,), value=typed.values)
    found = explain_numbers(question, typed) or (first_difference(right),)
    return Verdict("wrong", score, diagnosis=found, value=typed.values)


def _right(question: Question, typed: typed_numbers.Typed, digits: int) -> npt.NDArray[np.bool_]:
    """The entries that are right at this many digits, exactly or when every intermediate is rounded first.

    How far they are rounded depends on the digits that are asked for, which take a table of mistakes to know (3 to
    80 ms): that is made only where it matters.
    """
    right = typed_numbers.right_entries(typed, question.exact, digits)
    if right.all():
        return right
    rounded = question.rounded_for
    left = rounded.any(axis=tuple(range(1, rounded.ndim)), keepdims=True)  # all rounded away: that makes no zero of it
    found = right | (left & typed_numbers.right_entries(typed, rounded, digits))
    first: npt.NDArray[np.bool_] = found[0]
    return first if (found == first).all() else found[question.digits - FEWEST]


def wrong_shape(question: Question, got: tuple[int, ...]) -> Diagnosis:
    """The diagnosis for numbers in a shape that is not the answer's: what is asked for, axis by axis."""
    axes = [f"{question.problem.axes.get(letter) or 'axis'} ({letter})" for letter in question.axes]
    asked = "one number is asked for" if not axes else f"{_shape(question.shape)} are asked for"
    if axes:
        asked += f", one for each of the {axes[0]}" if len(axes) == 1 else f": {' by '.join(axes)}"
    these = f"this is {_shape(got)}" if len(got) != 1 else f"this is a list of {got[0]}"
    return Diagnosis("shape", sentence(f"{asked}; {these}"))


def _shape(shape: tuple[int, ...]) -> str:
    if not shape:
        return "one number"
    if len(shape) == 1:
        return f"{shape[0]} numbers"
    return "×".join(map(str, shape)) + " numbers"


def first_difference(right: npt.NDArray[np.bool_]) -> Diagnosis:
    """The diagnosis that only says where: the first entry that differs."""
    if right.ndim == 0 or right.size == 1:
        return _told("The number differs.")
    where = tuple(int(position) + 1 for position in np.argwhere(~right)[0])
    place = f"number {where[0]}" if len(where) == 1 else f"[{','.join(map(str, where))}]"
    return _told(f"The first entry that differs is {place}.")


def _told(where: str) -> Diagnosis:
    return replace(UNRECOGNISED, message=f"{UNRECOGNISED.message} {where}")
