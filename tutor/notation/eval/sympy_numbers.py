"""SymPy's expressions as a kind of numbers: arrays of symbols, for formulas to be evaluated on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import sympy

from tutor.notation.eval.numpy_arrays import Field

Array = npt.NDArray[Any]


def sigma(z: Any) -> Any:
    """The logistic sigmoid."""
    return 1 / (1 + sympy.exp(-z))


def step(z: Any) -> Any:
    """The slope of relu: 0 below zero and at it, 1 above."""
    return sympy.Heaviside(z, 0)


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "sigma": sigma, "tanh": sympy.tanh, "exp": sympy.exp, "log": sympy.log, "sqrt": sympy.sqrt, "sin": sympy.sin,
    "cos": sympy.cos, "tan": sympy.tan, "sinh": sympy.sinh, "cosh": sympy.cosh, "asin": sympy.asin, "acos": sympy.acos,
    "atan": sympy.atan, "abs": sympy.Abs, "relu": lambda z: sympy.Max(z, 0),
    "softplus": lambda z: sympy.log(1 + sympy.exp(z)), "sign": sympy.sign, "step": step, "erf": sympy.erf,
}  # fmt: skip
SLOPES: dict[str, Callable[[Any], Any]] = {
    "sigma": lambda z: sigma(z) * (1 - sigma(z)), "tanh": lambda z: 1 - sympy.tanh(z) ** 2, "exp": sympy.exp,
    "log": lambda z: 1 / z, "sqrt": lambda z: 1 / (2 * sympy.sqrt(z)), "sin": sympy.cos, "cos": lambda z: -sympy.sin(z),
    "tan": lambda z: 1 + sympy.tan(z) ** 2, "sinh": sympy.cosh, "cosh": sympy.sinh,
    "asin": lambda z: 1 / sympy.sqrt(1 - z**2), "acos": lambda z: -1 / sympy.sqrt(1 - z**2),
    "atan": lambda z: 1 / (1 + z**2), "abs": sympy.sign, "relu": step, "softplus": sigma,
    "erf": lambda z: 2 / sympy.sqrt(sympy.pi) * sympy.exp(-(z**2)), "sign": lambda z: 0 * z, "step": lambda z: 0 * z,
}  # fmt: skip
CONSTANTS = {"e": sympy.E, "pi": sympy.pi}


def _on_arrays(table: dict[str, Callable[[Any], Any]]) -> dict[str, Callable[[Any], Any]]:
    def lifted(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        each = np.frompyfunc(function, 1, 1)
        return lambda array: np.asarray(each(array), dtype=object)

    return {name: lifted(function) for name, function in table.items()}


@cache
def symbols() -> Field:
    """Arrays of SymPy expressions; literals are exact fractions."""
    return Field(
        name="symbols",
        number=sympy.Rational,
        functions=_on_arrays(FUNCTIONS),
        slopes=_on_arrays(SLOPES),
        constants=CONSTANTS,
        dtype=object,
        costs={},
    )
