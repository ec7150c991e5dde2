"""Sums over a kernel that slides over an array: valid cross-correlations, ``corr(z0, K)``."""

from __future__ import annotations

from typing import Any

from tutor.derivation.algebra.algebra import Rational, Term, coefficient, factors, times
from tutor.derivation.algebra.term_walk import rebuilt, walk
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import Affine
from tutor.record import Record


class Correlation(Record):
    """The entry at ``letters`` of one array slid over another.

    ``large`` and ``small`` are whole arrays: their letters are those of no other part of the term.
    """

    large: form.Ref
    small: form.Ref
    letters: tuple[str, str]


def with_correlations(term: Any) -> Any:
    """The term with every sum that is one written as a correlation."""
    for part in walk(term):
        if isinstance(part, form.Fold) and isinstance(part.body, form.Fold) and _correlation(part, part.body):
            return _found(term)
    return term


def _found(term: Any) -> Any:
    if isinstance(term, form.Fold) and isinstance(term.body, form.Fold):
        correlation = _correlation(term, term.body)
        if correlation is not None:
            return correlation
    return rebuilt(term, _found)


def _correlation(outer: form.Fold, inner: form.Fold) -> Term | None:
    """``sum_{u,v}(G[u,v]*z[u+r-1,v+c-1])`` as a correlation at r and c."""
    if outer.kind != "sum" or inner.kind != "sum":
        return None
    number, rest = coefficient(inner.body)  # type: ignore[arg-type]
    pair = factors(rest)
    if len(pair) != 2 or not all(isinstance(one, form.Ref) and len(one.places) == 2 for one in pair):
        return None
    for small, large in (pair, pair[::-1]):
        assert isinstance(small, form.Ref)
        assert isinstance(large, form.Ref)
        slid = tuple(place.letter for place in small.places)
        if set(slid) != {outer.letter, inner.letter}:
            continue
        starts = [
            place.plus(Affine.of(letter), -1).plus(Affine(const=1))
            for place, letter in zip(large.places, slid, strict=True)
        ]
        letters = tuple(start.letter for start in starts)
        if all(letters) and letters[0] != letters[1] and not set(letters) & set(slid):
            whole = form.Ref(large.name, tuple(Affine.of(f"{one}.slid") for one in letters), large.classes)
            return times(Rational(number), Correlation(whole, small, (letters[0], letters[1])))  # type: ignore[arg-type]
    return None
