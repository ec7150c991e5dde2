"""The tokens of a text, read one after another."""

from __future__ import annotations

from tutor.notation.errors import NotationError
from tutor.notation.read.cursor import Token
from tutor.notation.read.grammar import parse_errors


class TokenStream:
    """``at`` is the place of the token under the cursor; the last token is the end of the text."""

    __slots__ = ("at", "tokens")

    def __init__(self, tokens: list[Token], end: int) -> None:
        tokens.append(("end", None, end, False))
        self.tokens = tokens
        self.at = 0

    @property
    def token(self) -> Token:
        """The token under the cursor."""
        return self.tokens[self.at]

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.tokens[self.at][0]

    def sees(self, sign: str) -> bool:
        """Whether the sign is under the cursor."""
        token = self.tokens[self.at]
        return token[0] == "op" and token[1] == sign

    def take(self, sign: str) -> bool:
        """Step over the sign if it is under the cursor."""
        token = self.tokens[self.at]
        if token[0] == "op" and token[1] == sign:
            self.at += 1
            return True
        return False

    def expect(self, sign: str) -> None:
        """Step over the sign. Raises NotationError if something else is there."""
        if not self.take(sign):
            raise parse_errors.expected(sign, self.tokens, self.at)

    def unexpected(self) -> NotationError:
        """The error for the token under the cursor."""
        return parse_errors.unexpected(self.tokens, self.at)
