"""Sums of products with the blocks of one array as one product with the whole: ``[a, b] W^T``.

``sum_k(a_k*W[d,k]) + sum_k(b_k*W[d,H+k])`` is the product of the list ``[a, b]`` with all of W along that axis.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tutor.derivation.algebra.algebra import Rational, Sum, Term, addends, times, total
from tutor.derivation.algebra.letters import put
from tutor.derivation.spelling.products import Opened, opened, summed_again, summed_inside
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.scope import Scope

WHOLE, WITHIN = "e.whole", "k.within"
"""The letter along the whole axis, and the one within a block."""


class Part(NamedTuple):
    """A product with one block of an array: what it is multiplied by, at ``letter``, and where the block begins."""

    rest: Term
    letter: str
    size_class: str
    start: Affine
    whole: form.Ref
    axis: int


def with_gathered_blocks(term: Term, scope: Scope) -> Term:
    """The term with all sums over the blocks of an array gathered; the term itself where there are none."""
    if not scope.axes.forms:
        return term
    groups: dict[Any, list[Part]] = {}
    others: list[Term] = []
    for item in _spread(term):
        part = _part(opened(item))
        if part is None:
            others.append(item)
        else:
            places = tuple(None if at == part.axis else place for at, place in enumerate(part.whole.places))
            groups.setdefault((part.whole.name, places), []).append(part)
    gathered = [_gathered(parts, scope) for parts in groups.values()]
    found = [product for product in gathered if product is not None]
    return total(*found, *others) if found and len(found) == len(gathered) else term


def _spread(term: Term) -> list[Term]:
    """The addends, also those of a bracket that is summed over: each with a sum sign of its own."""
    found = []
    for item in addends(term):
        product = opened(item)
        bracket = next((one for one in product.factors if isinstance(one, Sum)), None)
        if bracket is None or not product.sums or _part(product) is not None:
            found.append(item)
            continue
        rest = [one for one in product.factors if one is not bracket]
        number = Rational(product.number)
        found += [times(number, summed_inside(times(*rest, part), product.sums)) for part in bracket.items]
    return found


def _part(product: Opened) -> Part | None:
    """A sum of a product with an entry of an array at a place in a block of it."""
    classes = dict(product.sums)
    for factor in product.factors:
        if not isinstance(factor, form.Ref):
            continue
        for axis, (place, own_class) in enumerate(zip(factor.places, factor.classes, strict=True)):
            letter = place.terms[0][0] if len(place.terms) == 1 and place.terms[0][1] == 1 else ""
            if isinstance(letter, str) and classes.get(letter, own_class) != own_class:
                rest = [one for one in product.factors if one is not factor]
                sums = [one for one in product.sums if one[0] != letter]
                start = place.plus(Affine.of(letter), -1)
                inside = times(Rational(product.number), summed_inside(times(*rest), sums))
                return Part(inside, letter, classes[letter], start, factor, axis)
    return None


def _gathered(parts: list[Part], scope: Scope) -> Term | None:
    """The product of a list with the whole array; None where the blocks are not all there."""
    by_start = {part.start: part for part in parts}
    ordered, at = [], Affine()
    while at in by_start:
        ordered.append(by_start.pop(at))
        at = at.plus(Affine.last(ordered[-1].size_class))
    classes = tuple(part.size_class for part in ordered)
    if by_start or len(ordered) != len(parts) or len(parts) < 2:
        return None
    first = parts[0]
    whole_class = first.whole.classes[first.axis]
    if scope.axes.sum_class(list(classes)) != whole_class:
        return None
    items: Any = tuple(put(part.rest, {part.letter: Affine.of(WITHIN)}) for part in ordered)
    places = tuple(Affine.of(WHOLE) if n == first.axis else place for n, place in enumerate(first.whole.places))
    listed = form.Blocks(Affine.of(WHOLE), WITHIN, items, classes)
    array = form.Ref(first.whole.name, places, first.whole.classes, first.whole.outside)
    return summed_again(times(listed, array), [(WHOLE, whole_class)])
