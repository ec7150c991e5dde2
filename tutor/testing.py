"""For the tests of code that computes gradients by hand.

from tutor.testing import assert_gradients

def test_backward():
    assert_gradients("lstm-step", arrays, my_backward(arrays))
    assert_gradients(my_loss, {"W": W, "x": x}, {"dW": my_gradient})
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tutor import api
from tutor.commands.support.gradcheck_text import Label, label_in, lines

if TYPE_CHECKING:
    from tutor.marking.gradcheck import Row
    from tutor.problems.contract.problem import Problem

__all__ = ["assert_gradients"]


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

    Raises AssertionError, whose message has the cause first and then a table with a row a tensor, and TutorError for
    names and arrays that do not fit.
    """
    __tracebackhide__ = True
    rows = api.gradcheck(problem_or_network, given, grads, values=values, set=set, tolerance=tolerance)
    if not all(row.agrees for row in rows):
        raise AssertionError(_message(rows, _label(problem_or_network)))


def _label(asked: str | Problem | Callable[..., Any]) -> Label:
    if callable(asked):
        return lambda row: row.name
    from tutor import host

    return label_in(host.problem(asked) if isinstance(asked, str) else asked)


def _message(rows: list[Row], label: Label) -> str:
    wrong = [row for row in rows if not row.agrees]
    count = f"{len(wrong)} of {len(rows)} arrays {'is' if len(wrong) == 1 else 'are'} wrong"
    first = next((row for row in wrong if row.diagnosis), wrong[0])
    return "\n".join((f"{label(first)}: {_cause(first)}", count, *lines(rows, label)))


def _cause(row: Row) -> str:
    """What is wrong with an array: the mistake, if one is known, and the entry that is the farthest off."""
    said = " ".join(part.message for part in row.diagnosis)
    if row.worst is not None and row.got is not None and row.expected is not None:
        at = f" at [{','.join(map(str, row.worst))}]" if row.worst else ""
        said = f"{said} {row.got:.6g}{at}, expected {row.expected:.6g}".strip()
    return said or "it does not agree"
