"""Places: which entry of an axis is meant, in letters and sizes, counted from 1."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tutor.record import Record


class Affine(Record):
    """A sum of letters, parts of places, labels and sizes with whole factors, and a constant: ``u+r-1``.

    Terms keep the order they came in: two are the same place where one ``plus`` minus the other is ``Affine()``.
    """

    terms: tuple[tuple[Term, int], ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()
    const: int = 0

    def __init__(
        self, terms: tuple[tuple[Term, int], ...] = (), sizes: tuple[tuple[str, int], ...] = (), const: int = 0
    ) -> None:
        # Half of the records that a derivation makes are places: this takes a third of what any record takes.
        put = object.__setattr__
        put(self, "terms", terms)
        put(self, "sizes", sizes)
        put(self, "const", const)

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
        plain = len(self.terms) == 1 and not self.const and not self.sizes and self.terms[0][1] == 1
        return self.terms[0][0] if plain else None

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


class Row(Record):
    """The row of a place in a flattened pair of axes, which counts row by row; ``classes`` are those of the pair."""

    place: Affine
    classes: tuple[str, ...]


class Column(Record):
    """The column of a place in a flattened pair of axes."""

    place: Affine
    classes: tuple[str, ...]


class RowMajor(Record):
    """The place in a flattened pair of axes that has this row and this column."""

    row: Affine
    column: Affine
    classes: tuple[str, ...]


class Entry(Record):
    """The place that a label says: an entry of an array of whole numbers; 0 outside of its axes.

    ``classes`` are the sizes of the axes of that array, as in an expression's ``Ref``.
    """

    name: str
    places: tuple[Affine, ...]
    classes: tuple[str, ...]


Term = str | Row | Column | RowMajor | Entry


def row_and_column(place: Affine, classes: tuple[str, ...]) -> tuple[Affine, Affine]:
    """The two places of a place in a flattened pair."""
    alone = place.alone
    if isinstance(alone, RowMajor) and alone.classes == classes:
        return alone.row, alone.column
    return Affine.of(Row(place, classes)), Affine.of(Column(place, classes))


Labels = Callable[[Entry, list[Any]], Any]
"""The value of a label, from its name and its places."""


def _without_labels(entry: Entry, places: list[Any]) -> Any:
    raise LookupError(entry.name)


def place_value(
    place: Affine, letters: Mapping[str, Any], size: Callable[[str], Any], label: Labels = _without_labels
) -> Any:
    """Which place it is when letters and sizes are these: numbers, arrays of them, or symbols that act as numbers.

    Raises LookupError for a label where nothing says what labels are.
    """
    found: Any = place.const
    for size_class, count in place.sizes:
        found = found + count * size(size_class)
    for term, count in place.terms:
        found = found + count * _term_value(term, letters, size, label)
    return found


def _term_value(term: Term, letters: Mapping[str, Any], size: Callable[[str], Any], label: Labels) -> Any:
    if isinstance(term, str):
        return letters[term]
    if isinstance(term, Entry):
        return label(term, [place_value(place, letters, size, label) for place in term.places])
    width = size(term.classes[1])
    if isinstance(term, RowMajor):
        row, column = (place_value(place, letters, size, label) for place in (term.row, term.column))
        return (row - 1) * width + column
    before = place_value(term.place, letters, size, label) - 1
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
            elif isinstance(term, Entry):
                found |= letters_in(term.places)
            else:
                found |= letters_in((term.place,))
    return found


def moved(place: Affine, places: Mapping[str, Affine]) -> Affine:
    """A place with places for its letters."""
    found = Affine((), place.sizes, place.const)
    for term, count in place.terms:
        if isinstance(term, str):
            own = places[term]
        elif isinstance(term, RowMajor):
            own = Affine.of(RowMajor(moved(term.row, places), moved(term.column, places), term.classes))
        elif isinstance(term, Entry):
            own = Affine.of(Entry(term.name, tuple(moved(one, places) for one in term.places), term.classes))
        else:
            own = row_and_column(moved(term.place, places), term.classes)[0 if isinstance(term, Row) else 1]
        found = found.plus(own, count)
    return found
