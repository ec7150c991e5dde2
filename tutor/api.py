"""What programs ask of the tutor beyond the pieces themselves: the same answers as the command line's."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.marking import Verdict
    from tutor.marking.gradcheck import Row
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance


def check(
    problem: str | Problem,
    step: str,
    answer: str,
    *,
    seed: int | None = None,
    set: Mapping[str, Any] | None = None,
) -> Verdict:
    """Mark an answer to one step, on the textbook instance or on that of a seed.

    `set` changes single given numbers, and chooses where there is a choice, such as `{"f": "tanh"}`. Raises TutorError
    for an unknown problem or step; an answer that cannot be read is a verdict, `invalid`.
    """
    from tutor.marking import mark, question

    asked = _problem(problem)
    usual = not set and (seed is None or type(seed) is int)
    instance = _instance(asked, seed) if usual else asked.instance(seed=seed, set=set)
    return mark(question(instance, step), answer)


@lru_cache(maxsize=64)
def _instance(problem: Problem, seed: int | None) -> Instance:
    """An instance that is asked about again and again: to make one takes half as long as to mark an answer."""
    return problem.instance(seed=seed)


def compare(reference: str, answer: str, names: Iterable[str] | None = None) -> Verdict:
    """Whether two formulas are the same function of the names in them.

    Names are numbers unless declared with axes in `names`, such as "W[h,d]". Raises TutorError for a declaration or a
    reference that cannot be read; an answer that cannot be read is a verdict, `invalid`.
    """
    from tutor.marking.compare import compare as compared

    return compared(reference, answer, names)


def gradcheck(problem: str | Problem, given: Mapping[str, Any], grads: Mapping[str, Any]) -> list[Row]:
    """A row for each of somebody's own gradients: whether it agrees, how far it is off, and which mistake it is.

    `given` holds all arrays that the loss depends on, `grads` any of the gradients, by NAME or `dL/dNAME`, each of
    the shape of its array. Raises TutorError for an unknown name, an array left out and one that does not fit.
    """
    from tutor import marking
    from tutor.notation.tree import names
    from tutor.problems.instances.formula_values import parsed

    asked = _problem(problem)
    formulas = parsed(asked)
    used = set().union(*(names(formulas[value.name].tree) for value in asked.values))
    absent = [quantity.name for quantity in asked.given if quantity.name in used and quantity.name not in given]
    if absent:
        # An instance would fill them with numbers of its own, and every gradient would look wrong.
        raise TutorError(
            f"{', '.join(absent)} must be given too: {asked.loss} depends on it", title="An array is missing"
        )
    if not grads:
        raise TutorError("there are no gradients to compare", title="Nothing to compare")
    return marking.gradcheck(asked, given, grads)


def network(source: str | os.PathLike[str], name: str = "") -> Problem:
    """The problem that a network file describes: its path, or its text, which has more than one line.

    ``name`` becomes its id, as for a plugin that yields networks; else its path is. Raises NetworkError, a TutorError,
    with the line and the column of what is wrong.
    """
    from tutor.problems.network import reader

    if isinstance(source, str) and "\n" in source:
        return reader.read_network(source, name or "network")
    return reader.load_network(source, name)


def _problem(problem: str | Problem) -> Problem:
    from tutor import host

    return host.problem(problem) if isinstance(problem, str) else problem
