"""What alignment asks of a kind of arrays.

The rules by which axes meet are written once, for arrays of any kind: of floats, of numbers with many digits, of
SymPy's expressions, and for index arrays, which hold no numbers at all. What NumPy has a protocol for is asked of the
arrays themselves: ufuncs (``np.add(a, b)``), ``a.transpose(order)``, ``a[:, None]``, ``a.shape``. The rest is asked of
the field that they belong to.

The axis of points stands in front, so an axis that a letter has in ``Value.dims`` at k is at position k + 1 here.
Sizes come as classes (``h``, or ``#2`` where they never change), beside the number they have in the environment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutor.notation.functions import Function
    from tutor.notation.lower.value import Array, Value
    from tutor.notation.scope import Scope
    from tutor.notation.tree import Index


class Limit(NamedTuple):
    """One end of a sum: the letter counts up to ``bound`` (``upper``), or from it on.

    Where the bound is another letter, ``other`` is the position of its axis, and ``span`` the places, from 0, that it
    runs over.
    """

    bound: Index
    upper: bool
    other: int | None = None
    span: tuple[int, int] = (0, 0)


class IndexedAxis(NamedTuple):
    """An axis that is read at an index; ``spans`` are the places, from 0, that its letters run over.

    Outside of the axis is zero, before its first entry the array with the name ``outside``, if there is one.
    """

    position: int
    size_class: str
    written: Index
    spans: Sequence[tuple[int, int]] = ()
    outside: str = ""


class Place(Protocol):
    """Where an axis is read: what an environment tells of its sizes, and of what stands before the first entry."""

    scope: Scope
    arrays: Mapping[str, Array]
    sizes: Mapping[str, int]

    def spend_if_large(self, entries: float) -> None:
        """Count the entries of a result, if they are many. Raises RoomError where they are too many."""


class ArrayOperations(Protocol):
    """``costs`` is how much more than a sum of two entries some functions of one entry take."""

    costs: Mapping[str, float]

    @property
    def sums_products(self) -> bool:
        """Whether a large product under a sum takes less time and memory where it is summed at once."""
        return False

    def exceeds(self, entries: int, most: int) -> bool:
        """Whether there are more entries than so many, where that only tells which of two ways takes less time."""
        return entries > most

    def __hash__(self) -> int:
        """A field is equal to itself alone: what is made of it is remembered."""
        return id(self)

    # -- arrays without a name ---------------------------------------------------------------------------------

    def literal(self, text: str) -> Array:
        """A number as it was typed."""

    def constant(self, name: str) -> Array:
        """e or pi."""

    def size(self, size_class: str, count: int) -> Array:
        """The number of entries of an axis, as a number."""

    def eye(self, size_class: str, count: int) -> Array:
        """1 where two positions are equal, else 0."""

    # -- entry by entry ------------------------------------------------------------------------------------------

    def apply(self, function: Function, primes: int, array: Array) -> Array:
        """A function of one entry, or with one prime its slope."""

    def power(self, base: Array, exponent: Array, column: int) -> Array:
        """``base`` to the power ``exponent``. Raises NotationError with the column for exponents out of bounds."""

    def compared(self, relation: str, left: Array, right: Array) -> Array:
        """1 where two numbers are in a relation (``= != < <= > >=``), else 0."""

    def larger(self, left: Array, right: Array) -> Array:
        """The larger of two numbers, entry by entry: the left one where they are equal."""

    def chosen(self, condition: Array, array: Array, otherwise: Array) -> Array:
        """One array where a condition is 1, another where it is 0."""

    def spread(self, array: Array, other: Array) -> Array:
        """An array on the axes of another, too: the same at all places along them."""

    def has_zero(self, array: Array) -> bool:
        """Whether a number that something is divided by is zero."""
        return False

    def overflows(self, array: Array) -> bool:
        """Whether a number is larger than any."""
        return False

    # -- parts of arrays -----------------------------------------------------------------------------------------

    def at_index(self, array: Array, axis: IndexedAxis, place: Place) -> Array:
        """An axis read at an index: at a sum of letters, with an axis for each of them, or at one entry, with none."""

    def counter(self, index: Index, spans: Sequence[tuple[int, int]], place: Place) -> Array:
        """The number of a place: an axis for each of its letters, which run over ``spans`` from 0."""

    def place_of(self, label: Array, const: int) -> Array:
        """The number of the place that a label says, with ``const`` added."""

    def picked(self, value: Value, letter: str, label: Value) -> tuple[Array, tuple[str, ...]]:
        """The entries at the places along a letter that a label says, zero outside: the array and its letters.

        Letters that both have are matched by name. The label is as from ``place_of``.
        """

    def diagonal(self, array: Array, first: int, second: int) -> Array:
        """The entries whose places along two axes are the same, along the first of them."""

    def flip(self, array: Array, positions: Sequence[int], classes: Sequence[str]) -> Array:
        """The entries in reverse order along some axes."""

    def windows(self, array: Array, positions: Sequence[int], extent: Sequence[int]) -> Array:
        """The parts of ``extent`` entries: where they begin along the axes, and behind all others where in them."""

    def flat(self, array: Array, positions: Sequence[int], classes: Sequence[str]) -> Array:
        """Two axes as one, row by row, in front of the others."""

    def split(self, array: Array, position: int, counts: Sequence[int], classes: Sequence[str]) -> Array:
        """A flattened axis as the two that it is made of."""

    # -- arrays from arrays --------------------------------------------------------------------------------------

    def repeated(self, array: Array, count: int) -> Array:
        """The same for every place along a new axis in front."""

    def stacked(self, arrays: Sequence[Array]) -> Array:
        """Arrays of as many axes one after another along a new axis in front."""

    def joined(self, arrays: Sequence[Array], position: int, classes: Sequence[str]) -> Array:
        """Arrays one after another along an axis that they have."""

    # -- sums ----------------------------------------------------------------------------------------------------

    def reduced(self, kind: str, value: Value, letters: tuple[str, ...]) -> Array:
        """The sum, mean, product (``prod``), largest, smallest or logarithm of exponentials over letters of a value."""

    def first_largest(self, value: Value, letter: str) -> Array:
        """1 at the first place along a letter at which the value is largest, else 0."""

    def limited(self, value: Value, letter: str, limits: Sequence[Limit], neutral: str) -> Array:
        """A value where a letter is within its limits, and a number elsewhere."""

    def summed_product(self, left: Value, right: Value, summed: tuple[str, ...]) -> tuple[Array, tuple[str, ...]]:
        """The product, letters matched by name, summed over some that both have: the array and its letters."""

    def softmax(self, value: Value, letter: str) -> Array:
        """Positive shares that add up to one along a letter."""

    def matrix_power(self, value: Value, exponent: Array) -> Array:
        """A whole power of a square matrix, on the axes of the value. Raises FitError where there is no inverse."""
