"""Holding the arrays of somebody's own backward pass against the truth, on their own data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.errors import did_you_mean
from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.marking.mistakes.large_gradients import Wrong, close, is_large
from tutor.marking.mistakes.mutant_table import Mutants
from tutor.marking.mistakes.other_axes import on_other_axes
from tutor.marking.mistakes.planned_edits import FIT
from tutor.marking.mistakes.ranked_mutants import explained
from tutor.marking.mistakes.step_mutants import mutants_of
from tutor.marking.mistakes.value_table import Collected, Mutant, best
from tutor.marking.verdict import Diagnosis
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import gradient_id, gradient_key
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.real_numbers import as_floats, real_numbers
from tutor.problems.instances.user_arrays import InputError

Array = npt.NDArray[Any]

TOLERANCE = 1e-6
"""Gradients agree when they differ by at most this, relative to the largest entry; 1e-3 for single precision."""


@dataclass(frozen=True)
class Row:
    """One tensor: whether it agrees, how far it is off (relative to its largest entry), and where the most."""

    name: str
    agrees: bool
    error: float
    worst: tuple[int, ...] | None
    got: float | None
    expected: float | None
    diagnosis: tuple[Diagnosis, ...] = ()
    note: str = ""


@np.errstate(all="ignore")
def gradcheck(problem: Problem, given: Mapping[str, Any], grads: Mapping[str, Any]) -> list[Row]:
    """A row for each gradient in ``grads`` (by NAME, or ``dL/dNAME``), in the order given.

    On large arrays mistakes are searched up to a bound (see ranked): a rare one may then have no diagnosis.

    Raises TutorError for names that are no gradients of the problem and for given arrays that do not fit.
    """
    instance = problem.instance(given=given)
    known = instance.gradients
    arrays = {}
    for key, value in grads.items():
        name = gradient_key(problem, key)
        if name not in known:
            hint = did_you_mean(problem.targets[key].by or key, known)
            raise InputError(f"`{key}` is not a gradient of {problem.id}{hint}", title="No such gradient")
        arrays[key] = name, _array(key, value)
    rows = [_compared(instance, name, array) for name, array in arrays.values()]
    return _diagnosed(instance, rows)


def _array(name: str, value: Any) -> Array:
    try:
        array = real_numbers(name, value)
    except ValueError as error:
        raise InputError(str(error), title="Not an array", name=name) from None
    return array if array.dtype in (np.float32, np.float16) else as_floats(array)


class _Compared(NamedTuple):
    """The row of one tensor without a diagnosis, and what must still be explained; None where nothing is left to."""

    row: Row
    wrong: Wrong | None = None


def _compared(instance: Instance, name: str, got: Array) -> _Compared:
    wanted = np.asarray(instance.gradients[name], dtype=float)
    tolerance = TOLERANCE if got.dtype == float else 1e-3
    if not np.isfinite(got).all():
        where = tuple(int(p) + 1 for p in np.argwhere(~np.isfinite(got))[0]) if got.ndim else ()
        return _Compared(Row(name, False, float("inf"), where, None, None, (diagnosis("not-finite"),)))
    step = gradient_id(instance.problem, name)
    note = ""
    if got.shape != wanted.shape:
        if _squeezed(got.shape) != _squeezed(wanted.shape):
            row = Row(name, False, float("inf"), None, None, None)
            return _Compared(row, Wrong(step, name, got, wanted, tolerance))
        note = f"shape {_shape(got.shape)} taken as {_shape(wanted.shape)}"
        got = got.reshape(wanted.shape)
    off = np.abs(got - wanted)
    scale = float(np.max(np.abs(wanted), initial=0.0)) or 1.0
    error = float(np.max(off, initial=0.0)) / scale
    if error <= tolerance:
        return _Compared(Row(name, True, error, None, None, None, note=note))
    where_worst = np.unravel_index(int(np.argmax(off)), off.shape)
    worst = tuple(int(position) + 1 for position in where_worst)
    row = Row(name, False, error, worst, float(got[where_worst]), float(wanted[where_worst]), note=note)
    return _Compared(row, Wrong(step, name, got, wanted, tolerance))


def _diagnosed(instance: Instance, compared: list[_Compared]) -> list[Row]:
    """The rows with the mistakes behind what is wrong: in one pass over all tensors."""
    wrong = [one.wrong for one in compared if one.wrong is not None]
    searched = [one for one in wrong if one.got.shape == one.wanted.shape and one.got.any()]
    found = _searched(instance, searched)
    rows = []
    for row, one in compared:
        if one is None:
            rows.append(row)
        elif one.got.shape != one.wanted.shape:
            rows.append(replace(row, diagnosis=_other_shape(instance, one)))
        elif not one.got.any():
            rows.append(replace(row, diagnosis=(diagnosis("zero"),)))
        else:
            mutants = found.get(one.step, [])[:2]
            codes = [code for mutant in mutants for code in mutant.codes]
            if one.step not in instance.problem.steps_by_id:
                codes = _multiple(one)
            rows.append(replace(row, diagnosis=tuple(diagnosis(code, problem=instance.problem) for code in codes)))
    return rows


def _multiple(one: Wrong) -> list[str]:
    """The code for what is right but for its sign or a constant: of a gradient that no question asks for."""
    most = np.unravel_index(int(np.argmax(np.abs(one.wanted))), one.wanted.shape)
    ratio = one.got[most] / one.wanted[most]
    if not np.isfinite(ratio) or one.wanted.size < 2 or not close(one.got, ratio * one.wanted, one.tolerance):
        return []
    return ["sign" if abs(ratio + 1) <= one.tolerance else "factor"]


def _searched(instance: Instance, wrong: list[Wrong]) -> dict[str, list[Mutant]]:
    """By the id of a tensor's step, the best mistakes that have its values on this data."""
    known = [one for one in wrong if isinstance(instance.problem.steps_by_id.get(one.step), Step)]
    try:
        if is_large(instance):
            return explained(instance, known)
        return {one.step: _explained(instance, one) for one in known}
    except InputError:  # too large for the formulas, though not for the solver: the numbers are judged all the same
        return {}


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)


def _shape(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) if shape else "one number"


def _mutants(instance: Instance, step_id: str) -> Mutants:
    step = instance.problem.step(step_id)
    assert isinstance(step, Step)
    classes = mutants_of(instance.problem, step.id).classes
    return Mutants(instance.problem, step, instance.evaluated(), instance.sizes, classes)


def _matching(found: Collected, got: Array, tolerance: float) -> list[Mutant]:
    """The mutants that have these values."""
    near = [close(got, array[0], tolerance) for array in found.arrays]
    return [mutant for mutant, row in zip(found.mutants, found.rows, strict=True) if near[row]]


def _explained(instance: Instance, one: Wrong) -> list[Mutant]:
    """The best of all mistakes, each of which is evaluated on all of this data."""
    found = _mutants(instance, one.step)
    matching = _matching(found.fitting, one.got, one.tolerance)
    if not matching:
        for whole in found.multipliers:
            matching += _matching(found.fitting, one.got * whole.array[0], one.tolerance)
    return best(matching, one.step)


def _other_shape(instance: Instance, one: Wrong) -> tuple[Diagnosis, ...]:
    """The mistake behind a tensor of another shape: transposed, not summed, summed too far."""
    got, wanted = one.got, one.wanted
    said = f"Its shape is {_shape(got.shape)}; expected {_shape(wanted.shape)}."
    if got.ndim == wanted.ndim and got.shape == wanted.shape[::-1] and close(got.T, wanted, one.tolerance):
        return (Diagnosis("transpose", f"It is transposed. {said}", rule=diagnosis("transpose").rule),)
    if got.ndim <= 4:
        for mutants in _of_other_shapes(instance, one):
            code = mutants[0].codes[0]
            sentence = diagnosis(code, problem=instance.problem)
            return (Diagnosis(code, f"{sentence.message} {said}", rule=sentence.rule),)
    return (Diagnosis("shape", said),)


def _of_other_shapes(instance: Instance, one: Wrong) -> Iterator[list[Mutant]]:
    """The mistakes with these values on other axes, however they are ordered."""
    if not isinstance(instance.problem.steps_by_id.get(one.step), Step):
        return
    try:
        collected = on_other_axes(instance, one) if is_large(instance) else _mutants(instance, one.step).collected
    except InputError:
        return
    for key, found in collected.items():
        if key == FIT:
            continue
        for order in permutations(range(one.got.ndim)):
            matching = _matching(found, one.got.transpose(order), one.tolerance)
            if matching:
                yield best(matching, one.step)
