"""The slips that are likely in one line, with what comes of each at an instance: for whoever marks on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tutor.errors import TutorError
from tutor.problems.instances.formula_values import compute
from tutor.study.find.lines import differs
from tutor.study.find.slips import slips

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.notation.tree import Node
    from tutor.problems.contract.step import Step
    from tutor.problems.instances.instance import Instance

MOST_NUMBERS = 5_000
"""Numbers of all arrays together beyond which the slips are not looked for: nobody marks them on paper."""


class CommonSlip(NamedTuple):
    """A kind of slip, the formula with it, and its value at the instance."""

    code: str
    tree: Node
    value: NDArray[np.float64]


def common_slips(instance: Instance, step: Step, most: int) -> list[CommonSlip]:
    """At most so many slips of a line, one of each kind, whose values differ from the right one and from each other."""
    if sum(array.size for array in (*instance.given.values(), *instance.values.values())) > MOST_NUMBERS:
        return []
    found: list[CommonSlip] = []
    for slip in _valued(instance, step):
        known = (instance.target(step.id), *(one.value for one in found))
        if slip.code not in {one.code for one in found} and all(differs(slip.value, value) for value in known):
            found.append(slip)
        if len(found) == most:
            break
    return found


def _valued(instance: Instance, step: Step) -> Iterator[CommonSlip]:
    evaluated = instance.evaluated()
    for slip in slips(instance.problem, step):
        try:
            arrays = compute(instance.problem, evaluated, instance.sizes, only={step.id}, replaced={step.id: slip.tree})
        except TutorError:  # it has no value where a log or a division is not defined
            continue
        value = arrays[step.id][0].real
        if value.shape == instance.target(step.id).shape and np.isfinite(value).all():
            yield CommonSlip(slip.code, slip.tree, value)
