"""Follow-through: an answer that is right given the learner's own earlier value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError
from tutor.marking.chain import ancestors, recomputed
from tutor.marking.numbers import Typed, right_entries
from tutor.marking.question import Question
from tutor.marking.verdict import Diagnosis

Array = npt.NDArray[Any]


Followed = tuple[Diagnosis, tuple[str, ...]]


def followed(question: Question, typed: Typed, earlier: Mapping[str, Array]) -> Followed | None:
    """What to say, and the earlier steps whose own values the numbers follow from; None if they do not.

    ``earlier`` maps step ids to the learner's values. All of them together are tried first, then one by one.
    """
    for used in _candidates(question, earlier):
        try:
            array = recomputed(
                question.problem, question.at_instance, question.instance.sizes, question.step.id, values=used
            )[0]
        except TutorError:
            continue
        if np.allclose(array, question.exact, rtol=1e-12, atol=0.0) or array.shape != typed.values.shape:
            continue
        if right_entries(typed, array).all():
            shown = " and ".join(question.problem.display(name) for name in used)
            said = f"Right, from your own {shown}. The method is right; the slip was earlier."
            return Diagnosis("follow-through", said), tuple(used)
    return None


def _candidates(question: Question, earlier: Mapping[str, Array]) -> Iterator[dict[str, Array]]:
    """The learner's values that this step is built from, nearest first, with the point axis in front."""
    own: dict[str, Array] = {}
    for name in ancestors(question.problem, question.step.id):
        if name in earlier and np.shape(earlier[name]) == question.at_instance[name].shape[1:]:
            own[name] = np.asarray(earlier[name], dtype=float)[None]
    if len(own) > 1:
        yield own
    for name, value in own.items():
        yield {name: value}
