"""SymPy's expressions as a kind of numbers: arrays of symbols, for formulas to be evaluated on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy.typing as npt
import sympy

from tutor.notation.eval.numpy_arrays import Field, entry_by_entry

Array = npt.NDArray[Any]


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "sigma": lambda z: 1 / (1 + sympy.exp(-z)), "tanh": sympy.tanh, "exp": sympy.exp, "log": sympy.log,
    "sqrt": sympy.sqrt, "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan, "sinh": sympy.sinh, "cosh": sympy.cosh,
    "asin": sympy.asin, "acos": sympy.acos, "atan": sympy.atan, "abs": sympy.Abs, "relu": lambda z: sympy.Max(z, 0),
    "softplus": lambda z: sympy.log(1 + sympy.exp(z)), "sign": sympy.sign, "step": lambda z: sympy.Heaviside(z, 0),
    "erf": sympy.erf,
}  # fmt: skip
CONSTANTS = {"e": sympy.E, "pi": sympy.pi}


@cache
def symbols() -> Field:
    """Arrays of SymPy expressions; literals are exact fractions."""
    return Field(
        name="symbols",
        number=sympy.Rational,
        functions={name: entry_by_entry(function) for name, function in FUNCTIONS.items()},
        constants=CONSTANTS,
        dtype=object,
    )
