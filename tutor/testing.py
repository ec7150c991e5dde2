"""For the tests of code that computes gradients by hand.

from tutor.testing import assert_gradients

def test_backward():
    assert_gradients("lstm-step", arrays, my_backward(arrays))
    assert_gradients(my_loss, {"W": W, "x": x}, {"dW": my_gradient})

Under pytest it is a fixture as well: `def test_backward(assert_gradients)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tutor import api
from tutor.commands.support.gradcheck_text import Label, label_in, lines

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

__all__ = ["WrongGradientsError", "assert_gradients"]


class WrongGradientsError(AssertionError):
    """Some gradients do not agree; the message tells the causes and then has a table."""


def assert_gradients(
    problem_or_network: str | Problem | Callable[..., Any],
    given: Mapping[str, Any],
    grads: Mapping[str, Any],
    *,
    values: Mapping[str, Any] | None = None,
    set: Mapping[str, Any] | None = None,
    tolerance: float | None = None,
) -> None:
    """Nothing if all gradients agree with the right ones; the arguments are those of `tutor.gradcheck`.

    Raises WrongGradientsError, an AssertionError, whose message has the causes first and then a table with a row a
    tensor, and TutorError for names and arrays that do not fit.
    """
    __tracebackhide__ = True
    rows = api.gradcheck(problem_or_network, given, grads, values=values, set=set, tolerance=tolerance)
    if not all(row.agrees for row in rows):
        raise WrongGradientsError("\n".join(lines(rows, _label(problem_or_network))))


def _label(asked: str | Problem | Callable[..., Any]) -> Label:
    if callable(asked):
        return str
    from tutor import host

    return label_in(host.problem(asked) if isinstance(asked, str) else asked)
