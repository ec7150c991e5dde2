"""Looking into terms, and terms with their parts changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from fractions import Fraction
from functools import cache
from operator import is_
from typing import Any, get_args

from tutor.derivation.algebra.algebra import Power, Product, Sum, Term, power, times, total
from tutor.notation.functions import Function
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression
from tutor.notation.lower.index_form.places import Affine, letters_in
from tutor.record import kept

_LEAVES = frozenset({str, int, Fraction, Function, Affine})
"""What is no term: kinds are compared by name, for formulas are walked all the time."""


def children(term: Any) -> list[Any]:
    """The terms directly under a term; of ``Where`` its conditions too."""
    found: list[Any] = []
    for name, several in _term_fields(type(term)):  # type: ignore[arg-type]
        part = getattr(term, name)
        if several:
            found += part
        else:
            found.append(part)
    return found


@cache
def _term_fields(kind: Hashable) -> tuple[tuple[str, bool], ...]:
    """The fields of a kind of nodes that hold terms, and whether several: formulas are walked all the time."""
    return tuple(
        (name, annotation.startswith("tuple"))
        for name, annotation in kind.__annotations__.items()
        if any(word in _TERM_TYPES for word in re.findall(r"\w+", annotation))
    )


_TERM_TYPES = {"Term", "Expression", *(kind.__name__ for kind in (*get_args(Term), *get_args(Expression)))}


def walk(term: Any) -> Iterator[Any]:
    """A term and everything under it."""
    stack = [term]
    while stack:
        found = stack.pop()
        yield found
        stack.extend(reversed(children(found)))


def rebuilt(term: Any, change: Callable[[Any], Any]) -> Any:
    """The same node with every term under it changed; sums, products and powers are made anew."""
    if isinstance(term, Sum | Product):
        items = tuple(map(change, term.items))
        if all(map(is_, items, term.items)):  # making it anew takes ten times as long as all else
            return term
        return total(*items) if isinstance(term, Sum) else times(*items)
    if isinstance(term, Power):
        return power(change(term.base), change(term.exponent))
    old = [getattr(term, name) for name in term.fields]
    new = [_changed(part, change) for part in old]
    return term if all(map(is_, new, old)) else type(term)(*new)


def _changed(part: Any, change: Callable[[Any], Any]) -> Any:
    if type(part) in _LEAVES:
        return part
    if isinstance(part, tuple):
        found = tuple(_changed(one, change) for one in part)
        return part if all(map(is_, found, part)) else found
    return change(part)


def names_in(term: Term) -> set[str]:
    """The names of arrays that occur."""
    return {part.name for part in walk(term) if isinstance(part, form.Ref)}


@kept
def free_letters(term: Any) -> frozenset[str]:
    """The letters that are not bound in the term."""
    own: set[str] = set()
    for name in term.fields:
        places = _places(getattr(term, name))
        if places:
            own |= letters_in(places)
    bound: set[str] = set()
    if isinstance(term, form.MatrixPower):
        bound = set(term.letters)
    elif isinstance(term, form.Fold | form.Softmax | form.ArgMax | form.Blocks) and term.letter:
        bound = {term.letter}
    inner = frozenset().union(*(free_letters(child) for child in children(term)))
    return inner - bound | own


def _places(part: Any) -> list[Affine]:
    """The places that are a field of a node, or in it."""
    if isinstance(part, Affine):
        return [part]
    return [place for place in part if isinstance(place, Affine)] if isinstance(part, tuple) else []
