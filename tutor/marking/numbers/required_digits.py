"""How many digits a number must have so that no single mistake rounds to it as well."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FEWEST, MOST = 3, 8
_ZERO = 1e-12


def digits_needed(exact: npt.NDArray[np.float64], mutants: npt.NDArray[np.float64]) -> int:
    """The fewest significant digits at which each mutant (first axis) differs from ``exact`` in some entry.

    Mutants that agree with it to twelve digits are right by algebra at these numbers and are left out.
    """
    if not len(mutants):
        return FEWEST
    flat = mutants.reshape(len(mutants), -1)
    right = exact.reshape(-1)
    gap = np.abs(flat - right)
    size = np.abs(right)
    with np.errstate(divide="ignore"):
        unit = np.where(size > _ZERO, 10.0 ** np.floor(np.log10(np.where(size > _ZERO, size, 1.0))), 0.0)
        # an entry of a mutant that is off by one unit in digit d is told apart from digit d on
        digits = np.where(unit > 0, np.ceil(np.log10(unit / np.where(gap > 0, gap, np.nan))) + 1, FEWEST)
    digits = np.where((unit == 0) & (gap <= _ZERO), np.inf, digits)
    digits = np.where(np.isnan(digits), np.inf, digits)
    told = digits.min(axis=1)
    told = told[told <= 12]
    return int(np.clip(told.max(initial=FEWEST), FEWEST, MOST))
