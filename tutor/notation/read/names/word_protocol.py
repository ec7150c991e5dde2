"""What the readers of derivatives, ones and transpositions need of the reader of words that they are part of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tutor.notation.read.cursor import Cursor, Token
from tutor.notation.read.names.scripts import Scripts
from tutor.notation.scope import Scope


class Lexer(Protocol):
    """What reads the tokens of a text of its own: of the parts of a derivative."""

    def run(self) -> list[Token]:
        """All tokens of the text."""


class Words(Protocol):
    """The reader of words at a cursor, as a scope knows them."""

    cursor: Cursor
    scope: Scope
    lexer: Callable[[Cursor, Scope], Lexer]

    def named(self, base: str, start: int, sub: str = "", *, scripted: bool = True) -> None:
        """A name with the scripts that follow it."""

    def after_scripts(self, read: Scripts, start: int) -> None:
        """What stood among the scripts of a name and applies to it whole."""
