"""The kinds of numbers that formulas are evaluated on: floats and complex numbers, extended precision, many digits.

Each has the functions of the language for arrays of its numbers, as their rows have them for its library.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from tutor.notation.eval.numpy_arrays import Field, entry_by_entry
from tutor.notation.functions import ROWS, in_library
from tutor.notation.lower.value import Array

LARGEST_BITS = 4000
_LARGE_BITS = 128
"""Of numbers with more bits before the point the exponential is taken apart."""
_COSTS = {name: row.cost for name, row in ROWS.items() if row.cost}
_EXTENDED_COSTS = {"erf": 1500, "gelu": 1500}
"""In extended precision some are worked out entry by entry."""

FLOATS = Field(
    name="floats",
    number=float,
    functions={name: in_library(row.floats, np) for name, row in ROWS.items() if row.floats},
    slopes={name: in_library(row.float_slope, np) for name, row in ROWS.items() if row.float_slope},
    constants={"e": np.e, "pi": np.pi},
    dtype=float,
    costs=_COSTS,
)
"""Floats, and complex numbers for the complex-step derivative (relu, abs and step follow the real part)."""


class _Digits:
    """mpmath's functions at so many digits; those that would never end for large numbers do."""

    def __init__(self, context: Any) -> None:
        self.context = context

    def __getattr__(self, name: str) -> Any:
        return getattr(self.context, name)

    def _is_large(self, z: Any) -> bool:
        return isinstance(z, self.context.mpf) and self.context.mag(z) > _LARGE_BITS

    def exp(self, z: Any) -> Any:
        context = self.context
        if not self._is_large(z):
            return context.exp(z)
        with context.workprec(context.prec + context.mag(z) + 20):  # mpmath multiplies e with itself: 40 ms for e^1e308
            count = int(context.floor(z / context.ln2))
            rest = z - count * context.ln2
        return context.ldexp(context.exp(rest), count)

    def sigma(self, z: Any) -> Any:
        if self._is_large(z) and z > 0:
            return self.context.mpf(1)  # to any number of digits, without the exponential
        return 1 / (1 + self.exp(-z))

    def sinh(self, z: Any) -> Any:
        return self.context.sign(z) * self.exp(abs(z)) / 2 if self._is_large(z) else self.context.sinh(z)

    def cosh(self, z: Any) -> Any:
        return self.exp(abs(z)) / 2 if self._is_large(z) else self.context.cosh(z)


@cache
def precise(digits: int = 50) -> Field:
    """Numbers of ``digits`` decimal digits, through mpmath (comes with SymPy; imported when first asked for).

    Functions of numbers beyond 1e1200 raise OverflowError: here nothing overflows by itself, and the exponential of the
    exponential of a thousand would never end.
    """
    import mpmath

    context = mpmath.mp.clone() if hasattr(mpmath.mp, "clone") else mpmath.MPContext()
    context.dps = digits
    library = _Digits(context)

    def bounded(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def checked(z: Any) -> Any:
            if context.mag(z) > LARGEST_BITS:
                raise OverflowError
            return function(z)

        return checked

    return Field(
        name=f"{digits} digits",
        number=context.mpf,
        functions={
            name: entry_by_entry(bounded(in_library(row.digits, library))) for name, row in ROWS.items() if row.digits
        },
        constants={"e": context.exp(1), "pi": +context.pi},
        dtype=object,
        costs=_COSTS,
    )


@cache
def extended_field() -> Field:
    """Floats of 64 bits of precision where the machine has them, literals and constants included."""
    return Field(
        name="extended",
        number=np.longdouble,
        functions={**FLOATS.functions, "erf": _extended_erf, "gelu": _extended_gelu},
        constants={
            "e": np.longdouble("2.718281828459045235360287"),
            "pi": np.longdouble("3.141592653589793238462643"),
        },
        dtype=np.longdouble,
        costs=_EXTENDED_COSTS,
    )


def _extended_gelu(z: Array) -> Array:
    return np.asarray(z / 2 * (1 + _extended_erf(z / np.sqrt(np.longdouble(2)))), dtype=np.longdouble)


_ERF_IS_ONE = 100
"""From here on no number of any kind tells erf(x) from 1."""


def _extended_erf(z: Array) -> Array:
    exact = precise(25)

    def one(x: np.longdouble) -> np.longdouble:
        if not abs(x) < _ERF_IS_ONE:
            return np.longdouble(np.sign(x))
        found = exact.functions["erf"](np.array([exact.number(str(x))], dtype=object))
        return np.longdouble(str(found[0]))

    return np.asarray(np.frompyfunc(one, 1, 1)(z), dtype=np.longdouble)
