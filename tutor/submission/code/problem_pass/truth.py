"""What the names of a page may mean, and what is right for each: values, gradients, and what is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from tutor.lazy import cached_property
from tutor.problems.contract.code_names import given_names, gradient_names, value_names
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.instance import Instance
from tutor.submission.code.assignments.page_names import plain
from tutor.submission.code.problem_pass.handed_arrays import is_of_samples_through_time

GIVEN, VALUE, GRADIENT = "given", "value", "gradient"


class Meaning(NamedTuple):
    """What a name may stand for: a quantity, or the gradient by it; the step that asks for it, and the right array."""

    kind: str
    quantity: str
    step: str
    right: Any
    scale: float = 1.0
    """What the gradients of the page are multiplied by: a mean that is taken later, or in its loss."""
    turned_round: bool = False
    """Whether the array has its first two axes the other way round than the problem: samples before time."""


class Truth:
    """The right arrays of an instance by the names that people's code has for them."""

    def __init__(
        self,
        instance: Instance,
        values_scale: float = 1.0,
        given_scale: float = 1.0,
        *,
        samples_first: bool = False,
    ) -> None:
        self.instance, self.samples_first = instance, samples_first
        self._scales = dict.fromkeys(instance.given, given_scale)
        self._values_scale = values_scale
        problem = instance.problem
        self._givens, self._values = given_names(problem), value_names(problem)
        self._found: dict[tuple[str, str], str] = {}

    @cached_property
    def gradients(self) -> Mapping[str, Any]:
        """The gradients of the loss by the quantity, those that only a step asks for too."""
        problem = self.instance.problem
        found = dict(self.instance.gradients)
        for step in problem.formula_steps():
            target = problem.targets[step.id]
            if target.is_gradient_by(target.by) and target.by not in found:
                found[target.by] = self.instance.target(step.id)
        return found

    @cached_property
    def _gradients(self) -> Any:
        return gradient_names(self.instance.problem, self.gradients)

    def quantity(self, kind: str, key: str) -> str:
        """The quantity that a key means, of a kind; nothing where it means none or may mean several."""
        if (kind, key) not in self._found:
            names = self._givens if kind == GIVEN else self._values if kind == VALUE else self._gradients
            self._found[kind, key] = names.found(plain(key)) or names.found(plain(key).rpartition(".")[2])
        return self._found[kind, key]

    def meaning(self, kind: str, quantity: str) -> Meaning:
        """The right array of a quantity, or of the gradient by it."""
        if kind == GRADIENT:
            problem = self.instance.problem
            scale = self._scales.get(quantity, self._values_scale)
            right = np.asarray(self.gradients[quantity], float) * scale
            return self._laid_out(Meaning(kind, quantity, gradient_id(problem, quantity), right, scale))
        arrays = self.instance.values if kind == VALUE else self.instance.given
        return self._laid_out(Meaning(kind, quantity, quantity, np.asarray(arrays[quantity], float)))

    def _laid_out(self, meaning: Meaning) -> Meaning:
        if not self.samples_first or not is_of_samples_through_time(self.instance, meaning.quantity):
            return meaning
        return meaning._replace(right=np.swapaxes(meaning.right, 0, 1), turned_round=True)
