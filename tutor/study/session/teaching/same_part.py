"""Whether a formula is a part of the right one: a slope that is asked by itself, a factor that is left out."""

from __future__ import annotations

import numpy as np

from tutor.marking import Question
from tutor.marking.equivalence.agreement import close, within
from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.entrywise import arranged
from tutor.notation.tree import Node
from tutor.notation.tree_walks import is_numeric

AS_TYPED = 2e-3
"""How far a typed number of three digits may be from the value."""


@np.errstate(all="ignore")
def same_part(question: Question, due: Node, typed: Node) -> bool:
    """Whether a formula has the same value at the sampled points, or numbers the same at the instance."""
    if is_numeric(typed):
        return _is_value(question, due, typed)
    for env in question.environments(typed, question.points.arrays, question.points.sizes):
        try:
            right, value = evaluate(due, env), evaluate(typed, env)
        except (FitError, NotationError):
            continue
        if value.axes == right.axes and set(value.dims) == set(right.dims):
            return bool(close(arranged(value.array, value.dims, right.dims), right.array).all())
    return False


def _is_value(question: Question, due: Node, typed: Node) -> bool:
    for env in question.environments(due, question.at_instance, question.instance.sizes):
        try:
            right = evaluate(due, env)
            array = fit(evaluate(typed, env), right.dims, env).array
        except (FitError, NotationError):
            continue
        return array.shape == right.array.shape and within(array, right.array, AS_TYPED * np.abs(right.array))
    return False
