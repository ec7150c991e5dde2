"""One array of somebody's own code beside the right one: whether they agree, and by how much they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.marking.verdict import Diagnosis
from tutor.problems.instances.real_numbers import as_floats, real_numbers
from tutor.problems.instances.user_arrays import InputError

Array = npt.NDArray[Any]

TOLERANCE = 1e-6
"""Arrays agree when they differ by at most this, relative to the largest entry; ``SINGLE`` for single precision."""
SINGLE = 1e-3

GRADIENT, VALUE = "gradient", "value"


@dataclass(frozen=True)
class Row:
    """One tensor: whether it agrees, how far it is off (relative to its largest entry), and where the most.

    ``kind`` is gradient or value, and ``step`` the id of what it is: dL/dW_o, o; empty for an array of several.
    ``follows`` is the id of what is wrong before it, where it follows from that: an array, or a formula whose array was
    not handed in. Its ``diagnosis`` is then that of the cause. ``layout`` says in which other layout it agrees, if in
    one: transposed, blocks (of an axis, in another order), or stacked (several arrays in one); ``note`` has the
    sentence.
    """

    name: str
    agrees: bool
    error: float
    worst: tuple[int, ...] | None
    got: float | None
    expected: float | None
    diagnosis: tuple[Diagnosis, ...] = ()
    note: str = ""
    kind: str = GRADIENT
    layout: str = ""
    step: str = ""
    follows: str | None = None


class Compared(NamedTuple):
    """The row of an array, and the two arrays where a mistake must be looked for."""

    row: Row
    wrong: tuple[Array, Array, float] | None = None
    """What was got, what was wanted, and the tolerance."""


def real_array(name: str, value: Any) -> Array:
    """Somebody's array: single precision as it is, anything else as float64. Raises InputError for what is none."""
    try:
        array = real_numbers(name, value)
    except ValueError as error:
        raise InputError(str(error), title="Not an array", name=name) from None
    return array if array.dtype in (np.float32, np.float16) else as_floats(array)


def checked_tolerance(tolerance: float | None) -> float | None:
    """The tolerance that was asked for. Raises InputError for what is no number from 0 to 1."""
    if tolerance is not None and not (isinstance(tolerance, int | float | np.number) and 0 <= tolerance < 1):
        raise InputError(f"the tolerance {tolerance} is not a number from 0 to 1", title="No such tolerance")
    return tolerance


def bound_of(array: Array, tolerance: float | None) -> float:
    """The tolerance for an array: what was asked for, else that of its precision."""
    return tolerance if tolerance is not None else TOLERANCE if array.dtype == float else SINGLE


def compared(name: str, got: Array, right: Any, tolerance: float | None, kind: str = GRADIENT) -> Compared:
    """The row of an array without a diagnosis; one number or an axis of one entry more or less is no difference."""
    wanted = np.asarray(right, dtype=float)
    bound = bound_of(got, tolerance)
    if not np.isfinite(got).all():
        where = tuple(int(p) + 1 for p in np.argwhere(~np.isfinite(got))[0]) if got.ndim else ()
        return Compared(Row(name, False, float("inf"), where, None, None, (diagnosis("not-finite"),), kind=kind))
    note = ""
    if got.shape != wanted.shape:
        if _squeezed(got.shape) != _squeezed(wanted.shape):
            return Compared(Row(name, False, float("inf"), None, None, None, kind=kind), (got, wanted, bound))
        note = f"shape {shape_text(got.shape)} taken as {shape_text(wanted.shape)}"
        got = got.reshape(wanted.shape)
    off = np.abs(got - wanted)
    scale = float(np.max(np.abs(wanted), initial=0.0)) or 1.0
    error = float(np.max(off, initial=0.0)) / scale
    if bound < error <= SINGLE and tolerance is None and is_single(got):
        bound = SINGLE
        said = "every number of it is one of single precision: compared as such"
        note = f"{note}; {said}" if note else said
    if error <= bound:
        return Compared(Row(name, True, error, None, None, None, note=note, kind=kind))
    where_worst = np.unravel_index(int(np.argmax(off)), off.shape)
    worst = tuple(int(position) + 1 for position in where_worst)
    row = Row(name, False, error, worst, float(got[where_worst]), float(wanted[where_worst]), note=note, kind=kind)
    return Compared(row, (got, wanted, bound))


def is_single(array: Array) -> bool:
    """Whether float64 numbers were computed in single precision, by their pattern: they have no digits beyond it.

    Numbers such as 0.5 tell nothing: at least one must have more digits than half precision.
    """
    with np.errstate(all="ignore"):
        return bool((array.astype(np.float32) == array).all() and (array.astype(np.float16) != array).any())


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)


def shape_text(shape: tuple[int, ...]) -> str:
    """``2×3``, or "one number"."""
    return "×".join(map(str, shape)) if shape else "one number"
