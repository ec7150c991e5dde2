"""Conditions: indicators, comparisons, choices, places of a maximum, and the limits of sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from tutor.derivation.algebra.algebra import ONE, ZERO
from tutor.derivation.spelling.arithmetic import together_as
from tutor.derivation.spelling.pieces import CannotWriteError, Piece
from tutor.derivation.spelling.references import index_of
from tutor.notation import tree
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import Affine, letters_in
from tutor.notation.scope import Scope


class Writer(Protocol):
    """What writes the terms inside."""

    names: Mapping[str, str]
    scope: Scope
    axes: tuple[str, ...]

    def towards(self, axes: tuple[str, ...]) -> Writer:
        """A writer of the same letters with matrices on other axes."""

    def piece(self, term: Any) -> Piece:
        """A term on its axes."""


_NEUTRAL: dict[str, Any] = {"sum": ZERO, "prod": ONE}


def limits(fold: form.Fold) -> tuple[form.Indicator, ...]:
    """The conditions on the letter of a sum or product that are limits of it, if its body has no others."""
    body: Any = fold.body
    if not isinstance(body, form.Where) or body.otherwise != _NEUTRAL.get(fold.kind):
        return ()
    tests = [test for test in body.conditions if isinstance(test, form.Indicator) and test.left.letter == fold.letter]
    relations = {test.relation for test in tests}
    plain = len(tests) == len(body.conditions) == len(relations) and relations <= {">=", "<="}
    return tuple(tests) if plain else ()


def limited(fold: form.Fold, tests: Iterable[form.Indicator], names: Mapping[str, str], scope: Scope) -> tree.Binder:
    """The letter of a sum with its limits."""
    size_class = fold.size_class
    ends = {test.relation: index_of(test.right, "", names) for test in tests}
    low, high = ends.get(">="), ends.get("<=")
    size_letter = size_class.upper() if size_class.upper() in scope.axes.sizes else ""
    return tree.Binder(names[fold.letter], low, high, size_letter if low is not None and high is None else "")


def piece(term: Any, writer: Writer) -> Piece:
    """A condition as a number, 1 or 0, or a value where conditions hold."""
    match term:
        case form.Indicator(left, relation, right):
            first, second = _place(left, writer), _place(right, writer)
            plain = relation == "=" and first.letter and second.letter
            node: tree.Node = (
                tree.Delta(first.letter, second.letter) if plain else tree.Indicator(first, relation, second)
            )
            return Piece((node,), letters=frozenset(letters_in((left, right))))
        case form.Compare(left, relation, right):
            return together_as(
                lambda nodes: tree.Compare(relation, nodes[0], nodes[1]), [writer.piece(left), writer.piece(right)]
            )
        case form.Where((form.Compare(relation=relation),)) if len(compared := _compared(term, relation)) > 1:
            name = "max" if relation == ">" else "min"
            return together_as(lambda nodes: tree.Call(name, tuple(nodes)), list(map(writer.piece, compared)))
        case form.Where(tests, body, otherwise):
            found, other = writer.piece(body), writer.piece(otherwise)
            for test in reversed(tests):
                parts = [writer.piece(test), found, other]
                found = together_as(lambda nodes: tree.Call("where", tuple(nodes)), parts)
            return found
        case form.ArgMax(place, letter, _, body):
            inner = writer.piece(body)
            if inner.axes or letter not in writer.names:
                raise CannotWriteError("the place of a maximum along an axis")
            index = _place(place, writer)
            outer = frozenset(letters_in((place,)))
            return Piece(
                (tree.ArgMax(index, writer.names[letter], inner.node),), letters=inner.letters - {letter} | outer
            )
    raise CannotWriteError(type(term).__name__)


def _compared(term: Any, relation: str) -> list[Any]:
    """What a term is the largest (``>``) or the smallest (``<``) of; itself where it is neither."""
    if not isinstance(term, form.Where) or relation not in (">", "<"):
        return [term]
    if term.conditions != (form.Compare(term.body, relation, term.otherwise),):
        return [term]
    return _compared(term.body, relation) + _compared(term.otherwise, relation)


def _place(place: Affine, writer: Writer) -> tree.Index:
    if not letters_in((place,)) <= writer.names.keys():
        raise CannotWriteError("a condition on an axis")
    return index_of(place, "", writer.names)
