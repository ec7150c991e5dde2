"""Functions that are added to the language as formulas in it, and whether formula and slope belong together.

Being formulas they work on every kind of number that the language works on, and no code of a plugin's is run for them.
"""

from __future__ import annotations

import re

import numpy as np

from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import FLOATS
from tutor.notation.functions import CONSTANTS, RESERVED, Function
from tutor.notation.lower.environment import Env
from tutor.notation.read.grammar import function_formulas
from tutor.notation.read.parser import short_for
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree_walks import names

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_TRIED = np.array([-2.3, -1.1, -0.4, 0.3, 0.7, 1.9])
_STEP = 1e-6
_ARRAYS = Scope(names={"z": Declared("z", ("i",))})


def objection(function: Function) -> str:
    """What is wrong with a function that is to be added, as the end of a sentence; empty if nothing is."""
    name = function.name
    if not _NAME.fullmatch(name) or name in {*RESERVED, *CONSTANTS}:
        return f"`{name}` cannot be its name: letters and digits that are no word of the language"
    if not isinstance(function.formula, str) or not function.formula:
        return f'it has no formula: one is given by name, such as Function("{name}", formula="z*sigma(z)")'
    if function.kind not in ("entry", "array") or function.arity != (1, 1) or function.alias:
        return "it must take one value, entry by entry or as an array, and be given by its formula"
    if function.kind == "array":
        return _of_array(function)
    for kind, text in (("formula", function.formula), ("slope", function.slope)):
        try:
            tree = function_formulas.read(text) if text else None
        except NotationError as error:
            return f"its {kind} `{text}` cannot be read: {error}"
        if kind == "formula" and tree is not None and "s" in names(tree):
            return "its formula is in z alone; only a slope may use s, the value"
    return _wrong_slope(function) if function.slope else ""


def _of_array(function: Function) -> str:
    """What is wrong with a function of a whole array: its formula in ``z`` must have a value for three numbers."""
    if function.slope:
        return "a function of an array has no slope of its own: it follows from the formula"
    try:
        tree = short_for(function.formula)
        if names(tree) - {"z"}:
            return "its formula is in z alone"
        evaluate(tree, Env(_ARRAYS, {"z": _TRIED[None, :3]}, {"i": 3}, FLOATS))
    except (NotationError, FitError) as error:
        return f"its formula `{function.formula}` cannot be worked out for three numbers: {error}"
    return ""


def _wrong_slope(function: Function) -> str:
    """Whether the slope differs from what the formula itself gives, by central differences."""
    with np.errstate(all="ignore"):
        high, low = (FLOATS.apply(function, 0, _TRIED + side * _STEP) for side in (1, -1))
        expected = (high - low) / (2 * _STEP)
        off = np.abs(FLOATS.apply(function, 1, _TRIED) - expected) > 1e-6 * (1 + np.abs(expected))
    if not off.any():
        return ""
    at = int(np.argmax(off))
    got = FLOATS.apply(function, 1, _TRIED)[at]
    return f"its slope is {got:.6g} at z = {_TRIED[at]:g}; its formula gives {expected[at]:.6g}"
