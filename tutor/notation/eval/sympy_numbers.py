"""SymPy's expressions as a kind of numbers: arrays of symbols, for formulas to be evaluated on."""

from __future__ import annotations

from functools import cache, reduce
from typing import Any

import numpy as np
import sympy

from tutor.notation.eval.numpy_arrays import Field, entry_by_entry
from tutor.notation.functions import ROWS, in_library
from tutor.notation.lower.value import Array, Value

_RELATIONS = {"=": sympy.Eq, "!=": sympy.Ne, "<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge}
_LARGER = np.frompyfunc(sympy.Max, 2, 1)


class _Symbols(Field):
    """What is decided by numbers stays open here, and so is written as a case or as a largest one."""

    def compared(self, relation: str, left: Array, right: Array) -> Array:
        def one(first: Any, second: Any) -> Any:
            return sympy.Piecewise((1, _RELATIONS[relation](first, second)), (0, True))

        return np.asarray(np.frompyfunc(one, 2, 1)(left, right), dtype=object)

    def larger(self, left: Array, right: Array) -> Array:
        return np.asarray(_LARGER(left, right), dtype=object)

    def chosen(self, condition: Array, array: Array, otherwise: Array) -> Array:
        def one(test: Any, first: Any, second: Any) -> Any:
            return sympy.Piecewise((first, sympy.Ne(test, 0)), (second, True))

        return np.asarray(np.frompyfunc(one, 3, 1)(condition, array, otherwise), dtype=object)

    def largest(self, array: Array) -> Array:
        return reduce(self.larger, np.moveaxis(array, -1, 0))

    def log_sum_exp(self, array: Array) -> Array:
        found: Array = self.functions["log"](self.functions["exp"](array).sum(axis=-1))
        return found

    def first_largest(self, value: Value, letter: str) -> Array:
        axis = value.dims.index(letter) + 1
        entries = np.moveaxis(value.array, axis, -1)
        found = np.empty_like(entries)
        for place in range(entries.shape[-1]):
            here = entries[..., place]
            found[..., place] = reduce(
                np.multiply,
                (
                    self.compared(">" if other < place else ">=", here, entries[..., other])
                    for other in range(entries.shape[-1])
                ),
            )
        return np.moveaxis(found, -1, axis)


@cache
def symbols() -> Field:
    """Arrays of SymPy expressions; literals are exact fractions."""
    return _Symbols(
        name="symbols",
        number=sympy.Rational,
        functions={name: entry_by_entry(in_library(row.symbols, sympy)) for name, row in ROWS.items() if row.symbols},
        constants={"e": sympy.E, "pi": sympy.pi},
        dtype=object,
    )
