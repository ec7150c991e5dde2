"""The kinds of numbers that formulas are evaluated on: floats and complex numbers, extended precision, many digits.

Each has the functions of the language and their slopes for arrays of its numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import erf as _erf_of_float
from typing import Any

import numpy as np

from tutor.notation.eval.numpy_arrays import Field, entry_by_entry
from tutor.notation.lower.value import Array

LARGEST_BITS = 4000
_LARGE_BITS = 128
"""Of numbers with more bits before the point the exponential is taken apart."""
_COSTS = {"erf": 60}
"""How much more than a sum of two entries a function of one takes; 6 for all others, and for high powers."""
_EXTENDED_COSTS = {"erf": 1500}
"""The same in extended precision, where some are worked out entry by entry."""


def _sigma(z: Array) -> Array:
    return np.reciprocal(1.0 + np.exp(-z))


def _relu(z: Array) -> Array:
    return np.where(np.real(z) > 0, z, 0.0 * z)


def _step(z: Array) -> Array:
    return np.where(np.real(z) > 0, 1.0, 0.0) + 0.0 * z


def _softplus(z: Array) -> Array:
    if np.iscomplexobj(z):
        return np.log1p(np.exp(z))
    return np.logaddexp(0.0, z)


def _erf(z: Array) -> Array:
    if np.iscomplexobj(z):  # first order in the imaginary part, which is all a complex step needs
        real = np.real(z)
        return np.asarray(_erf(real) + 1j * np.imag(z) * 2 / np.sqrt(np.pi) * np.exp(-real * real))
    return np.asarray(np.vectorize(_erf_of_float, otypes=[float])(z))


def _sigma_slope(z: Array) -> Array:
    s = _sigma(z)
    return s * (1.0 - s)


def _tanh_slope(z: Array) -> Array:
    s = np.tanh(z)
    return 1.0 - s * s


def _abs(z: Array) -> Array:
    return np.where(np.real(z) < 0, -z, z) if np.iscomplexobj(z) else np.abs(z)


FLOATS = Field(
    name="floats",
    number=float,
    functions={
        "sigma": _sigma, "tanh": np.tanh, "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "sin": np.sin, "cos": np.cos,
        "tan": np.tan, "sinh": np.sinh, "cosh": np.cosh, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
        "abs": _abs, "relu": _relu, "softplus": _softplus, "sign": np.sign, "step": _step, "erf": _erf,
    },
    slopes={
        "sigma": _sigma_slope, "tanh": _tanh_slope, "exp": np.exp, "log": np.reciprocal,
        "sqrt": lambda z: 0.5 / np.sqrt(z), "sin": np.cos, "cos": lambda z: -np.sin(z),
        "tan": lambda z: 1.0 + np.tan(z) ** 2, "sinh": np.cosh,
        "cosh": np.sinh, "asin": lambda z: 1.0 / np.sqrt(1.0 - z * z), "acos": lambda z: -1.0 / np.sqrt(1.0 - z * z),
        "atan": lambda z: 1.0 / (1.0 + z * z), "abs": np.sign, "relu": _step, "softplus": _sigma,
        "erf": lambda z: 2 / np.sqrt(np.pi) * np.exp(-z * z), "sign": lambda z: 0.0 * z, "step": lambda z: 0.0 * z,
    },
    constants={"e": np.e, "pi": np.pi},
    dtype=float,
    costs=_COSTS,
)  # fmt: skip
"""Floats, and complex numbers for the complex-step derivative (relu, abs and step follow the real part)."""


@cache
def precise(digits: int = 50) -> Field:
    """Numbers of ``digits`` decimal digits, through mpmath (comes with SymPy; imported when first asked for).

    Functions of numbers beyond 1e1200 raise OverflowError: here nothing overflows by itself, and the exponential of the
    exponential of a thousand would never end.
    """
    import mpmath

    context = mpmath.mp.clone() if hasattr(mpmath.mp, "clone") else mpmath.MPContext()
    context.dps = digits
    one = context.mpf(1)

    def exp(z: Any) -> Any:
        bits = context.mag(z)
        if not isinstance(z, context.mpf) or bits <= _LARGE_BITS:
            return context.exp(z)
        with context.workprec(context.prec + bits + 20):  # mpmath multiplies e with itself: 40 ms for e^1e308
            count = int(context.floor(z / context.ln2))
            rest = z - count * context.ln2
        return context.ldexp(context.exp(rest), count)

    def sinh(z: Any) -> Any:
        if not isinstance(z, context.mpf) or context.mag(z) <= _LARGE_BITS:
            return context.sinh(z)
        return context.sign(z) * exp(abs(z)) / 2

    def cosh(z: Any) -> Any:
        if not isinstance(z, context.mpf) or context.mag(z) <= _LARGE_BITS:
            return context.cosh(z)
        return exp(abs(z)) / 2

    def sigma(z: Any) -> Any:
        return one / (one + exp(-z))

    def relu(z: Any) -> Any:
        return z if z > 0 else context.mpf(0)

    def step(z: Any) -> Any:
        return one if z > 0 else context.mpf(0)

    def softplus(z: Any) -> Any:
        return context.log1p(exp(z))

    plain: dict[str, Callable[[Any], Any]] = {
        "sigma": sigma, "relu": relu, "step": step, "softplus": softplus, "abs": abs, "sign": context.sign,
        "exp": exp, "sinh": sinh, "cosh": cosh,
    }  # fmt: skip
    for name in ("tanh", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "erf"):
        plain[name] = getattr(context, name)

    def bounded(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def checked(z: Any) -> Any:
            if context.mag(z) > LARGEST_BITS:
                raise OverflowError
            return function(z)

        return checked

    return Field(
        name=f"{digits} digits",
        number=context.mpf,
        functions={name: entry_by_entry(bounded(function)) for name, function in plain.items()},
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
        functions={**FLOATS.functions, "erf": _extended_erf},
        constants={
            "e": np.longdouble("2.718281828459045235360287"),
            "pi": np.longdouble("3.141592653589793238462643"),
        },
        dtype=np.longdouble,
        costs=_EXTENDED_COSTS,
    )


def _extended_erf(z: Array) -> Array:
    exact = precise(25)

    def one(x: np.longdouble) -> np.longdouble:
        found = exact.functions["erf"](np.array([exact.number(str(x))], dtype=object))
        return np.longdouble(str(found[0]))

    return np.asarray(np.frompyfunc(one, 1, 1)(z), dtype=np.longdouble)
