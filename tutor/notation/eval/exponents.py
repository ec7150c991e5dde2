"""Exponents of arrays: those that are one whole number, and bounds where numbers have no largest one."""

from __future__ import annotations

from typing import Any

import numpy as np

from tutor.notation.errors import NotationError
from tutor.notation.lower.value import Array

MAX_EXPONENT = 10_000
_WHOLE_UP_TO = 1e9
_LARGEST_EXPONENT = 1e7
_LARGEST_BASE = 10**400
"""Bounds where numbers have no largest one."""


def whole_exponent(exponent: Array) -> int | None:
    """The exponent if it is one whole number, the same at all points."""
    if exponent.size != len(exponent) or exponent.dtype == complex:
        return None
    if exponent.dtype == object:
        if not all(_is_number(number) for number in exponent.flat):
            return None
        try:
            exponent = exponent.astype(float)
        except (TypeError, ValueError, OverflowError):
            return None
    first = exponent.flat[0]
    return int(first) if abs(first) <= _WHOLE_UP_TO and first == np.rint(first) and (exponent == first).all() else None


def check_bounds(base: Array, exponent: Array, column: int) -> None:
    """High precision has no overflow: a tower of powers would never end."""
    for array, bound in ((exponent, _LARGEST_EXPONENT), (base, _LARGEST_BASE)):
        if any(_is_number(number) and abs(number) > bound for number in array.flat):
            raise NotationError(f"too large a number at column {column}", column)


def _is_number(entry: Any) -> bool:
    """Whether an entry is a number and not a symbol."""
    return not getattr(entry, "free_symbols", None)
