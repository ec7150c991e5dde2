"""Arrays of positions that are multiplied as one column: two letters of a target become one that counts row by row."""

from __future__ import annotations

from typing import Any

from tutor.derivation.algebra.term_walk import children, rebuilt
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import Affine, Column, Row, RowMajor, letters_in
from tutor.notation.scope import Scope


def with_flat_axes(term: Any, letters: tuple[str, ...], scope: Scope) -> tuple[Any, tuple[str, ...]]:
    """The term and the letters of its target, with one for every two that occur only as positions row by row."""
    if not scope.axes.pairs or not any(isinstance(place.alone, RowMajor) for place in _places(term)):
        return term, letters
    at = 0
    while at + 1 < len(letters):
        pair = letters[at : at + 2]
        flat = _Flat(pair).part(term)
        if not set(pair) & {letter for place in _places(flat) for letter in letters_in((place,))}:
            term, letters = flat, (*letters[:at], "".join(pair), *letters[at + 2 :])
        at += 1
    return term, letters


def _places(term: Any) -> list[Affine]:
    """The places of all names in a term."""
    found = list(term.places) if isinstance(term, form.Ref) else []
    for child in children(term):
        found += _places(child)
    return found


class _Flat:
    """Puts one letter for a pair."""

    def __init__(self, pair: tuple[str, ...]) -> None:
        self.row, self.column = map(Affine.of, pair)
        self.whole = Affine.of("".join(pair))

    def part(self, term: Any) -> Any:
        """A term with the letter for the pair."""
        if not isinstance(term, form.Ref):
            return rebuilt(term, self.part)
        places = [self.place(place) for place in term.places]
        for at in range(len(places) - 1):
            if places[at] == self.row and places[at + 1] == self.column:
                classes = term.classes[at : at + 2]
                places[at : at + 2] = Affine.of(Row(self.whole, classes)), Affine.of(Column(self.whole, classes))
        return term.replace(places=tuple(places))

    def place(self, place: Affine) -> Affine:
        """A place with the letter for its row and column."""
        alone = place.alone
        return (
            self.whole
            if isinstance(alone, RowMajor) and (alone.row, alone.column) == (self.row, self.column)
            else place
        )
