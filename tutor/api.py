"""What programs ask of the tutor beyond the pieces themselves: the same answers as the command line's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.marking import Verdict
    from tutor.marking.gradcheck import Row
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance
    from tutor.submission.marked import Marked


def check(
    problem: str | Problem,
    step: str,
    answer: str,
    *,
    seed: int | None = None,
    set: Mapping[str, Any] | None = None,
) -> Verdict:
    """Mark an answer to one step, on the textbook instance or on that of a seed.

    `set` changes single given numbers, and chooses where there is a choice, such as `{"f": "tanh"}`. Options of a
    question are picked by their texts, or by their numbers as shown for that seed: `Instance.step` has their order.
    Raises TutorError for an unknown problem or step; an answer that cannot be read is a verdict, `invalid`.
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


def gradcheck(
    problem: str | Problem | Callable[..., Any],
    given: Mapping[str, Any],
    grads: Mapping[str, Any],
    *,
    values: Mapping[str, Any] | None = None,
    set: Mapping[str, Any] | None = None,
    tolerance: float | None = None,
) -> list[Row]:
    """A row for each of somebody's own gradients: whether it agrees, how far it is off, and which mistake it is.

    `given` holds all arrays that the loss depends on, `grads` any of the gradients, each of the shape of its array, by
    a name as code has it: `W1`, `dL/dW1`, `dW_1`, `grad_W1`, `W1.grad`. Tensors of torch, jax and alike are taken as
    they are. `values` of the forward pass are judged first. `set` changes single given numbers, and chooses where there
    is a choice, such as `{"f": "tanh"}`. `tolerance` is relative to the largest entry of an array; without one it is
    1e-6, and 1e-3 for single precision.

    A function instead of a problem takes the arrays of `given` by name, or all of them as one object, and returns the
    loss, one number; its gradients are computed by complex steps, or by central differences where it takes no complex
    numbers, and what is wrong is told by the numbers alone.

    Raises TutorError for an unknown name, an array left out and one that does not fit.
    """
    if callable(problem):
        from tutor.marking.gradcheck.of_function import gradcheck_function

        if values or set:
            raise TutorError("a function has neither values nor choices: only its gradients can be compared")
        return gradcheck_function(problem, given, grads, tolerance=tolerance)
    from tutor.marking.gradcheck import gradcheck as held_against

    return held_against(_problem(problem), given, grads, values=values, set=set, tolerance=tolerance)


def mark_page(text: str, problems: Iterable[str | Problem] = (), *, name: str = "page.md", key: bool = False) -> Marked:
    """Judge every statement of a worked solution, or every assignment of code; ``name`` says by its end which it is.

    ``problems`` are what it is about: ids, network files or problems; with none, all that are installed are tried. With
    ``key`` the right formula stands beside what is wrong. Raises TutorError for an unknown problem, and for a notebook
    that is damaged.
    """
    from tutor import host
    from tutor.submission.mark import mark as marked

    chosen = [_problem(problem) for problem in problems]
    return marked(text, name, chosen or list(host.problems().values()), sure=bool(chosen), key=key)


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
