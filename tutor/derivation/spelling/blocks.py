"""Terms that stand side by side along an axis, such as the gates of a cell, as a list of blocks: ``[a, b, c]``."""

from __future__ import annotations

from typing import Any

from tutor.derivation.algebra.algebra import ONE, Rational, Term, addends, times, total
from tutor.derivation.algebra.letters import put
from tutor.derivation.algebra.term_walk import free_letters, walk
from tutor.derivation.spelling.products import Opened, on_the_same_sums, opened, summed_again
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.scope import Scope

WITHIN = "k.block"
"""The letter along each block."""


def as_blocks(term: Term, letter: str, size_class: str, scope: Scope) -> Term:
    """A sum whose parts stand one behind the other along a letter, as a list; the term itself where they do not."""
    found: dict[Affine, tuple[str, list[Term]]] = {}
    for item in addends(term):
        place = _start(item, letter)
        if place is None:
            return term
        start, own_class = place
        if found.setdefault(start, (own_class, []))[0] != own_class:
            return term
        found[start][1].append(item)
    if len(found) < 2:
        return term
    items: list[Any] = []
    classes: list[str] = []
    at = Affine()
    while at in found:
        own_class, own = found.pop(at)
        items.append(put(total(*own), {letter: Affine.of(WITHIN).plus(at)}))
        classes.append(own_class)
        at = at.plus(Affine.last(own_class))
    if found or scope.axes.sum_class(classes) != size_class:
        return term
    return form.Blocks(Affine.of(letter), WITHIN, tuple(items), tuple(classes))


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


def with_factors_drawn_out(blocks: form.Blocks) -> Term:
    """A list of products with one matrix as a product with the list: ``x^T [a, b]`` for ``[x^T a, x^T b]``."""
    items: tuple[Any, ...] = blocks.items
    parts = on_the_same_sums([opened(item) for item in items])
    if parts is None or not blocks.letter:
        return blocks
    common = [
        factor
        for factor in parts[0].factors
        if blocks.letter not in free_letters(factor) and all(factor in part.factors for part in parts[1:])
    ]
    rests: list[Any] = [_without(part, common) for part in parts]
    listed: Term = form.Blocks(blocks.place, blocks.letter, tuple(rests), blocks.classes)
    return summed_again(times(*common, listed), parts[0].sums)


def _without(product: Opened, common: list[Term]) -> Term:
    rest = list(product.factors)
    for factor in common:
        rest.remove(factor)
    return times(Rational(product.number), *(rest or [ONE]))
