"""A position in a text that is read from left to right, and the tokens that were read."""

from __future__ import annotations

import re
from copy import copy
from typing import Any

from tutor.notation.characters import SUBSCRIPTS, spread
from tutor.notation.errors import NotationError
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.scripts import subscript
from tutor.notation.scope import Scope

Token = tuple[str, Any, int, bool]
"""``(kind, value, column, tight)``; ``tight`` says that nothing stands between it and the one before."""

MAX_LENGTH = 4000
_ENTRY = lazily(
    r"\[\s*((?:[a-z]|\d{1,4})(?:\s*[+-]\s*\d{1,4})?(?:\s*,\s*(?:[a-z]|\d{1,4})(?:\s*[+-]\s*\d{1,4})?)*)\s*\]"
)
_NORM = lazily(
    r"\s*(?:_\s*(?:\{\s*(1|2|F|\\infty|∞|inf)\s*\}|(1|2|F|inf)(?![A-Za-z0-9])|(\\infty(?![A-Za-z])|∞))|([₁₂]))"
)
_NORMS = {"1": "1", "₁": "1", "\\infty": "inf", "∞": "inf", "inf": "inf"}
"""What is no root of squares, which what tells so may be left out of."""
_BARS = lazily(r"(?<!\\)\|+")


def check_length(text: str) -> None:
    """Raise NotationError for a text that is longer than any formula."""
    if len(text) > MAX_LENGTH:
        raise NotationError(f"this is {len(text)} characters long; the most I read is {MAX_LENGTH}")


class Cursor:
    """``position`` is what comes next in ``text``, ``tokens`` what was read; ``brackets`` are those that are open."""

    __slots__ = ("brackets", "columns", "derivatives", "paired", "position", "space", "text", "tokens", "typed")

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
        self.paired: bool | None = None
        self.derivatives = 0
        self.position = 0
        self.space = True

    def until(self, start: int, end: int) -> Cursor:
        """A cursor on a part of the text, which keeps its columns."""
        other = copy(self)
        other.text, other.position, other.tokens, other.brackets = self.text[:end], start, [], []
        other.space, other.paired = True, None
        return other

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

    def length(self, sign: str, start: int) -> None:
        """Add the bars of a length, ``‖x‖_2``, which may be written ``||x||``; two that belong to others are bars."""
        if sign == "||" and not self._bars_in_pairs():
            self.position = start + 1
            self.emit("op", "|", start)
            return
        self.emit("op", "‖", start)
        told = self.take(_NORM)
        if told:
            kind = _NORMS.get(told[told.lastindex or 0])
            if kind:
                self.emit("norm", kind, start)
        elif self.sees("_"):
            column = self.column(self.position)
            raise NotationError(f"at column {column}: the norms that are read are those of 1, 2, F and ∞", column)

    def part(self, scope: Scope) -> None:
        """Add the indices right after a closing bracket, ``(W^T d)_i`` or ``softmax(z)[1]``, if there are any."""
        start = self.position
        if self.next() == "_" or self.next() in SUBSCRIPTS:
            text, self.position = subscript(self.text, start)
        elif found := self.take(_ENTRY):
            text = "".join(found[1].split())
            if any(item in scope.names or item in scope.aliases for item in text.split(",")):
                self.position = start
                return
        else:
            return
        self.emit("part", text, start)

    def _bars_in_pairs(self) -> bool:
        """Whether all upright bars of the text are pairs, and these open and close: ``||x|| ||y||``; found out once."""
        if self.paired is None:
            runs = _BARS.findall(self.text)
            self.paired = len(runs) % 2 == 0 and all(run == "||" for run in runs)
        return self.paired

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
