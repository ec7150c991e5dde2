"""For the tests of code that computes gradients by hand.

from tutor.testing import assert_gradients

def test_backward():
    assert_gradients("lstm-step", arrays, my_backward(arrays))
    assert_gradients(my_loss, {"W": W, "x": x}, {"dW": my_gradient})

Under pytest it is a fixture as well: `def test_backward(assert_gradients)`. In the cells of a notebook, and wherever
else those who are asked can read the test, `assert_answer` and `reveal=False` tell right from wrong and hold no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor import api, host
from tutor.commands.check import lines as said
from tutor.commands.support.gradcheck_text import Label, label_in, lines
from tutor.course.sheet_code import seed_in
from tutor.errors import TutorError, one_line
from tutor.marking import mark, question
from tutor.marking.gradcheck.rows import SINGLE, TOLERANCE, is_single
from tutor.problems.contract.step import Step
from tutor.problems.instances.host_arrays import on_host

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.problems.contract.problem import Problem

__all__ = ["WrongAnswerError", "WrongGradientsError", "assert_answer", "assert_gradients"]

DIGITS = 10
"""Significant digits of arrays that `assert_answer` marks: rounding errors of double precision do not reach them."""


class WrongGradientsError(AssertionError):
    """Some gradients do not agree; the message tells the causes and then has a table."""


class WrongAnswerError(AssertionError):
    """An answer is not right; the message is what there is to say of it, without the right one."""


def assert_gradients(
    problem_or_network: str | Problem | Callable[..., Any],
    given: Mapping[str, Any],
    grads: Mapping[str, Any],
    *,
    values: Mapping[str, Any] | None = None,
    set: Mapping[str, Any] | None = None,
    tolerance: float | None = None,
    reveal: bool = True,
) -> None:
    """Nothing if all gradients agree with the right ones; the arguments are those of `tutor.gradcheck`.

    Without `reveal` the message holds no number of the right gradients.

    Raises WrongGradientsError, an AssertionError, whose message has the causes first and then a table with a row a
    tensor, and TutorError for names and arrays that do not fit.
    """
    __tracebackhide__ = True
    rows = api.gradcheck(problem_or_network, given, grads, values=values, set=set, tolerance=tolerance)
    if not all(row.agrees for row in rows):
        raise WrongGradientsError("\n".join(lines(rows, _label(problem_or_network), reveal=reveal)))


def assert_answer(
    problem: str | Problem,
    step: str,
    answer: Any,
    *,
    seed: int | None = None,
    code: str | None = None,
    set: Mapping[str, Any] | None = None,
) -> None:
    """Nothing if `answer`, a formula or numbers as text or an array, is right for this step of a problem.

    It is asked at the textbook's numbers, those of a `seed`, or those of the sheet with this `code`. Raises
    WrongAnswerError, whose message is what `tutor check` says, and TutorError for an unknown problem, step or code.
    """
    __tracebackhide__ = True
    if code is not None:
        if seed is not None:
            raise TutorError("`seed` and `code` each say which numbers: give one of them", title="Which numbers?")
        seed = seed_in(code)
    posed = host.problem(problem) if isinstance(problem, str) else problem
    instance = posed.instance(seed=seed, set=set)
    asked = question(instance, step)
    if answer is None or answer is ...:
        raise WrongAnswerError("There is no answer yet.")
    text = answer
    if not isinstance(answer, str):
        array = _array(answer)
        if isinstance(asked.step, Step) and _agrees(array, instance.target(asked.step.id)):
            return
        text = _as_text(array)
    verdict = mark(asked, text)
    if verdict.kind != "correct":
        raise WrongAnswerError("\n".join(said(text, verdict)))


def _array(answer: Any) -> NDArray[Any]:
    try:
        array = np.asarray(on_host("the answer", answer))
    except ValueError as error:  # rows of unequal length, or a tensor that has no numbers
        raise TutorError(f"the answer is no array: {one_line(str(error))}", title="No answer") from error
    if array.dtype.kind not in "fiu":
        raise TutorError(f"an answer is text or an array of real numbers, not of {array.dtype}", title="No answer")
    return array


def _agrees(array: NDArray[Any], right: NDArray[Any]) -> bool:
    if array.shape != right.shape:
        return False
    bound = (SINGLE if is_single(array) else TOLERANCE) * np.abs(right).max(initial=0.0)
    return bool((np.abs(array - right) <= bound).all())


def _as_text(array: NDArray[Any]) -> str:
    """The numbers as somebody types them who has rounded them to so many digits."""
    if array.dtype.kind in "iu":
        return str(array.tolist())
    rounded = np.vectorize(lambda number: float(f"{number:.{DIGITS}g}"), otypes=[float])(array)
    return str(rounded.tolist())


def _label(asked: str | Problem | Callable[..., Any]) -> Label:
    if callable(asked):
        return str
    return label_in(host.problem(asked) if isinstance(asked, str) else asked)
