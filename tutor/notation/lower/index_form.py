"""Index form: a formula in which every axis is a letter.

``W x + b`` on the axis h is the expression of one entry at the letter h, with the sum over i written out::

    Binary("+", Fold("sum", "i", "i", Binary("*", Ref("W", (h, i), ...), Ref("x", (i,), ...))), Ref("b", (h,), ...))

where ``h`` stands for ``Affine.of("h")``. Letters are free, or bound by one of ``Fold``, ``Softmax``, ``Blocks`` and
``MatrixPower``, together with the class of the size that they run over, from 1. No letter is bound where it is visible,
so a place may be put for a letter (``substitution``). Sizes are classes, never numbers: ``h`` where an axis is sized
like h, ``#2`` where it always has two entries, so one expression holds for all sizes (but for what ``lower`` says).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tutor.errors import TutorError
from tutor.notation.functions import Function


class NoFormError(TutorError):
    """What has no form in another notation: the text says what."""

    def __init__(self, what: str) -> None:
        super().__init__(what, title="No such form")


# -- places: which entry of an axis is meant ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Affine:
    """A sum of letters, or parts of flattened places, and of sizes with whole factors, and a constant: ``u+r-1``."""

    terms: tuple[tuple[Term, int], ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()
    const: int = 0

    @staticmethod
    def of(term: Term) -> Affine:
        """A letter, or a part of a place, alone."""
        return Affine(((term, 1),))

    @staticmethod
    def last(size_class: str) -> Affine:
        """The last place of an axis: its size."""
        return Affine(const=int(size_class[1:])) if size_class.startswith("#") else Affine(sizes=((size_class, 1),))

    @property
    def alone(self) -> Term | None:
        """The letter, or the part of a place, when it is nothing else."""
        return self.terms[0][0] if self == Affine(self.terms[:1]) and self.terms and self.terms[0][1] == 1 else None

    @property
    def letter(self) -> str:
        """The letter, when it is just one; otherwise ''."""
        alone = self.alone
        return alone if isinstance(alone, str) else ""

    @property
    def is_number(self) -> bool:
        """Whether it is the same place at all sizes."""
        return not self.terms and not self.sizes

    def plus(self, other: Affine, times: int = 1) -> Affine:
        """The sum, the other taken ``times`` times."""
        terms, sizes = dict(self.terms), dict(self.sizes)
        for term, count in other.terms:
            terms[term] = terms.get(term, 0) + count * times
        for size_class, count in other.sizes:
            sizes[size_class] = sizes.get(size_class, 0) + count * times
        return Affine(
            tuple((term, count) for term, count in terms.items() if count),
            tuple((size_class, count) for size_class, count in sizes.items() if count),
            self.const + other.const * times,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """The row of a place in a flattened pair of axes, which counts row by row; ``classes`` are those of the pair."""

    place: Affine
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The column of a place in a flattened pair of axes."""

    place: Affine
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowMajor:
    """The place in a flattened pair of axes that has this row and this column."""

    row: Affine
    column: Affine
    classes: tuple[str, ...]


Term = str | Row | Column | RowMajor


def row_and_column(place: Affine, classes: tuple[str, ...]) -> tuple[Affine, Affine]:
    """The two places of a place in a flattened pair."""
    alone = place.alone
    if isinstance(alone, RowMajor) and alone.classes == classes:
        return alone.row, alone.column
    return Affine.of(Row(place, classes)), Affine.of(Column(place, classes))


def place_value(place: Affine, letters: Mapping[str, Any], size: Callable[[str], Any]) -> Any:
    """Which place it is when letters and sizes are these: numbers, arrays of them, or symbols that act as numbers."""
    found: Any = place.const
    for size_class, count in place.sizes:
        found = found + count * size(size_class)
    for term, count in place.terms:
        found = found + count * _term_value(term, letters, size)
    return found


def _term_value(term: Term, letters: Mapping[str, Any], size: Callable[[str], Any]) -> Any:
    if isinstance(term, str):
        return letters[term]
    width = size(term.classes[1])
    if isinstance(term, RowMajor):
        return (place_value(term.row, letters, size) - 1) * width + place_value(term.column, letters, size)
    before = place_value(term.place, letters, size) - 1
    return (before // width if isinstance(term, Row) else before % width) + 1


def letters_in(places: Iterable[Affine]) -> set[str]:
    """All letters in some places."""
    found: set[str] = set()
    for place in places:
        for term, _ in place.terms:
            if isinstance(term, str):
                found.add(term)
            elif isinstance(term, RowMajor):
                found |= letters_in((term.row, term.column))
            else:
                found |= letters_in((term.place,))
    return found


# -- expressions: the value of one entry -------------------------------------------------------------------------


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
