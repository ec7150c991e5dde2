"""Places put for the letters of an index form, without capturing any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from tutor.notation.functions import Function
from tutor.notation.lower.index_form.expressions import ArgMax, Blocks, Expression, Fold, MatrixPower, Softmax
from tutor.notation.lower.index_form.places import Affine, letters_in, moved
from tutor.notation.lower.value import fresh, plain

E = TypeVar("E", bound=Expression)
_INSIDE = frozenset({"body", "items"})
"""The fields in which the letters of a node are bound."""


def substituted(expression: E, places: Mapping[str, Affine]) -> E:
    """The expression with a place for each of its free letters; no bound letter is one that is visible from outside."""
    found: E = _part(expression, places, letters_in(places.values()))
    return found


def bound_letter(letter: str, places: Iterable[Affine]) -> str:
    """A letter, named after an axis, that none of the places has."""
    return _fresh(letter, letters_in(places))


def letters_of(part: Any) -> set[str]:
    """The letters that occur in an expression, free or bound."""
    if isinstance(part, Affine):
        return letters_in([part])
    if isinstance(part, str | int | Function):
        return set()
    parts = part if isinstance(part, tuple) else [getattr(part, field) for field in part.fields]
    return {letter for one in parts for letter in letters_of(one)}


def _fresh(letter: str, visible: set[str]) -> str:
    base = plain(letter)
    return fresh(base if base.isalpha() else "k", tuple(visible))


def _part(part: Any, places: Mapping[str, Affine], visible: set[str]) -> Any:
    """``visible`` are the letters around the part, also those that a letter within has hidden before."""
    if isinstance(part, Affine):
        return moved(part, places)
    if isinstance(part, str | int | Fraction | Function):
        return part
    if isinstance(part, tuple):
        return tuple(_part(one, places, visible) for one in part)
    names: dict[str, str] = {}
    for letter in _bound(part):
        names[letter] = _fresh(letter, {*visible, *names.values()})
    inner = {**places, **{letter: Affine.of(name) for letter, name in names.items()}}
    within = {*visible, *names.values()}
    changes: dict[str, Any] = {
        field: _part(getattr(part, field), *((inner, within) if field in _INSIDE else (places, visible)))
        for field in part.fields
    }
    if isinstance(part, MatrixPower):
        changes["letters"] = tuple(names.values())
    elif names:
        changes["letter"] = names[part.letter]
    return part.replace(**changes)


def _bound(part: Any) -> tuple[str, ...]:
    """The letters that a node binds."""
    if isinstance(part, MatrixPower):
        return part.letters
    return (part.letter,) if isinstance(part, Fold | Softmax | ArgMax | Blocks) and part.letter else ()
