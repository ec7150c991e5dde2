"""Letters below a name that stand together: its indices, as in ``W_ij``, or part of a name that is not known here."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.notation.read.cursor import Token
from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.read.names.name_lookup import plain
from tutor.notation.read.names.scripted_names import match
from tutor.notation.read.names.unknown_words import unknown
from tutor.notation.scope import Written
from tutor.notation.tree import Ref


def check_glued(written: Written, node: Ref, column: int, parser: Grammar) -> None:
    """Raise NotationError where letters together are no indices: ``W_{hh}`` is not the diagonal of a ``W`` or ``W_h``.

    They are where they are letters of axes, or stand among indices elsewhere in the text, where one of them does and
    the others are no names, or where the name stands by itself. One that stands twice must stand elsewhere, too. Behind
    a part of a name they must be all indices that it has.
    """
    scope, (base, sub, sup, _) = parser.scope, written
    matched = match(base, sub, sup, scope)
    glued = matched[1] if matched else ""
    if not glued:
        return
    others = list(_elsewhere(written, parser.stream.tokens))
    used = "".join(others)
    alone = not others and parser.stream.kind != "T"
    free = any(letter in used for letter in glued)  # beside an index of others, a letter that is no name is one, too
    letters = alone or all(
        letter in scope.axes.classes or letter in used or (free and plain(letter, scope) is None) for letter in glued
    )
    if len(set(glued)) < len(glued):
        letters = alone or (letters and all(letter in used for letter in glued))
    if not letters or (len(glued) < len(sub) and len(glued) < len(scope.names[node.name].axes)):
        raise unknown(f"{base}_{sub}", column, scope)


def _elsewhere(written: Written, tokens: list[Token]) -> Iterator[str]:
    """What stands below or after other names and below sums; an empty text for each that has nothing."""
    for kind, value, _, _ in tokens:
        if kind == "name" and value != written:
            yield "".join(value[1:])
        elif kind == "fold":
            yield value[1]
        elif kind == "delta":
            yield "".join(value)
        elif kind == "ref":
            yield "".join(letter for index in value.index or () if index is not None for letter, _ in index.terms)
