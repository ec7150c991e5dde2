"""Index form: a formula in which every axis is a letter.

``W x + b`` on the axis h is the expression of one entry at the letter h, with the sum over i written out::

    Binary("+", Fold("sum", "i", "i", Binary("*", Ref("W", (h, i), ...), Ref("x", (i,), ...))), Ref("b", (h,), ...))

where ``h`` stands for ``Affine.of("h")``. Letters are free, or bound by one of ``Fold``, ``Softmax``, ``ArgMax``,
``Blocks`` and ``MatrixPower``, together with the class of the size that they run over, from 1. No letter is bound where
it is visible, so a place may be put for a letter (``substitution``). A place may be an entry of an array of labels
(``places.Entry``): ``P[n,c[n]]``. Sizes are classes, never numbers: ``h`` where an axis is sized
like h, ``#2`` where it always has two entries, so one expression holds for all sizes (but for what ``lower`` says).
"""

from __future__ import annotations

from tutor.errors import TutorError
from tutor.notation.functions import Function
from tutor.notation.lower.index_form.places import Affine
from tutor.record import Record


class NoFormError(TutorError):
    """What has no form in another notation: the text says what."""

    def __init__(self, what: str) -> None:
        super().__init__(what, title="No such form")


class Number(Record):
    """A literal as it was typed, without a sign."""

    text: str


class Constant(Record):
    """e or pi."""

    name: str


class Size(Record):
    """How many entries an axis has."""

    size_class: str


class Ref(Record):
    """An entry of a name. ``classes`` are the sizes of its axes, each counted from 1.

    Outside of them it is zero; before the first entry along the first axis it is an entry of ``outside``, if there is
    such a name, at the other places.
    """

    name: str
    places: tuple[Affine, ...]
    classes: tuple[str, ...]
    outside: str = ""


class Negative(Record):
    """Minus something."""

    body: Expression


class Binary(Record):
    """``op`` is one of ``+ - * / ^``, or ``max``, the larger one: the left one where they are equal."""

    op: str
    left: Expression
    right: Expression


class Apply(Record):
    """A function of one entry, or with one prime its slope."""

    function: Function
    primes: int
    argument: Expression


class Fold(Record):
    """The sum (``sum``), the product (``prod``) or the largest (``max``) of a body over all values of a letter.

    The slope of the largest is that of the body at the first place where it is largest: see ``ArgMax``.
    """

    kind: str
    letter: str
    size_class: str
    body: Expression


class Indicator(Record):
    """1 where two places are in a relation (``=``, ``<=`` or ``>=``), else 0."""

    left: Affine
    relation: str
    right: Affine


class Compare(Record):
    """1 where two numbers are in a relation (``=``, ``<``, ``<=``, ``>`` or ``>=``), else 0. Its slope is zero."""

    left: Expression
    relation: str
    right: Expression


class Where(Record):
    """A body where all conditions hold; another expression elsewhere."""

    conditions: tuple[Indicator | Compare, ...]
    body: Expression
    otherwise: Expression


class Softmax(Record):
    """The exponential of the body with ``place`` for its letter, divided by their sum over the letter."""

    place: Affine
    letter: str
    size_class: str
    body: Expression


class ArgMax(Record):
    """1 where the place is the first of its letter at which the body is largest, else 0. Its slope is zero.

    ``Fold("max", k, c, body)`` is the sum over k of the body times ``ArgMax(k, l, c, body at l)``.
    """

    place: Affine
    letter: str
    size_class: str
    body: Expression


class Blocks(Record):
    """Values one after another: that item into which a place falls, at its own letter, which counts from 1 in each.

    ``classes`` are how many places each of them has.
    """

    place: Affine
    letter: str
    items: tuple[Expression, ...]
    classes: tuple[str, ...]


class MatrixPower(Record):
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
    | Compare
    | Where
    | Softmax
    | ArgMax
    | Blocks
    | MatrixPower
)


NEUTRAL = {"sum": Number("0"), "prod": Number("1")}
"""What changes no sum, and no product."""


def limits(node: Fold) -> tuple[Indicator, ...]:
    """The conditions on the letter of a sum or product that are limits of it, if its body has no others."""
    body = node.body
    if not isinstance(body, Where) or body.otherwise != NEUTRAL.get(node.kind):
        return ()
    found = [test for test in body.conditions if isinstance(test, Indicator) and test.left.letter == node.letter]
    relations = [test.relation for test in found]
    plain = len(found) == len(body.conditions) and "=" not in relations and len(set(relations)) == len(relations)
    return tuple(found) if plain else ()


class IndexForm(Record):
    """The expression of an entry at these letters, which run over sizes of these classes."""

    expression: Expression
    letters: tuple[str, ...]
    classes: tuple[str, ...]
