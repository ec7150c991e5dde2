"""Whether values agree as far as floats tell: to nine digits of each, with no absolute tolerance anywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

RELATIVE = 1e-9
FEWEST = 8
"""With fewer points that tell anything, nothing is called different."""


def close(answer: Array, reference: Array) -> npt.NDArray[np.bool_]:
    """Entries that agree to nine digits; those out of range never do."""
    with np.errstate(all="ignore"):
        gap = np.abs(answer - reference)
        near = gap <= RELATIVE * np.maximum(np.abs(answer), np.abs(reference))
    return np.asarray(near & (gap < np.inf))


def margin(reference: Array) -> Array:
    """How far each number of an answer may be from the right one; below zero, and never met, where that tells nothing.

    Prepared once a question: an answer within it is right without another look. See ``within``.
    """
    told = np.isfinite(reference) & (reference.all() or tells(reference != 0))
    with np.errstate(all="ignore"):
        return np.asarray(np.where(told, RELATIVE * np.abs(reference), -1.0))


def within(answer: Array, reference: Array, margins: Array) -> bool:
    """Whether every number is within its margin: then ``decide`` would find the same, in four times the time."""
    with np.errstate(all="ignore"):
        return bool((np.abs(answer - reference) <= margins).all())


def tells(entries: npt.NDArray[np.bool_]) -> bool:
    """Whether enough points have an entry of those that tell something: neither out of range nor zero in both."""
    return int(entries.reshape(len(entries), -1).any(axis=1).sum()) >= min(FEWEST, len(entries))
