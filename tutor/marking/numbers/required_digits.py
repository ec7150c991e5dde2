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
    gap = np.abs(mutants.reshape(len(mutants), -1) - exact.reshape(-1))
    size = np.abs(exact.reshape(-1))
    zero = size <= _ZERO
    unit = 10.0 ** np.floor(np.log10(np.where(zero, 1.0, size)))
    with np.errstate(divide="ignore"):
        apart = unit / gap
    if zero.any():
        apart[:, zero] = np.where(gap[:, zero] <= _ZERO, np.inf, 10.0 ** (FEWEST - 1))
    # an entry of a mutant that is off by one unit in digit d is told apart from digit d on
    told = np.ceil(np.log10(apart.min(axis=1))) + 1
    return int(np.clip(told[told <= 12].max(initial=FEWEST), FEWEST, MOST))
