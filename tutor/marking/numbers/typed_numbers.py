"""Answers in numbers: right when the exact value rounds to what was typed.

A literal of three or more significant digits stands for every value that rounds to it; a shorter one is exact. So is
arithmetic on them: each literal moves the result by at most its half unit times the slope there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.marking.numbers.rounded_literals import (
    SIGNIFICANT,
    centre_and_reach,
    half_unit,
    half_unit_before_zeros,
    spread,
)
from tutor.notation.errors import NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import precise
from tutor.notation.lower.entrywise import arranged
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value
from tutor.notation.tree import Listing, Neg, Node, Num
from tutor.notation.tree_walks import walk

Array = npt.NDArray[Any]

__all__ = ["SIGNIFICANT", "Typed", "nearly", "right_entries", "shaped", "typed_numbers"]

_RELATIVE = 1e-9
_CANCELLED = 1e-12


@dataclass(frozen=True, slots=True)
class Typed:
    """Numbers as typed: ``values`` and the radius of what each may stand for, of one shape.

    ``coarse`` is the radius if the zeros at the end of whole numbers only fill places; where None, it is no other.
    """

    values: Array
    radius: Array
    row: bool = False
    coarse: Array | None = None

    @property
    def radii(self) -> tuple[Array, ...]:
        """The radius in each way of reading them."""
        return (self.radius,) if self.coarse is None else (self.radius, self.coarse)


def typed_numbers(node: Node, env: Env) -> Typed:
    """The numbers of an answer made of numbers alone; lists nest as deep as arrays have axes.

    Raises NotationError for ragged lists and for numbers out of bounds, FitError for arrays that do not combine.
    """
    if isinstance(node, Listing):
        return _listed(node, env)
    literal = _literal(node)
    if literal is None:
        return _computed(node, env)
    number, reach, coarse = (np.asarray(one) for one in literal)
    return Typed(_finite(number), reach, coarse=coarse)


def _listed(node: Listing, env: Env) -> Typed:
    """The numbers of a list; literals are put in one array at once, which takes a tenth of the time."""
    literals = [_literal(item) for item in node.items]
    known = [literal for literal in literals if literal is not None]
    if known and len(known) == len(literals):
        values, radius, coarse = np.array(known).T
        return Typed(_finite(values), radius, node.kind == "row", coarse)
    parts = [typed_numbers(item, env) for item in node.items]
    if len({part.values.shape for part in parts}) > 1:
        raise NotationError("rows of different lengths", node.column)
    values = np.stack([part.values for part in parts])
    radius = np.stack([part.radius for part in parts])
    coarse = np.stack([part.radii[-1] for part in parts])
    return Typed(values, radius, node.kind == "row", coarse)


def _literal(node: Node) -> tuple[float, float, float] | None:
    """A literal's number, the radius of what it may stand for, and that if its last zeros only fill places."""
    literal = node.body if isinstance(node, Neg) else node
    if not isinstance(literal, Num):
        return None
    number = float(literal.text)
    reach = half_unit(literal.text, alone=True)
    coarse = half_unit_before_zeros(literal.text) if literal.text.isdecimal() else reach
    return number if literal is node else -number, reach, coarse


def _computed(node: Node, env: Env) -> Typed:
    """Arithmetic on numbers."""
    value = spread(node, env)
    order = (*(letter for letter in value.dims if letter not in value.axes), *value.axes)
    values, radius = centre_and_reach(arranged(value.array, value.dims, order))
    if not values.ndim and values and abs(float(values)) < _CANCELLED * _largest(node):
        values = _cancelled(node, env, float(values))
    return Typed(_finite(values), radius, value.orient == "row" and len(value.axes) == 1)


def _largest(node: Node) -> float:
    return max((float(part.text) for part in walk(node) if isinstance(part, Num)), default=1.0)


def _cancelled(node: Node, env: Env, number: float) -> Array:
    """A number that is tiny beside what it is made of, with fifty digits: 0.1 + 0.2 - 0.3 is zero."""
    try:
        exact: Value = evaluate(node, env.but({}, field=precise()))
    except (ArithmeticError, ValueError, TypeError):  # out of range, or no real number on the way
        return np.asarray(number)
    zero = abs(exact.array.flat[0]) < 1e-40 * _largest(node)
    return np.asarray(0.0 if zero else number)


def _finite(values: Array) -> Array:
    if not np.isfinite(values).all():
        raise NotationError("this is not a finite number")
    return np.asarray(values)


def right_entries(typed: Typed, exact: Array, digits: int = SIGNIFICANT) -> npt.NDArray[np.bool_]:
    """Which typed numbers, with at least ``digits`` digits, the exact value rounds to.

    Shapes must be equal, but ``exact`` may hold several answers, each along more axes in front.
    """
    loosest = 0.6 * 10.0 ** (1 - digits)  # three digits of 1.00 leave 0.005 open, relative to the value
    miss = np.abs(typed.values - exact)
    size = np.abs(exact)
    exactly = miss <= _RELATIVE * size
    rounded = [(miss <= radius * (1 + 1e-9)) & (radius <= loosest * size) for radius in typed.radii]
    own = tuple(range(size.ndim - typed.values.ndim, size.ndim))
    zero = (typed.values == 0) & (size <= 1e-15 * np.max(size, axis=own, initial=0.0, keepdims=True))
    return np.asarray(np.logical_or.reduce([exactly, zero, *rounded]))


def nearly(typed: Typed, exact: Array) -> bool:
    """Whether the numbers are right but for too coarse rounding: within two per cent, or too few digits."""
    miss = np.abs(typed.values - exact)
    size = np.abs(exact)
    digits = np.where(typed.values != 0, 10.0 ** np.floor(np.log10(np.abs(typed.values) + (typed.values == 0))), 0)
    close = (
        (miss <= 0.005 * size) | (miss <= np.minimum(0.5 * digits, 0.05 * size)) | (miss <= typed.radius * 1.0000001)
    )
    return bool(np.all(close))


def shaped(typed: Typed, shape: tuple[int, ...]) -> tuple[Typed, bool] | None:
    """The numbers in the asked shape, and whether they came as a harmless other one; None if they do not fit."""
    own = typed.values.shape
    if own == shape:
        return typed, typed.row
    squeezed = tuple(size for size in own if size != 1)
    if squeezed == tuple(size for size in shape if size != 1) and typed.values.size == int(np.prod(shape)):
        coarse = None if typed.coarse is None else typed.coarse.reshape(shape)
        return Typed(typed.values.reshape(shape), typed.radius.reshape(shape), coarse=coarse), True
    return None
