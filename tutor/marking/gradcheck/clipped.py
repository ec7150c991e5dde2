"""Gradients that were clipped: each entry to a bound, or all arrays together to a norm.

A bound is any number. That of an array that was handed in is its largest entry; where only what follows was handed in,
those that people write are tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tutor.marking.gradcheck.rows import Array
from tutor.marking.gradcheck.slips.slip import Slip
from tutor.marking.gradcheck.slips.time_slips import carried, sum_of
from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.marking.mistakes.large_gradients import Wrong, close
from tutor.marking.verdict import Diagnosis
from tutor.notation.tree import Call, Neg, Node, Num
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed

_BOUNDS = (0.01, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
_FEWEST_CLIPPED = 2
"""Entries at a bound that nobody writes, from which on they are not equal by chance."""


def clipped(got: Array, wanted: Array, tolerance: float) -> Diagnosis | None:
    """What is said of an array that is the right one with its entries clipped."""
    bound = float(np.max(np.abs(got), initial=0.0))
    beyond = np.count_nonzero(np.abs(wanted) > bound * (1 + tolerance))
    within = np.count_nonzero(wanted) - beyond  # where all stand at the bound, nothing tells of a bound
    told = within and (beyond >= _FEWEST_CLIPPED or (beyond and _is_written(bound, tolerance)))
    if told and close(got, np.clip(wanted, -bound, bound), tolerance):
        return _said(f"No entry is beyond {bound:.6g}; the others are right.")
    return None


def scaled_to_norm(got: Sequence[Array], wanted: Sequence[Array], tolerance: float) -> Diagnosis | None:
    """What is said of arrays that are all a part of the right ones, the same part, with a norm that people write."""
    own, right = (np.concatenate([np.ravel(array) for array in arrays]) for arrays in (got, wanted))
    norm, whole = float(np.linalg.norm(own)), float(np.linalg.norm(right))
    if not (0 < norm < whole and np.count_nonzero(right) >= _FEWEST_CLIPPED and _is_written(norm, tolerance)):
        return None
    together = "Together they have" if len(got) > 1 else "It has"
    return _said(f"{together} the norm {norm:.6g}.") if close(own, norm / whole * right, tolerance) else None


def _is_written(number: float, tolerance: float) -> bool:
    return any(abs(number - bound) <= max(tolerance, 1e-5) * bound for bound in _BOUNDS)


def _said(where: str) -> Diagnosis:
    return diagnosis("clipped", where)


def clipping_slips(
    problem: Problem, arrays: Mapping[str, Array], wrong: Sequence[Wrong], names: Sequence[str]
) -> Iterator[Slip]:
    """A gradient of ``names`` that is clipped before it is used, or what is handed back of one to the step before."""
    own = {bound for one in wrong if (bound := _bound(one)) is not None}
    for name in names:
        largest = float(np.max(np.abs(arrays[name]), initial=0.0))
        found = carried(problem, name)
        for bound in sorted({*_BOUNDS, *own}):
            if 0 < bound < largest:
                yield Slip("clipped", name, {name: _within(parsed(problem)[name].tree, bound)})
            if bound > 0 and found is not None and found[1]:
                handed = sum_of([*found[1], _within(sum_of(found[2]), bound)])
                yield Slip("clipped", name, {name: handed})


def _bound(one: Wrong) -> float | None:
    """What an array is clipped to, if it is: several of its entries stand there."""
    size = np.abs(one.got)
    bound = float(np.max(size, initial=0.0))
    return bound if np.count_nonzero(size >= bound * (1 - one.tolerance)) >= _FEWEST_CLIPPED else None


def _within(node: Node, bound: float) -> Node:
    number = Num(repr(bound))
    return Call("max", (Call("min", (node, number)), Neg(number)))
