"""Whether two formulas are the same function, from their values at sampled points.

Floats first, to nine digits of each value; where they leave it open, extended precision, then fifty and a hundred
digits. There is no absolute tolerance anywhere: 1e-50 cos(x) is not 1e-50 sin(x), and sin(pi) is 0 because it shrinks
as digits are added.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tutor.marking.equivalence.agreement import close, tells
from tutor.marking.equivalence.higher_precision import Array, Comparison, Extended, Precise, Same
from tutor.notation.errors import RoomError
from tutor.notation.lower.environment import Env

_EXTENDED = bool(np.finfo(np.longdouble).eps < np.finfo(float).eps / 100)


def decide(
    evaluated: Callable[[Env], Array],
    answer: Array,
    reference: Array,
    extended: Extended,
    precise: Precise,
    *,
    believe: bool = True,
    doubt: bool = False,
) -> Same:
    """Whether what has the values ``answer`` at the points is what has the values ``reference`` there.

    ``extended`` and ``precise`` give an environment with more digits, and the reference in it; the second at the
    points it is asked for, in the field it is given. ``evaluated`` gives the answer in such an environment. They are
    called only when floats leave it open. What is different in extended precision is believed to be so unless
    ``believe`` denies it: numbers beyond its nineteen digits could cancel even there. With ``doubt``, what floats find
    the same is looked at with many digits all the same.
    """
    if answer.shape != reference.shape:
        answer = np.broadcast_to(answer, reference.shape)
    agree = close(answer, reference)
    if agree.all() and (reference.all() or tells(reference != 0)) and not doubt:
        return "same"
    comparison = Comparison(answer, reference, agree, evaluated, extended, precise, _EXTENDED and believe)
    try:
        found = comparison.outcome()
        return comparison.confirmed() if doubt and found == "same" else found
    except RoomError:  # with more digits it takes too long: that is no verdict
        return "open"
