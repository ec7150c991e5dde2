"""SymPy's expressions as a kind of numbers: arrays of symbols, for formulas to be evaluated on."""

from __future__ import annotations

from functools import cache

import sympy

from tutor.notation.eval.numpy_arrays import Field, entry_by_entry
from tutor.notation.functions import ROWS, in_library


@cache
def symbols() -> Field:
    """Arrays of SymPy expressions; literals are exact fractions."""
    return Field(
        name="symbols",
        number=sympy.Rational,
        functions={name: entry_by_entry(in_library(row.symbols, sympy)) for name, row in ROWS.items() if row.symbols},
        constants={"e": sympy.E, "pi": sympy.pi},
        dtype=object,
    )
