"""Derivatives of expressions as tokens: what it is by and what is differentiated, each read as a text of its own."""

from __future__ import annotations

from tutor.notation.errors import NotationError
from tutor.notation.read.derivatives import differentiated
from tutor.notation.read.names.name_lookup import look_up
from tutor.notation.read.names.word_protocol import Words

MOST_DERIVATIVES = 24
"""Derivatives that are worked out in one formula."""


def gradient(words: Words, start: int) -> None:
    """``∇_x`` of what follows."""
    found = differentiated.gradient(words.cursor.text, words.cursor.position, words.scope)
    if found is None:
        column = words.cursor.column(start)
        raise NotationError(
            f"a gradient at column {column} is written ∇_x {words.scope.loss or 'L'}, with what it is by below",
            column,
        )
    _emit(words, found, start)


def expression(words: Words, start: int, *, fraction: bool, sure: bool = False) -> bool:
    """The derivative of an expression at ``start``, or after ``\\frac`` at the position, if there is one."""
    cursor = words.cursor
    if not fraction and "/" not in cursor.text:
        return False
    if fraction:
        found = differentiated.fraction(cursor.text, cursor.position, words.scope, sure=sure)
    else:
        found = differentiated.on_one_line(cursor.text, start, words.scope, sure=sure)
    if found is None or (not fraction and found.body is None and _is_quotient(words, start, found.by)):
        return False
    _emit(words, found, start)
    return True


def _is_quotient(words: Words, start: int, by: tuple[int, int]) -> bool:
    """Whether ``d/dx`` is a quotient: there is a name dx."""
    text = words.cursor.text
    known = look_up("d" + text[slice(*by)], words.scope)
    return text[start] == "d" and known.kind == "name" and known.base not in words.scope.gradients


def _emit(words: Words, found: differentiated.Differentiated, start: int) -> None:
    """The tokens of a derivative: what it is by and, where it does not follow, what it is of, each in braces."""
    cursor = words.cursor
    cursor.derivatives += 1
    if cursor.derivatives > MOST_DERIVATIVES:
        column = cursor.column(start)
        raise NotationError(f"more than {MOST_DERIVATIVES} derivatives, at column {column}, are too many", column)
    cursor.emit("derivative", found.body is not None, start)
    for span in (found.by, found.body):
        if span is not None:
            inner = cursor.until(*span)
            tokens = words.lexer(inner, words.scope).run()
            cursor.derivatives = inner.derivatives
            cursor.emit("op", "{", span[0])
            cursor.tokens += tokens
            cursor.emit("op", "}", max(span[1] - 1, 0))
    cursor.position = found.end
    if found.body is not None:
        cursor.part(words.scope)
