"""Blocks of one array that are computed alike are computed as one array.

The gates ``sigma(x Wx[:,h] + ...)``, ``sigma(x Wx[:,H+h] + ...)``, ... of an LSTM differ only in where the letter h
starts. What they have in common becomes a value of its own over all the blocks, with one matrix product and one
sigmoid for all gates, and each gate a part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
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
            found[member.name] = replace(form, expression=_replaced(form.expression, member.part, block))
        found[name] = hidden
    return found


def _largest(forms: Mapping[str, IndexForm], size: Callable[[str], int]) -> tuple[Expression, list[_Member]] | None:
    """The part that most values have in common but for the block; of several the largest."""
    moving = {letter for form in forms.values() for letter in _started_behind(form.expression)}
    families: dict[tuple[Any, ...], list[_Member]] = {}
    for name, form in forms.items():
        for part in _parts(form.expression):
            for letter, size_class in zip(form.letters, form.classes, strict=True):
                if letter not in moving:
                    continue
                offset = _offset(part, letter, size)
                if offset is None or not letters_of(part) - {letter} <= {*form.letters, *_bound(part)}:
                    continue
                common = _moved(part, {letter: Affine(((_WIDE, 1),), (), -offset)}, size)
                others = tuple([one for one in form.letters if one != letter])
                key = common, others, form.letters.index(letter), size_class
                members = families.setdefault(key, [])
                if all((one.name, one.offset) != (name, offset) for one in members):
                    members.append(_Member(name, part, letter, offset))
    best = None
    for key, members in families.items():
        offsets = sorted({member.offset for member in members})
        width = size(key[3])
        if len(offsets) < 2 or any(b - a != width for a, b in pairwise(offsets)):
            continue
        rank = len(members), sum(1 for _ in _parts(key[0]))
        if best is None or rank > best[0]:
            best = rank, key[0], members
    return best[1:] if best is not None else None


def _parts(expression: Any) -> Iterator[Expression]:
    """All parts that are computed."""
    if isinstance(expression, tuple):
        for part in expression:
            yield from _parts(part)
    elif isinstance(expression, Expression) and not isinstance(expression, Ref):
        yield expression
        for field in fields(expression):
            yield from _parts(getattr(expression, field.name))


def _places(part: Any) -> Iterator[Affine]:
    if isinstance(part, Affine):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from _places(one)
    elif isinstance(part, Expression):
        for field in fields(part):
            yield from _places(getattr(part, field.name))


def letters_of(part: Any) -> set[str]:
    """All letters at any place in a part, those bound in it among them."""
    return letters_in(_places(part))


def _bound(part: Any) -> Iterator[str]:
    if isinstance(part, tuple):
        for one in part:
            yield from _bound(one)
    elif isinstance(part, Expression):
        yield from getattr(part, "letters", ())
        if getattr(part, "letter", ""):
            yield getattr(part, "letter")  # noqa: B009  # not every kind of expression has one
        for field in fields(part):
            yield from _bound(getattr(part, field.name))


def _started_behind(expression: Expression) -> set[str]:
    """The letters that start behind the first entry somewhere."""
    return letters_in(place for place in _places(expression) if place.sizes or place.const > 0)


def _offset(part: Expression, letter: str, size: Callable[[str], int]) -> int | None:
    """How far on a letter starts everywhere in a part; None where it does so differently, or is not there."""
    found: set[int | None] = set()
    for place in _places(part):
        if letter in letters_in((place,)):
            alone = place.terms == ((letter, 1),)
            found.add(place.const + sum(count * size(one) for one, count in place.sizes) if alone else None)
    return found.pop() if len(found) == 1 else None


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
    return replace(part, **{field.name: _moved(getattr(part, field.name), places, size) for field in fields(part)})


def _replaced(expression: Any, part: Expression, by: Expression) -> Any:
    if expression == part:
        return by
    if isinstance(expression, Function | Affine):
        return expression
    if isinstance(expression, tuple):
        return tuple([_replaced(one, part, by) for one in expression])
    if not isinstance(expression, Expression):
        return expression
    changes = {field.name: _replaced(getattr(expression, field.name), part, by) for field in fields(expression)}
    return replace(expression, **changes)
