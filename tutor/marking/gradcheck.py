"""Holding the arrays of somebody's own backward pass against the truth, on their own data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.errors import did_you_mean
from tutor.marking.mistakes.diagnosis import diagnosis, mutants_of
from tutor.marking.mistakes.mutant_table import FIT, Collected, Mutant, Mutants, best
from tutor.marking.verdict import Diagnosis
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.instance import InputError, Instance
from tutor.problems.instances.real_numbers import as_floats, real_numbers

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

    Raises TutorError for names that are no gradients of the problem and for given arrays that do not fit.
    """
    instance = problem.instance(given=given)
    known = instance.gradients
    rows = []
    for key, value in grads.items():
        name = key.removeprefix(f"d{problem.loss}/d")
        if name not in known:
            hint = did_you_mean(name, known)
            raise InputError(f"`{key}` is not a gradient of {problem.id}{hint}", title="No such gradient")
        rows.append(check_one(instance, name, _array(key, value)))
    return rows


def _array(name: str, value: Any) -> Array:
    try:
        array = real_numbers(name, value)
    except ValueError as error:
        raise InputError(str(error), title="Not an array", name=name) from None
    return array if array.dtype in (np.float32, np.float16) else as_floats(array)


def check_one(instance: Instance, name: str, got: Array) -> Row:
    """The row of one tensor."""
    wanted = np.asarray(instance.gradients[name], dtype=float)
    tolerance = TOLERANCE if got.dtype == float else 1e-3
    if not np.isfinite(got).all():
        where = tuple(int(p) + 1 for p in np.argwhere(~np.isfinite(got))[0]) if got.ndim else ()
        return Row(name, False, float("inf"), where, None, None, (diagnosis("not-finite"),))
    note = ""
    if got.shape != wanted.shape:
        if _squeezed(got.shape) == _squeezed(wanted.shape):
            note = f"shape {_shape(got.shape)} taken as {_shape(wanted.shape)}"
            got = got.reshape(wanted.shape)
        else:
            return Row(
                name, False, float("inf"), None, None, None, _other_shape(instance, name, got, wanted, tolerance)
            )
    off = np.abs(got - wanted)
    scale = float(np.max(np.abs(wanted), initial=0.0)) or 1.0
    error = float(np.max(off, initial=0.0)) / scale
    if error <= tolerance:
        return Row(name, True, error, None, None, None, note=note)
    where_worst = np.unravel_index(int(np.argmax(off)), off.shape)
    worst = tuple(int(position) + 1 for position in where_worst)
    found = _explained(instance, name, got, tolerance)
    return Row(name, False, error, worst, float(got[where_worst]), float(wanted[where_worst]), found, note)


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)


def _shape(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) if shape else "one number"


def _mutants(instance: Instance, name: str) -> Mutants | None:
    step = instance.problem.steps_by_id.get(f"d{instance.problem.loss}/d{name}")
    if not isinstance(step, Step):
        return None
    try:
        arrays = instance.evaluated()
    except InputError:  # too large for the formulas, though not for the solver: the numbers are judged all the same
        return None
    return Mutants(instance.problem, step, arrays, instance.sizes, mutants_of(instance.problem, step.id).classes)


def _close(one: Array, two: Array, tolerance: float) -> bool:
    scale = float(np.max(np.abs(two), initial=0.0))
    return one.shape == two.shape and bool((np.abs(one - two) <= tolerance * scale).all())


def _matching(found: Collected, got: Array, tolerance: float) -> list[Mutant]:
    """The mutants that have these values."""
    near = [_close(got, array[0], tolerance) for array in found.arrays]
    return [mutant for mutant, row in zip(found.mutants, found.rows, strict=True) if near[row]]


def _explained(instance: Instance, name: str, got: Array, tolerance: float) -> tuple[Diagnosis, ...]:
    """The mistakes whose values are these, on this data."""
    if not got.any():
        return (diagnosis("zero"),)
    found = _mutants(instance, name)
    if found is None:
        return ()
    matching = _matching(found.fitting, got, tolerance)
    if not matching:
        for whole in found.multipliers:
            matching += _matching(found.fitting, got * whole.array[0], tolerance)
    return tuple(
        diagnosis(code, problem=instance.problem)
        for mutant in best(matching, found.step.id)[:2]
        for code in mutant.codes
    )


def _other_shape(instance: Instance, name: str, got: Array, wanted: Array, tolerance: float) -> tuple[Diagnosis, ...]:
    """The mistake behind a tensor of another shape: transposed, not summed, summed too far."""
    said = f"Its shape is {_shape(got.shape)}; expected {_shape(wanted.shape)}."
    if got.ndim == wanted.ndim and got.shape == wanted.shape[::-1] and _close(got.T, wanted, tolerance):
        return (Diagnosis("transpose", f"It is transposed. {said}", rule=diagnosis("transpose").rule),)
    found = _mutants(instance, name)
    if found is not None and got.ndim <= 4:
        for key, collected in found.collected.items():
            if key == FIT:
                continue
            for order in permutations(range(got.ndim)):
                matching = _matching(collected, got.transpose(order), tolerance)
                if matching:
                    code = best(matching, found.step.id)[0].codes[0]
                    sentence = diagnosis(code, problem=instance.problem)
                    return (Diagnosis(code, f"{sentence.message} {said}", rule=sentence.rule),)
    return (Diagnosis("shape", said),)
