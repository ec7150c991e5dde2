"""Which entries an expression in index form reads, and whether all of them are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression
from tutor.notation.lower.index_form.places import Affine


def references(node: object) -> Iterator[form.Ref]:
    if isinstance(node, form.Ref):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from references(part)
    elif hasattr(node, "fields") and not isinstance(node, Affine):
        for field in node.fields:
            yield from references(getattr(node, field))


def is_inside(node: Expression, letters: Mapping[str, str], sizes: Mapping[str, int]) -> bool:
    """Whether no part of an array is read past its edges; what is moved by one place alone is another matter."""
    every = {**letters, **_bound_in(node)}
    return all(
        within(place, size, every, sizes)
        for ref in references(node)
        for place, size in zip(ref.places, ref.classes, strict=True)
        if place.terms and is_plain(place, every) and every.get(place.plus(Affine(const=-place.const)).letter) != size
    )


def _bound_in(node: object) -> dict[str, str]:
    """The letters of sums, with their classes."""
    if isinstance(node, tuple):
        return {letter: size for part in node for letter, size in _bound_in(part).items()}
    if not hasattr(node, "fields") or isinstance(node, Affine):
        return {}
    own = {node.letter: node.size_class} if isinstance(node, form.Fold) else {}
    return own | {letter: size for field in node.fields for letter, size in _bound_in(getattr(node, field)).items()}


def is_plain(place: Affine, letters: Mapping[str, str]) -> bool:
    """Whether a place is made of these letters alone."""
    return not place.sizes and all(term in letters for term, _ in place.terms)


def within(place: Affine, size: str, letters: Mapping[str, str], sizes: Mapping[str, int]) -> bool:
    """Whether a place is one of an axis for all values of its letters."""
    low = high = place.const
    for term, count in place.terms:
        ends = (count, count * _length(letters[str(term)], sizes))
        low, high = low + min(ends), high + max(ends)
    return low >= 1 and high <= _length(size, sizes)


def _length(size_class: str, sizes: Mapping[str, int]) -> int:
    return int(size_class[1:]) if size_class.startswith("#") else sizes[size_class.upper()]
