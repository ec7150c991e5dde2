"""Wrong values of a forward pass: which of them is the cause, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tutor.errors import TutorError
from tutor.marking.gradcheck.rows import SINGLE, VALUE, Array, Row, bound_of, is_single
from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.marking.mistakes.large_gradients import close
from tutor.marking.verdict import Diagnosis
from tutor.notation.tree import names
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.formula_values import compute, environment, evaluated, lift, parsed
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.memory_estimate import check_memory


def forward_followed(instance: Instance, rows: list[Row], arrays: Sequence[Array]) -> list[Row]:
    """The rows, each wrong value with what is said of the forward pass, and the wrong gradients that follow from one.

    ``arrays`` are those that the rows are about.
    """
    wrong = {row.name for row in rows if row.kind == VALUE and not row.agrees}
    if not wrong:
        return rows
    handed = {row.name: array for row, array in zip(rows, arrays, strict=True) if row.kind == VALUE}
    own = {name: _in_shape(array, instance.values[name]) for name, array in handed.items()}
    usable = {name: array for name, array in own.items() if array is not None}
    after = _recomputed(instance, usable)
    cause = next(quantity.name for quantity in instance.problem.values if quantity.name in wrong)
    found = []
    for row, array in zip(rows, arrays, strict=True):
        if row.agrees:
            found.append(row)
        elif row.kind == VALUE:
            found.append(_value_row(instance, row, usable, wrong))
        else:
            follows = row.name in after and _equal(array, after[row.name])
            found.append(_following(row, cause) if follows else row)
    return found


def _in_shape(array: Array, wanted: Array) -> Array | None:
    return array.reshape(np.shape(wanted)).astype(float) if array.size == np.size(wanted) else None


def _equal(array: Array, other: Array) -> bool:
    """Whether an array is another one as far as its precision goes."""
    same = _in_shape(array, other)
    return same is not None and close(same, other, bound_of(array, SINGLE if is_single(array) else None))


def _recomputed(instance: Instance, own: Mapping[str, Array]) -> dict[str, Array]:
    """The gradients that the right backward pass gives from somebody's own values, by name."""
    problem = instance.problem
    try:
        check_memory(problem, instance.sizes, formulas=True)
        values = [quantity.name for quantity in problem.values if quantity.name not in own]
        known = lift({**instance.given, **own})
        known = compute(problem, known, instance.sizes, only=values) | lift(own)
        steps = [name for name in parsed(problem) if name not in problem.quantities]
        found = compute(problem, known, instance.sizes, only=steps)
    except TutorError:  # too large for the formulas, though not for the solver: the rows stand as they are
        return {}
    ids = {name: gradient_id(problem, name) for name in instance.gradients}
    return {name: found[step][0] for name, step in ids.items() if step in found}


def _value_row(instance: Instance, row: Row, own: Mapping[str, Array], wrong: set[str]) -> Row:
    """A wrong value: the one that follows from another wrong one, or the cause."""
    name = row.name
    formula = parsed(instance.problem)[name]
    before = [q.name for q in instance.problem.values if q.name in names(formula.tree) & wrong and q.name != name]
    if before and name in own and row.got is not None:
        arrays = lift({**instance.given, **instance.values, **own})
        env = environment(instance.problem, arrays, instance.sizes)
        try:
            check_memory(instance.problem, instance.sizes, formulas=True)
            if _equal(own[name], evaluated(formula.tree, formula.axes, env)[0]):
                return _following(row, before[0])
        except TutorError:  # as above
            return row
    said = Diagnosis("forward", f"The forward value {name} is wrong.", rule=diagnosis("forward").rule)
    return replace(row, diagnosis=(said, *(found for found in row.diagnosis if found.code != "forward")))


def _following(row: Row, cause: str) -> Row:
    said = f"It follows from the forward value {cause}, which is wrong."
    return replace(row, diagnosis=(Diagnosis("forward", said, rule=diagnosis("forward").rule),))
