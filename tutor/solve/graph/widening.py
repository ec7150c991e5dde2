"""Blocks of one array that are computed alike are computed as one array.

The gates ``sigma(x Wx[:,h] + ...)``, ``sigma(x Wx[:,H+h] + ...)``, ... of an LSTM differ only in where the letter h
starts. What they have in common becomes a value of its own over all the blocks, with one matrix product and one
sigmoid for all gates, and each gate a part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tutor.notation.functions import Function
from tutor.notation.lower.index_form.expressions import Expression, IndexForm, Ref
from tutor.notation.lower.index_form.places import Affine, letters_in

_WIDE = "@"
"""The letter that runs over all blocks: none that anybody can write."""


@dataclass(frozen=True, slots=True)
class _Member:
    """A part of the formula of ``name`` in which the letter starts ``offset`` entries on everywhere."""

    name: str
    part: Expression
    letter: str
    offset: int


def widened(forms: Mapping[str, IndexForm], size: Callable[[str], int]) -> dict[str, IndexForm]:
    """The same values, with those added that several are blocks of."""
    found = dict(forms)
    while (family := _largest(found, size)) is not None:
        common, members = family
        name = f"blocks {len(found)}"
        first = members[0]
        own = found[first.name]
        width = size(own.classes[own.letters.index(first.letter)])
        total = width * len({member.offset for member in members})
        start = min(member.offset for member in members)
        letters = [_WIDE if letter == first.letter else letter for letter in own.letters]
        classes = [f"#{total}" if letter == _WIDE else one for letter, one in zip(letters, own.classes, strict=True)]
        hidden = IndexForm(_moved(common, {_WIDE: Affine(((_WIDE, 1),), (), start)}), tuple(letters), tuple(classes))
        for member in members:
            places = tuple(
                [
                    Affine(((member.letter, 1),), (), member.offset - start) if letter == _WIDE else Affine.of(letter)
                    for letter in letters
                ]
            )
            form = found[member.name]
            block = Ref(name, places, tuple(classes))
            found[member.name] = form.replace(expression=_replaced(form.expression, member.part, block))
        found[name] = hidden
    return found


def _largest(forms: Mapping[str, IndexForm], size: Callable[[str], int]) -> tuple[Expression, list[_Member]] | None:
    """The part that most values have in common but for the block; of several the largest."""
    moving = {letter for form in forms.values() for letter in _started_behind(form.expression)}
    families: dict[tuple[Any, ...], list[_Member]] = {}
    for name, form in forms.items():
        walk = _Walk(moving & set(form.letters), size)
        walk.seen(form.expression)
        for part, offsets, free in walk.parts:
            for letter, offset in offsets.items():
                if offset is None or not free <= set(form.letters):
                    continue
                at = form.letters.index(letter)
                common = _moved(part, {letter: Affine(((_WIDE, 1),), (), -offset)}, size)
                key = common, form.letters[:at] + form.letters[at + 1 :], at, form.classes[at]
                members = families.setdefault(key, [])
                if all((one.name, one.offset) != (name, offset) for one in members):
                    members.append(_Member(name, part, letter, offset))
    best = None
    for key, members in families.items():
        starts = sorted({member.offset for member in members})
        width = size(key[3])
        if len(starts) < 2 or any(b - a != width for a, b in pairwise(starts)):
            continue
        rank = len(members), len(repr(key[0]))
        if best is None or rank > best[0]:
            best = rank, key[0], members
    return best[1:] if best is not None else None


class _Walk:
    """All computed ``parts`` of a formula, each with where the letters start in it, and its free letters."""

    def __init__(self, moving: set[str], size: Callable[[str], int]) -> None:
        self.parts: list[tuple[Expression, dict[str, int | None], set[str]]] = []
        self._moving = moving
        self._size = size

    def seen(self, part: Any) -> tuple[dict[str, int | None], set[str]]:
        """Where each moving letter starts in a part, None where it starts differently; and all free letters."""
        offsets: dict[str, int | None] = {}
        letters: set[str] = set()
        if isinstance(part, Affine):
            letters = letters_in((part,))
            start = part.const + sum(count * self._size(one) for one, count in part.sizes)
            for letter in letters & self._moving:
                offsets[letter] = start if part.terms == ((letter, 1),) else None
        elif isinstance(part, tuple) and not isinstance(part, Function):
            for one in part:
                self._merge(offsets, letters, *self.seen(one))
        elif isinstance(part, Expression):
            for field in part.fields:
                self._merge(offsets, letters, *self.seen(getattr(part, field)))
            letters -= {getattr(part, "letter", ""), *getattr(part, "letters", ())}
            if not isinstance(part, Ref):
                self.parts.append((part, dict(offsets), set(letters)))
        return offsets, letters

    @staticmethod
    def _merge(
        offsets: dict[str, int | None], letters: set[str], more: dict[str, int | None], others: set[str]
    ) -> None:
        letters |= others
        for letter, start in more.items():
            offsets[letter] = start if offsets.get(letter, start) == start else None


def _places(part: Any) -> Iterator[Affine]:
    if isinstance(part, Affine):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from _places(one)
    elif isinstance(part, Expression):
        for field in part.fields:
            yield from _places(getattr(part, field))


def _started_behind(expression: Expression) -> set[str]:
    """The letters that start behind the first entry somewhere."""
    return letters_in(place for place in _places(expression) if place.sizes or place.const > 0)


def _moved(part: Any, places: Mapping[str, Affine], size: Callable[[str], int] | None = None) -> Any:
    """A part with other places for some letters, and the sizes in those places as numbers."""
    if isinstance(part, Affine):
        if not letters_in((part,)) & places.keys():
            return part
        moved = Affine((), part.sizes, part.const)
        if size is not None:
            moved = Affine((), (), part.const + sum(count * size(one) for one, count in part.sizes))
        for term, count in part.terms:
            moved = moved.plus(places.get(str(term), Affine.of(term)), count)
        return moved
    if isinstance(part, tuple) and not isinstance(part, Function):
        return tuple([_moved(one, places, size) for one in part])
    if not isinstance(part, Expression):
        return part
    return part.replace(**{field: _moved(getattr(part, field), places, size) for field in part.fields})


def _replaced(expression: Any, part: Expression, by: Expression) -> Any:
    if expression == part:
        return by
    if isinstance(expression, Function | Affine):
        return expression
    if isinstance(expression, tuple):
        return tuple([_replaced(one, part, by) for one in expression])
    if not isinstance(expression, Expression):
        return expression
    changes = {field: _replaced(getattr(expression, field), part, by) for field in expression.fields}
    return expression.replace(**changes)
