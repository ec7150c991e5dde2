"""What a formula comes to while it is being typed: its shape and, where all its names are known, its value.

Nothing here depends on a number that is not known: in the place of those stand ones of the same shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.marking.question import Question
from tutor.marking.verdict import as_numbers
from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.entrywise import arranged
from tutor.notation.lower.environment import Env
from tutor.notation.tree import Node
from tutor.notation.tree_walks import is_numeric, names
from tutor.problems.contract.scope_builder import axis_sizes
from tutor.record import Record

Array = npt.NDArray[Any]


class TypedValue(Record):
    """The ``shape`` of a formula's value, whether it is what is ``asked`` for, and the ``array`` where it is known."""

    shape: tuple[int, ...]
    asked: bool
    array: Array | None = None


def prepare(question: Question) -> None:
    """Work out what the first formula that is typed would wait for."""
    question.shared.room  # noqa: B018  (is worked out when it is first asked for)


@np.errstate(all="ignore")
def typed_value(question: Question, tree: Node, known: Mapping[str, Array]) -> TypedValue | None:
    """The value of a formula at the instance, by the arrays that are ``known``, each of one point.

    None for plain numbers, for what names the answer itself or has no value, and for an array that is not known.
    """
    used = names(tree)
    declared = question.problem.scope.names
    if is_numeric(tree) or question.step.id in used or not used <= declared.keys():
        return None
    sizes = axis_sizes(question.problem, question.instance.sizes)
    unknown = {name: np.ones((1, *(sizes[axis] for axis in declared[name].axes))) for name in used - known.keys()}
    found = None
    for env in question.environments(tree, {**known, **unknown}, question.instance.sizes):
        try:
            found = _in_one_reading(question, tree, env)
        except (FitError, NotationError):
            continue
        if found.asked:
            break
    return found if found is None or not unknown else found.replace(array=None)


def _in_one_reading(question: Question, tree: Node, env: Env) -> TypedValue:
    """Raises FitError where the formula has no value in this reading."""
    value = evaluate(tree, env)
    if value.dims or not question.shape:
        try:
            array = np.broadcast_to(fit(value, question.axes, env).array[0], question.shape)
            return TypedValue(question.shape, asked=True, array=as_numbers(array))
        except FitError:
            pass
    order = (*(letter for letter in value.dims if letter not in value.axes), *value.axes)
    own = arranged(value.array, value.dims, order)[0]
    return TypedValue(tuple(env.size(value.class_of(letter)) for letter in order), asked=False, array=as_numbers(own))
