"""What the gradients of a page are of: its loss where it has one, else its outputs times the gradients that arrive."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np

from tutor.submission.code.assignments.page_names import key_of, plain
from tutor.submission.code.own_pass.handed import Upstream
from tutor.submission.code.runtime.record_of_run import RETURNED, Assigned, Run
from tutor.submission.code.runtime.values import Unknown

_LOSS = re.compile(r"(?:[a-z]+_)*(?:loss|cost|objective|error|err|mse|bce|nll|ce|cross_?entropy)(?:es|_\w+|\d)?|"
                   r"[JLE]|l", re.IGNORECASE)  # fmt: skip
_OF_FUNCTION = re.compile(r"loss|cost|entropy|mse|bce|nll|objective", re.IGNORECASE)
_NO_LOSS = re.compile(r"deriv|prime|delta|smooth|best|prev|old|log_|hist|val_|test|acc|num", re.IGNORECASE)
_MOST = 5


class Loss(NamedTuple):
    """One scalar that the gradients of a page may be of: the sum of some assignments, weighted by what arrives."""

    parts: tuple[tuple[int, Any], ...]
    """Which of all assignments count, each with the array that it is multiplied by."""
    implied: bool = False
    """Whether the page states no loss, and begins with the gradient of this one."""

    @property
    def arrives(self) -> bool:
        """Whether it is made of outputs, with the gradients by these that the page is given."""
        return any(np.ndim(weight) > 0 for _, weight in self.parts)

    @property
    def last(self) -> int:
        """The last assignment that counts."""
        return max(order for order, _ in self.parts)

    def value(self, run: Run) -> float:
        """What it is in a run; NaN where an assignment was not made or is not known."""
        total = 0.0
        for order, weight in self.parts:
            value = value_of(run.assigned[order]) if order < len(run.assigned) else None
            if value is None or np.shape(value) != np.shape(weight):
                return float("nan")
            total += float(np.sum(value * weight))
        return total


def value_of(one: Assigned) -> Any:
    """The array as a whole that an assignment gave, as numbers; None where it is not known."""
    value = one.value if one.whole is None else one.whole
    if isinstance(value, Unknown) or (isinstance(value, np.ndarray) and value.dtype.kind not in "fiu"):
        return None
    return np.asarray(value, float)


def losses(run: Run, upstream: list[Upstream]) -> list[Loss]:
    """The scalars that the gradients may be of, the likeliest first."""
    found: dict[tuple[int, str], Assigned] = {}
    several: dict[tuple[int, str], Assigned] = {}
    for one in run.assigned:
        value = value_of(one)
        if value is not None and not isinstance(one.value, int) and _is_loss(one):
            (found if value.size == 1 else several)[one.line, one.name] = one
    found = found or {key: one for key, one in several.items() if _OF_FUNCTION.search(one.function)}
    scalars = [(one.order, np.ones(np.shape(value_of(one)))) for one in reversed(found.values())]
    arriving = tuple((one.order, one.array) for one in upstream)
    candidates = [Loss((scalar,)) for scalar in scalars[:_MOST]]
    if arriving:
        candidates += [Loss(arriving), *(Loss((*one.parts, *arriving)) for one in candidates[:1])]
    return candidates


def _is_loss(one: Assigned) -> bool:
    name = plain(key_of(one.name)).rpartition(".")[2].removesuffix("()")
    if _NO_LOSS.search(name):
        return False
    return bool(_OF_FUNCTION.search(name)) if one.kind == RETURNED else bool(_LOSS.fullmatch(name))
