"""Follow-through: an answer that is right given the learner's own earlier value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError
from tutor.marking.numbers.typed_numbers import Typed, right_entries
from tutor.marking.question import Question
from tutor.marking.verdict import Diagnosis
from tutor.notation.tree import Node
from tutor.notation.tree_walks import names
from tutor.problems.instances.dependency_graph import ancestors, recomputed
from tutor.problems.instances.formula_values import environment, evaluated, parsed, read

Array = npt.NDArray[Any]


Followed = tuple[Diagnosis, tuple[str, ...]]


def followed(question: Question, typed: Typed, earlier: Mapping[str, Array]) -> Followed | None:
    """What to say, and the earlier steps whose own values the numbers follow from; None if they do not.

    ``earlier`` maps step ids to the learner's values. All of them together are tried first, then one by one, in each
    of the forms that the right answer has.
    """
    for form, used in _candidates(question, earlier):
        try:
            array = _from(question, form, used)
        except TutorError:
            continue
        if np.allclose(array, question.exact, rtol=1e-12, atol=0.0) or array.shape != typed.values.shape:
            continue
        if right_entries(typed, array).all():
            shown = " and ".join(question.problem.display(name) for name in used)
            said = f"Right, from your own {shown}. The method is right; the slip was earlier."
            return Diagnosis("follow-through", said), tuple(used)
    return None


def _from(question: Question, form: Node, values: Mapping[str, Array]) -> Array:
    """What a form of the right answer comes to with some other values, and all that follows from them."""
    problem, sizes, right = question.problem, question.instance.sizes, question.at_instance
    arrays = {**right, **values}
    for name in names(form) & parsed(problem).keys() - values.keys() - {question.step.id}:
        if values.keys() & set(ancestors(problem, name)):
            arrays[name] = recomputed(problem, right, sizes, name, values=values)
    if question.step.id in names(form):  # along time it is built from itself
        return np.asarray(recomputed(problem, right, sizes, question.step.id, values=values)[0])
    return np.asarray(evaluated(form, question.axes, environment(problem, arrays, sizes))[0])


def _candidates(question: Question, earlier: Mapping[str, Array]) -> Iterator[tuple[Node, dict[str, Array]]]:
    """Forms of the right answer, each with the learner's values that it is built from, the point axis in front."""
    problem, step = question.problem, question.formula_step
    for form in (question.tree, *(read(problem, text, step.id) for text in step.also)):
        nearest = dict.fromkeys(sorted(names(form) - {step.id}))
        further = (name for near in list(nearest) for name in ancestors(problem, near))
        own = {}
        for name in dict.fromkeys((*nearest, *further)):
            if name in earlier and np.shape(earlier[name]) == question.at_instance[name].shape[1:]:
                own[name] = np.asarray(earlier[name], dtype=float)[None]
        if len(own) > 1:
            yield form, own
        for name, value in own.items():
            yield form, {name: value}
