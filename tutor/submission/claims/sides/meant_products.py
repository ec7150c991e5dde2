"""Products whose factors are the right ones, but in an order or with transpositions that do not fit.

Where axes have different sizes, the letters of the axes alone say how the factors were meant to meet: an axis that
the left side does not have is summed.
"""

from __future__ import annotations

import string

import numpy as np

from tutor.errors import TutorError
from tutor.notation.lower.value import Value
from tutor.notation.tree import Fold, Neg, Node
from tutor.submission.claims.sides.comparing import Place
from tutor.submission.claims.sides.derivatives import factors_of, spelled_out, worked_out
from tutor.submission.claims.sides.laid_out import SAME, Pair
from tutor.submission.claims.sides.view import Mode, View

_MOST = 8


def by_letters(place: Place, left: Node, right: Node, modes: list[Mode]) -> str:
    """``order`` if the factors of the right side make the left one when each axis meets its like; else nothing."""
    while isinstance(right, Neg) and isinstance(left, Neg):
        left, right = left.body, right.body
    sign = 1.0
    while isinstance(right, Neg) or (isinstance(right, Fold) and right.kind == "sum" and right.binders):
        sign = -sign if isinstance(right, Neg) else sign
        right = right.body
    for mode in modes[:2]:
        view = place.view(mode)
        try:
            own = place.value(left, mode)
            items = factors_of(worked_out(spelled_out(right, view), view))
            values = [view.value(item) for item in items]
        except TutorError:
            continue
        if len(values) < 2 or len(values) > _MOST:
            continue
        pair = _pair(own, values, view, sign)
        if pair is not None and pair.outcome == SAME:
            return "order"
    return ""


def _pair(own: Value, values: list[Value], view: View, sign: float) -> Pair | None:
    sides = [_spread(value, view) for value in (own, *values)]
    if any(len(set(letters)) < len(letters) for _, letters in sides):
        return None
    known = {
        letter: string.ascii_letters[at] for at, letter in enumerate(dict.fromkeys(c for _, ls in sides for c in ls))
    }
    result = sides[0][1]
    if not set(result) <= {letter for _, letters in sides[1:] for letter in letters}:
        return None
    recipe = ",".join("Z" + "".join(known[letter] for letter in letters) for _, letters in sides[1:])
    try:
        found = np.einsum(
            f"{recipe}->Z" + "".join(known[letter] for letter in result), *(array for array, _ in sides[1:])
        )
    except ValueError:  # two axes of one kind with other lengths, as of entries along time
        return None
    return Pair(sides[0][0], sign * found)


def _spread(value: Value, view: View) -> tuple[np.ndarray, tuple[str, ...]]:
    """The array with a flattened pair of axes as two, and the kinds of its axes."""
    array, letters = np.asarray(value.array), list(value.classes)
    for flat, pair in view.scope.axes.pairs.items():
        if flat in letters:
            at = letters.index(flat)
            sizes = [view.world.axis_sizes[letter] for letter in pair]
            array = array.reshape(*array.shape[: at + 1], *sizes, *array.shape[at + 2 :])
            letters[at : at + 1] = pair
    return array, tuple(letters)
