"""Solving problems that bring no solver: by their formulas at first, by a plan when the same sizes come again.

Making a plan takes some milliseconds, evaluating formulas less than one; a plan then takes microseconds.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.notation.errors import FitError, NotationError
from tutor.problems.instances.formula_values import backward_by_formulas, forward_by_formulas, sizes_of
from tutor.problems.instances.gradient_names import gradient_names
from tutor.solve.graph.nodes import NotPlannedError

if TYPE_CHECKING:
    from tutor.notation.lower.value import Array, Arrays
    from tutor.problems.contract.problem import Problem
    from tutor.solve.plan import Plan

MOST_BYTES = 64 * 2**20
_MOST_SEEN = 2000


class Plans:
    """Plans by problem, sizes and kind of numbers, at most so many bytes of them; those used last stay."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0
        self._plans: OrderedDict[Hashable, Plan | None] = OrderedDict()
        self._seen: OrderedDict[Hashable, None] = OrderedDict()
        self._lock = Lock()

    def plan(self, problem: Problem, given: Arrays, *, at_once: bool = False) -> Plan | None:
        """The plan for arrays such as these: None when they come for the first time and where there can be none."""
        key = problem, tuple([(array.shape, array.dtype.char) for array in map(np.asarray, given.values())])
        with self._lock:
            if key in self._plans:
                self._plans.move_to_end(key)
                return self._plans[key]
            if key not in self._seen and not at_once:
                self._seen[key] = None
                if len(self._seen) > _MOST_SEEN:
                    self._seen.popitem(last=False)
                return None
        made = _made(problem, given)
        with self._lock:
            self._hold(key, made)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._plans.clear()
            self._seen.clear()
            self.held = 0

    def _hold(self, key: Hashable, plan: Plan | None) -> None:
        if key in self._plans:
            return
        self._plans[key] = plan
        self.held += _size(plan)
        while self.held > self.most:
            _, dropped = self._plans.popitem(last=False)
            self.held -= _size(dropped)


def _size(plan: Plan | None) -> int:
    return plan.nbytes + 100_000 if plan is not None else 1000


def _made(problem: Problem, given: Arrays) -> Plan | None:
    from tutor.solve.plan import Plan  # 10 ms, which a first solve does without

    try:
        return Plan(problem, sizes_of(problem, given), kind_of_numbers(given), gradient_names(problem))
    except (NotPlannedError, FitError, NotationError):
        return None


def kind_of_numbers(given: Arrays) -> Any:
    """The kind that a solve of these arrays is in: that of those which are no whole numbers."""
    kinds = [array.dtype for array in map(np.asarray, given.values()) if array.dtype.kind in "fc"]
    return np.result_type(*kinds) if kinds else np.dtype(float)


PLANS = Plans(MOST_BYTES)


def forward(problem: Problem, given: Arrays) -> dict[str, Array]:
    """All values of one instance, by name."""
    plan = PLANS.plan(problem, given)
    return plan.forward(given) if plan is not None else dict(forward_by_formulas(problem, given))


def backward(problem: Problem, given: Arrays, values: Arrays) -> dict[str, Array]:
    """The gradients of the loss of one instance, by name; without declared steps by a plan from the first.

    Steps are not derived for that: where there can be no plan, derivatives come of the forward pass itself.
    """
    declared = problem.declares("steps")
    plan = PLANS.plan(problem, given, at_once=not declared)
    if plan is not None:
        return plan.backward(given)
    if declared:
        return dict(backward_by_formulas(problem, given, values))
    from tutor.problems.proof.complex_step import jacobian

    sizes = sizes_of(problem, given)
    return {name: jacobian(problem.as_declared, given, sizes, problem.loss, name) for name in gradient_names(problem)}
