"""Where two formulas part, and why it cannot be told whether they do."""

from __future__ import annotations

import numpy as np

from tutor.marking.compared_reference import Array, Reference
from tutor.marking.equivalence.agreement import close, tells
from tutor.marking.mistakes.codes import CODES
from tutor.marking.verdict import Diagnosis

SHOWN_NAMES = 3


def why_open(right: Reference, array: Array) -> str:
    """Why it is open whether an answer with these values is the reference."""
    defined = np.isfinite(right.values)
    if not defined.any():
        return "The reference is a number at none of the points that were tried."
    if not (defined & np.isfinite(array)).any():
        return "At none of the points that were tried are both of them numbers."
    both = defined & np.isfinite(array)
    if (
        both.any()
        and (both < defined).any()
        and close(np.broadcast_to(array, defined.shape)[both], right.values[both]).all()
    ):
        return "They agree where both are numbers, but at some points only the first one is."
    if not tells(defined & np.isfinite(array)):
        return "At too few of the points that were tried are both of them numbers."
    return "Too close to tell at the points that were tried; another way of writing it may help."


def difference(right: Reference, array: Array) -> Diagnosis:
    """The other sign, a constant factor, or where the two part."""
    both = np.isfinite(array) & np.isfinite(right.values)
    usable = both & (right.values != 0)
    one, other = array[usable], right.values[usable]
    if not both.any():
        return Diagnosis("unrecognised", "Where one of them is a number, the other is none.")
    if close(array[both], right.values[both]).all():
        return Diagnosis("unrecognised", "They differ by next to nothing.")
    if not one.size or close(one, other).all():
        return Diagnosis("unrecognised", _how_far(right, array), where=_example(right, array))
    if one.size and close(one, -other).all():
        return Diagnosis("sign", CODES["sign"].message, rule=CODES["sign"].rule)
    if one.size > 1 and close(one * other[0], other * one[0]).all() and one[0]:
        return Diagnosis("factor", CODES["factor"].message, rule=CODES["factor"].rule)
    if array.ndim == 3 and array.shape[1] == array.shape[2] and close(array.swapaxes(1, 2), right.values).all():
        return Diagnosis("transpose", CODES["transpose"].message, rule=CODES["transpose"].rule)
    return Diagnosis("unrecognised", _how_far(right, array), where=_example(right, array))


def _example(right: Reference, array: Array) -> str:
    """A point where they differ, when it is short to say."""
    scalar = {name: values for name, values in right.arrays.items() if values.ndim == 1}
    if array.ndim != 1 or len(scalar) != len(right.arrays) or not 0 < len(scalar) <= SHOWN_NAMES:
        return ""
    with np.errstate(all="ignore"):
        gap = np.abs(array - right.values) / np.maximum(np.abs(array), np.abs(right.values))
    if not np.isfinite(gap).any():
        return ""
    at = int(np.nanargmax(np.where(np.isfinite(gap), gap, np.nan)))
    shown = right.scope.names
    given = ", ".join(f"{shown[name].unicode} = {values[at]:.4g}" for name, values in scalar.items())
    digits = 4 if gap[at] > 1e-3 else 12
    return f"At {given} they are {right.values[at]:.{digits}g} and {array[at]:.{digits}g}."


def _how_far(right: Reference, array: Array) -> str:
    """Whether they differ everywhere: in the entries of an array, or at the points of one number."""
    both = np.isfinite(array) & np.isfinite(right.values)
    differs = both & ~close(array, right.values)
    if array.ndim == 1:
        return f"They differ at {'each' if differs[both].all() else 'some'} of the points that were tried."
    entries = differs.any(axis=0)
    if entries.all():
        return "They differ in every entry."
    first = ",".join(str(at + 1) for at in np.argwhere(entries)[0])
    return f"They agree in some entries and not in others: the first that differs is [{first}]."
