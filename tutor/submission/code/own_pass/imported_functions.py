"""Functions that pages import from files that are not at hand, by the names that all give them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.submission.code.interpreter.state import State
from tutor.submission.code.interpreter.tables.libraries import library_function
from tutor.submission.code.interpreter.tables.reductions import softmax
from tutor.submission.code.runtime.values import Native

_OF_LIBRARIES = {"sigmoid": "sigmoid", "sigm": "sigmoid", "logistic": "sigmoid", "relu": "relu", "ReLU": "relu"}


def imported_function(name: str, axis: int) -> Native | None:
    """A function that a page calls and does not define; those of classes go along ``axis``. None for other names."""
    if name in _OF_LIBRARIES:
        function = library_function(f"torch.{_OF_LIBRARIES[name]}")
        return None if function is None else Native(name, function)
    if name in ("softmax", "Softmax"):
        return Native(name, lambda state, value: softmax(state, value, axis if np.ndim(value) > 1 else 0))
    if name in ("cross_entropy_error", "cross_entropy"):
        return Native(name, _cross_entropy(axis))
    return None


def _cross_entropy(axis: int) -> Callable[..., Any]:
    def function(state: State, probabilities: Any, targets: Any) -> Any:
        """The mean over the samples, for targets that are zeros and a one."""
        state.budget.shape(np.broadcast_shapes(np.shape(probabilities), np.shape(targets)))
        samples = np.size(probabilities) // np.shape(probabilities)[axis if np.ndim(probabilities) > 1 else 0]
        return -np.sum(np.multiply(targets, np.log(probabilities))) / samples

    return function
