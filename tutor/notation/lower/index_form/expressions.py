"""Index form: a formula in which every axis is a letter.

``W x + b`` on the axis h is the expression of one entry at the letter h, with the sum over i written out::

    Binary("+", Fold("sum", "i", "i", Binary("*", Ref("W", (h, i), ...), Ref("x", (i,), ...))), Ref("b", (h,), ...))

where ``h`` stands for ``Affine.of("h")``. Letters are free, or bound by one of ``Fold``, ``Softmax``, ``Blocks`` and
``MatrixPower``, together with the class of the size that they run over, from 1. No letter is bound where it is visible,
so a place may be put for a letter (``substitution``). Sizes are classes, never numbers: ``h`` where an axis is sized
like h, ``#2`` where it always has two entries, so one expression holds for all sizes (but for what ``lower`` says).
"""

from __future__ import annotations

from dataclasses import dataclass

from tutor.errors import TutorError
from tutor.notation.functions import Function
from tutor.notation.lower.index_form.places import Affine


class NoFormError(TutorError):
    """What has no form in another notation: the text says what."""

    def __init__(self, what: str) -> None:
        super().__init__(what, title="No such form")


@dataclass(frozen=True, slots=True)
class Number:
    """A literal as it was typed, without a sign."""

    text: str


@dataclass(frozen=True, slots=True)
class Constant:
    """e or pi."""

    name: str


@dataclass(frozen=True, slots=True)
class Size:
    """How many entries an axis has."""

    size_class: str


@dataclass(frozen=True, slots=True)
class Ref:
    """An entry of a name. ``classes`` are the sizes of its axes, each counted from 1.

    Outside of them it is zero; before the first entry along the first axis it is an entry of ``outside``, if there is
    such a name, at the other places.
    """

    name: str
    places: tuple[Affine, ...]
    classes: tuple[str, ...]
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus something."""

    body: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """``op`` is one of ``+ - * / ^``."""

    op: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Apply:
    """A function of one entry, or with one prime its slope."""

    function: Function
    primes: int
    argument: Expression


@dataclass(frozen=True, slots=True)
class Fold:
    """The sum (``sum``) or the product (``prod``) of a body over all values of a letter."""

    kind: str
    letter: str
    size_class: str
    body: Expression


@dataclass(frozen=True, slots=True)
class Indicator:
    """1 where two places are in a relation (``=``, ``<=`` or ``>=``), else 0."""

    left: Affine
    relation: str
    right: Affine


@dataclass(frozen=True, slots=True)
class Where:
    """A body where all conditions hold; a number elsewhere."""

    conditions: tuple[Indicator, ...]
    body: Expression
    otherwise: Number


@dataclass(frozen=True, slots=True)
class Softmax:
    """The exponential of the body with ``place`` for its letter, divided by their sum over the letter."""

    place: Affine
    letter: str
    size_class: str
    body: Expression


@dataclass(frozen=True, slots=True)
class Blocks:
    """Values one after another: that item into which a place falls, at its own letter, which counts from 1 in each.

    ``classes`` are how many places each of them has.
    """

    place: Affine
    letter: str
    items: tuple[Expression, ...]
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixPower:
    """An entry of a whole power of the square matrix whose entries the body is, at the two letters."""

    row: Affine
    column: Affine
    letters: tuple[str, str]
    size_class: str
    body: Expression
    exponent: Expression


Expression = (
    Number
    | Constant
    | Size
    | Ref
    | Negative
    | Binary
    | Apply
    | Fold
    | Indicator
    | Where
    | Softmax
    | Blocks
    | MatrixPower
)


@dataclass(frozen=True, slots=True)
class IndexForm:
    """The expression of an entry at these letters, which run over sizes of these classes."""

    expression: Expression
    letters: tuple[str, ...]
    classes: tuple[str, ...]
