"""A named array of a problem: given (with a sampler) or computed (with a formula)."""

from __future__ import annotations

from functools import lru_cache

from tutor.problems.contract.samplers import Normal, Sampler
from tutor.record import Record

_NORMAL = Normal()


class Quantity(Record):
    """One named array.

    ``axes`` are letters, ``"n,i"``; the size of axis ``n`` is the problem's size ``N``. ``symbol`` is LaTeX: it
    is what is displayed and is accepted as input like the name. A quantity with a ``formula`` is computed in the
    forward pass, otherwise ``sample`` draws it. ``outside`` names the given quantity that stands before the first
    entry along a time axis (``h0`` for ``h[t-1]`` at t = 1); without it that is zero. ``row`` marks a one-axis
    quantity that is written as a row, so that ``W x`` is a number.
    """

    name: str
    axes: str = ""
    symbol: str = ""
    meaning: str = ""
    sample: Sampler = _NORMAL
    formula: str = ""
    row: bool = False
    outside: str = ""

    @property
    def letters(self) -> tuple[str, ...]:
        """The axes as a tuple of letters."""
        return _letters(self.axes)


@lru_cache(maxsize=1024)  # asked for some dozens of times at every instance
def _letters(axes: str) -> tuple[str, ...]:
    return tuple(letter.strip() for letter in axes.split(",")) if axes else ()
