"""Terms that stand side by side along an axis, such as the gates of a cell, as a list of blocks: ``[a, b, c]``."""

from __future__ import annotations

from typing import Any, NamedTuple

from tutor.derivation.algebra import Term, addends, total, walk
from tutor.derivation.spelling.letters import with_place
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.scope import Scope


class Block(NamedTuple):
    """What stands in one block, at ``letter`` of an axis of this class, which counts from 1 in each."""

    term: Term
    letter: str
    size_class: str


def blocks(term: Term, letter: str, size_class: str, scope: Scope) -> list[Block] | None:
    """The blocks of a sum along a letter, or None where its parts do not stand one behind the other along it."""
    found: dict[Affine, tuple[str, list[Term]]] = {}
    for item in addends(term):
        place = _start(item, letter)
        if place is None:
            return None
        start, own_class = place
        if found.setdefault(start, (own_class, []))[0] != own_class:
            return None
        found[start][1].append(item)
    if len(found) < 2:
        return None
    ordered, at = [], Affine()
    while at in found:
        own_class, items = found.pop(at)
        own = scope.axes.class_of(own_class)
        moved = with_place(total(*items), letter, Affine.of(letter).plus(at))
        ordered.append(Block(moved, letter, own))
        at = at.plus(Affine.last(own))
    if found or scope.axes.sum_class([block.size_class for block in ordered]) != size_class:
        return None
    return ordered


def _start(term: Any, letter: str) -> tuple[Affine, str] | None:
    """Where the entries of a term begin along a letter: ``H`` for ``dL/df[n,e-H]``; and how large the axis is."""
    found: set[tuple[Affine, str]] = set()
    for part in walk(term):
        if isinstance(part, form.Ref):
            for place, size_class in zip(part.places, part.classes, strict=True):
                if (letter, 1) in place.terms:
                    start = Affine.of(letter).plus(place, -1)
                    if start.terms:
                        return None
                    found.add((start, size_class))
        elif not isinstance(part, form.Fold) and any(_mentions(value, letter) for value in _places(part)):
            return None
    return found.pop() if len(found) == 1 else None


def _places(part: Any) -> list[Affine]:
    return [getattr(part, name) for name in ("place", "left", "right", "row", "column") if hasattr(part, name)]


def _mentions(place: Any, letter: str) -> bool:
    return isinstance(place, Affine) and any(term == letter for term, _ in place.terms)
