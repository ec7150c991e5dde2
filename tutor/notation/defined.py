"""Functions that are added to the language as formulas in it: values, slopes, and whether the two belong together.

Being formulas they work on every kind of number that the language works on, and no code of a plugin's is run for them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tutor.notation.errors import NotationError
from tutor.notation.evaluate import Env, evaluate
from tutor.notation.fields import FLOATS
from tutor.notation.functions import ALIASES, CONSTANTS, FOLDS, FUNCTIONS
from tutor.notation.parser import parse
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import names

if TYPE_CHECKING:
    from tutor.notation.fields import Field
    from tutor.notation.functions import Function
    from tutor.notation.tree import Node
    from tutor.notation.values import Array

_SCOPE = Scope(names={"z": Declared("z"), "s": Declared("s")})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_TRIED = np.array([-2.3, -1.1, -0.4, 0.3, 0.7, 1.9])
_STEP = 1e-6


def applied(function: Function, primes: int, z: Array, field: Field) -> Array:
    """The function, or with one prime its slope, of every entry of ``z``, in the numbers of ``field``."""
    arrays = {"z": z.reshape(-1)}
    if primes:
        arrays["s"] = _evaluated(function.formula, arrays, field)
    found = _evaluated(function.slope if primes else function.formula, arrays, field)
    return np.broadcast_to(found, arrays["z"].shape).reshape(z.shape)


def objection(function: Function) -> str:
    """What is wrong with a function that is to be added, as the end of a sentence; empty if nothing is."""
    name = function.name
    if not _NAME.fullmatch(name) or name in {*FUNCTIONS, *ALIASES, *FOLDS, *CONSTANTS}:
        return f"`{name}` cannot be its name: letters and digits that are no word of the language"
    if function.kind != "entry" or function.arity != (1, 1) or function.alias:
        return "it must take one value, entry by entry, and be given by its formula"
    for kind, text in (("formula", function.formula), ("slope", function.slope)):
        try:
            tree = _read(text) if text or kind == "formula" else None
        except NotationError as error:
            return f"its {kind} `{text}` cannot be read: {error}"
        if kind == "formula" and tree is not None and "s" in names(tree):
            return "its formula is in z alone; only a slope may use s, the value"
    return _wrong_slope(function) if function.slope else ""


def _wrong_slope(function: Function) -> str:
    """Whether the slope differs from what the formula itself gives, by central differences."""
    with np.errstate(all="ignore"):
        high, low = (applied(function, 0, _TRIED + side * _STEP, FLOATS) for side in (1, -1))
        expected = (high - low) / (2 * _STEP)
        off = np.abs(applied(function, 1, _TRIED, FLOATS) - expected) > 1e-6 * (1 + np.abs(expected))
    if not off.any():
        return ""
    at = int(np.argmax(off))
    got = applied(function, 1, _TRIED, FLOATS)[at]
    return f"its slope is {got:.6g} at z = {_TRIED[at]:g}; its formula gives {expected[at]:.6g}"


@lru_cache(maxsize=256)
def _read(text: str) -> Node:
    return parse(text, _SCOPE)


def _evaluated(text: str, arrays: dict[str, Array], field: Field) -> Array:
    return evaluate(_read(text), Env(_SCOPE, arrays, {}, field=field)).array
