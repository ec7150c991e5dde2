"""Letters of terms: new ones that nothing else has, places put for them, and names that people read in the end.

While a gradient is derived every bound letter has a name of its own, ``i.7``, so that a place can be put for a letter
anywhere without capturing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import count
from operator import is_
from typing import Any

from tutor.derivation.algebra.algebra import Power, Product, Sum, power, times, total
from tutor.derivation.algebra.term_walk import children, free_letters
from tutor.notation.functions import Function
from tutor.notation.lower.index_form.expressions import MatrixPower
from tutor.notation.lower.index_form.places import Affine, letters_in, moved
from tutor.notation.lower.value import plain
from tutor.record import kept

SPARE = "jkmpqrsuvilnabcdefgh"
"""Letters for sums over axes that have none left of their own."""


class Letters:
    """A source of letters that were not there before."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def fresh(self, letter: str) -> str:
        """A new letter, named after another one."""
        return f"{base(letter)}.{next(self._numbers)}"

    def renewed(self, term: Any) -> Any:
        """The same term with new letters wherever one is bound: fit to stand beside or inside the other."""
        return _Renewal(self).part(term, {})


def base(letter: str) -> str:
    """The axis letter that a letter is named after."""
    return plain(letter.partition(".")[0].partition("@")[0]) or "k"


def put(term: Any, places: Mapping[str, Affine]) -> Any:
    """A term with places for some of its free letters. None of them may be bound in it: see ``Letters.renewed``."""
    if not places:
        return term
    known = _Places(places)

    def change(place: Affine) -> Affine:
        if len(place.terms) == 1 and place.letter:  # nearly all places are a letter
            return places.get(place.letter, place)
        return moved(place, known) if place.terms else place

    return with_places(term, change, frozenset(places))


class _Places(dict[str, Affine]):
    """Places for some letters; any other letter stays."""

    def __missing__(self, letter: str) -> Affine:
        return Affine.of(letter)


_SAME = frozenset({str, int, Fraction, Function})


def with_places(part: Any, change: Callable[[Affine], Affine], letters: frozenset[str] | None = None) -> Any:
    """A term with every place changed: those with some free ``letters``, where only those can change."""
    if type(part) in _SAME:
        return part
    if isinstance(part, Affine):
        return change(part)
    if isinstance(part, tuple):
        old: Sequence[Any] = part
    elif letters is not None and letters.isdisjoint(free_letters(part)):
        return part
    else:
        old = [getattr(part, name) for name in part.fields]
    new = [with_places(one, change, letters) for one in old]
    if all(map(is_, old, new)):
        return part
    return tuple(new) if isinstance(part, tuple) else made(part, new)


def made(node: Any, parts: list[Any]) -> Any:
    """A node like another one, of other parts; sums, products and powers in normal form."""
    if isinstance(node, Sum):
        return total(*parts[0])
    if isinstance(node, Product):
        return times(*parts[0])
    if isinstance(node, Power):
        return power(*parts)
    return type(node)(*parts)


def bound_letters(node: Any) -> tuple[str, ...]:
    """The letters that a node binds in its body or its items."""
    if isinstance(node, MatrixPower):
        return node.letters
    letter = getattr(node, "letter", "")
    return (letter,) if letter else ()


@kept
def binds(term: Any) -> bool:
    """Whether a letter is bound anywhere in a term."""
    return bool(bound_letters(term)) or any(map(binds, children(term)))


_INSIDE = frozenset({"body", "items"})
"""The fields in which the letters of a node are bound."""


class _Renewal:
    """Changes bound letters, from outside to inside."""

    def __init__(self, letters: Letters) -> None:
        self.letters = letters

    def part(self, part: Any, places: Mapping[str, Affine], visible: frozenset[str] = frozenset()) -> Any:
        """A part in which these places stand for letters, and these letters can be seen."""
        if type(part) in _SAME:
            return part
        if isinstance(part, Affine):
            return moved(part, _Places(places)) if part.terms else part
        if isinstance(part, tuple):
            return tuple([self.part(one, places, visible) for one in part])
        if not binds(part) and free_letters(part).isdisjoint(places):
            return part
        own = bound_letters(part)
        if not own:
            # Other letters for letters: what is alike, and in normal form, stays so.
            return type(part)(*[self.part(getattr(part, name), places, visible) for name in part.fields])
        names: dict[str, str] = {}
        inner_visible = visible
        for letter in own:
            names[letter] = self.choose(part, letter, inner_visible)
            inner_visible |= {names[letter]}
        inner = {**places, **{letter: Affine.of(name) for letter, name in names.items()}}
        parts: list[Any] = []
        for field in part.fields:
            value = getattr(part, field)
            if field == "letter":
                parts.append(names[value])
            elif field == "letters":
                parts.append(tuple(names[letter] for letter in value))
            elif field in _INSIDE:
                parts.append(self.part(value, inner, inner_visible))
            else:
                parts.append(self.part(value, places, visible))
        return type(part)(*parts)

    def choose(self, node: Any, letter: str, visible: frozenset[str]) -> str:
        """The new name of a letter that a node binds."""
        return self.letters.fresh(letter)


class _Naming(_Renewal):
    """Gives bound letters the names of axes of their size, as far as these are not visible."""

    def __init__(self, axes: Mapping[str, str], taken: frozenset[str]) -> None:
        super().__init__(Letters())
        self.axes = axes
        self.taken = taken

    def choose(self, node: Any, letter: str, visible: frozenset[str]) -> str:
        """The letter itself, another axis of the same size, or a spare letter."""
        size_class = getattr(node, "size_class", "") or ""
        return next(one for one in self.candidates(base(letter), size_class) if one not in visible | self.taken)

    def candidates(self, letter: str, size_class: str) -> Iterator[str]:
        """Names for a letter, the best first."""
        if letter.isalpha() and (not size_class or self.axes.get(letter, size_class) == size_class):
            yield letter
        yield from (axis for axis, known in self.axes.items() if known == size_class)
        yield from (spare for spare in SPARE if spare not in self.axes)
        yield from SPARE
        yield from (f"{letter}{number}" for number in count(1))


def readable(term: Any, letters: Mapping[str, str], axes: Mapping[str, str], taken: Iterable[str] = ()) -> Any:
    """A term with names for its letters: ``letters`` for the free ones; bound ones after axes of the same size.

    ``axes`` maps each axis letter to its class, ``taken`` are letters that stand for something else.
    """
    places = {letter: Affine.of(name) for letter, name in letters.items()}
    return _Naming(axes, frozenset(taken)).part(term, places, frozenset(letters.values()))


def letters_of(place: Affine) -> set[str]:
    """The letters of a place."""
    return letters_in((place,))
