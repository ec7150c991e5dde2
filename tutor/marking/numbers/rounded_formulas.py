"""Formulas that mix names with rounded numbers, ``0.6225*(1-f)``: judged at the instance, like numbers."""

from __future__ import annotations

import numpy as np

from tutor.marking.numbers.rounded_literals import centre_and_reach, has_rounded, spread
from tutor.marking.numbers.typed_numbers import Typed, right_entries
from tutor.marking.question import Question
from tutor.notation.errors import FitError, NotationError
from tutor.notation.lower.align_to_target import fit
from tutor.notation.tree import Node

MOST_NUMBERS = 20_000
"""Larger arrays are not tried: each literal costs two more of them."""


def right_as_rounded(question: Question, tree: Node) -> bool:
    """Whether a formula with literals of three digits or more is right here for some numbers that round to them."""
    if not has_rounded(tree) or question.exact.size > MOST_NUMBERS:
        return False
    for env in question.environments(tree, question.at_instance, question.instance.sizes):
        try:
            array = fit(spread(tree, env), question.axes, env).array
        except (FitError, NotationError):
            continue
        centre, reach = centre_and_reach(np.broadcast_to(array, (len(array), *question.shape)))
        typed = Typed(centre, reach)
        if any(right_entries(typed, exact, question.digits).all() for exact in (question.exact, question.rounded)):
            return True
    return False
