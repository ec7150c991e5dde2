"""A position in a text that is read from left to right, and the tokens that were read."""

from __future__ import annotations

import re
from typing import Any

from tutor.notation.characters import spread
from tutor.notation.errors import NotationError

Token = tuple[str, Any, int, bool]
"""``(kind, value, column, tight)``; ``tight`` says that nothing stands between it and the one before."""

MAX_LENGTH = 4000


def check_length(text: str) -> None:
    """Raise NotationError for a text that is longer than any formula."""
    if len(text) > MAX_LENGTH:
        raise NotationError(f"this is {len(text)} characters long; the most I read is {MAX_LENGTH}")


class Cursor:
    """``position`` is what comes next in ``text``, ``tokens`` what was read; ``brackets`` are those that are open."""

    __slots__ = ("brackets", "columns", "position", "space", "text", "tokens", "typed")

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            check_length(text)
        self.typed = text
        self.columns: list[int] | None = None
        if not text.isascii():
            text, self.columns = spread(text)
        self.text = text
        self.tokens: list[Token] = []
        self.brackets: list[str] = []
        self.position = 0
        self.space = True

    def column(self, position: int) -> int:
        """The column, from 1, of a position in the text that is read."""
        if self.columns is None:
            return position + 1
        return self.columns[position] if position < len(self.columns) else len(self.typed) + 1

    def emit(self, kind: str, value: Any, position: int) -> None:
        """Add a token that was typed at ``position``."""
        column = position + 1 if self.columns is None else self.column(position)
        self.tokens.append((kind, value, column, not self.space))
        self.space = False

    def bracket(self, sign: str, start: int) -> None:
        """Add a bracket, and keep account of those that are open."""
        if sign in "([{":
            self.brackets.append(sign)
        elif self.brackets:
            self.brackets.pop()
        self.tokens.append(("op", sign, start + 1 if self.columns is None else self.column(start), not self.space))
        self.space = False

    def next(self) -> str:
        """The next character, or ''."""
        return self.text[self.position : self.position + 1]

    def sees(self, sign: str) -> bool:
        """Whether the text goes on with this."""
        return self.text.startswith(sign, self.position)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What matches here, stepped over."""
        found = pattern.match(self.text, self.position)
        if found:
            self.position = found.end()
        return found
