"""From typed text to tokens: ASCII, Unicode and pasted LaTeX come out the same.

A token is ``(kind, value, column, tight)``; ``tight`` says that nothing stands between it and the one before.
Kinds: ``num`` (text), ``name`` (base, subscript, superscript, bracket), ``ref`` (a node: a derivative), ``constant``,
``ones`` (a size letter), ``function`` (name, primes), ``fold`` (kind, subscript, superscript, tight bracket), ``delta``
(two letters), ``T`` (transpose), ``frac``, ``matrix`` and ``endmatrix``, ``op`` (everything else; side-by-side dots are
``·``).
"""

from __future__ import annotations

import re
import unicodedata

from tutor.notation.characters import ACCENTS, FRACTIONS, GREEK, SUPERSCRIPTS, shown
from tutor.notation.errors import NotationError
from tutor.notation.patterns import lazily
from tutor.notation.reading import Reader, Token
from tutor.notation.scope import Scope
from tutor.notation.scripts import TRANSPOSE, UnreadableError, superscript

MAX_TOKENS = 1500
MAX_DIGITS = 40

_MAIN = re.compile(
    r"""(?P<word>[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)
      | (?P<space>[\s~$]+)
      | (?P<delta>1(?:\[\s*(?P<d1>[A-Za-z]'?)\s*=\s*(?P<d2>[A-Za-z]'?)\s*\]
                    |_\{\s*(?P<d3>[A-Za-z]'?)\s*=\s*(?P<d4>[A-Za-z]'?)\s*\}))
      | (?P<num>(?:\d+(?:\.(?!T(?![A-Za-z0-9_]))\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<command>\\(?:[A-Za-z]+|.))
      | (?P<dot>\.)
      | (?P<op>\*\*|[-+*/@^(){}\[\],=|&⊙·!'])
    """,
    re.VERBOSE,
)
_RAISED = lazily(r"T|[^T]+")
_GLUED = lazily(r"\^\s*T(?=[A-Za-z])(?=(\w*))")
_RAISING = frozenset({"^", "**"})
_PLAIN_AFTER = frozenset(("", " ", ")", "*", "/", "+", "-", ",", "@", "(", "}", "]"))
"""What may follow a name without being a script of it (the usual case, decided without looking further)."""


def tokenize(text: str, scope: Scope) -> list[Token]:
    """Read the tokens of ``text``. Raises NotationError with the column of what is not part of the language."""
    lexer = Lexer(text, scope)
    try:
        return lexer.run()
    except UnreadableError as broken:
        raise broken.at_column(lexer.column(broken.position)) from None


class Lexer(Reader):
    """Reads one text from left to right."""

    def run(self) -> list[Token]:
        """All tokens of the text. The usual ones are added right here (0.4 µs each); the rest have methods."""
        text, length, scope, tokens = self.text, len(self.text), self.scope, self.tokens
        match_at, add, simple = _MAIN.match, tokens.append, self.columns is None and "\\" not in text
        while self.position < length:
            start = self.position
            found = match_at(text, start)
            if len(tokens) > MAX_TOKENS:
                raise NotationError("this formula has too many parts")
            if found is None:
                self.beyond_ascii(start)
                continue
            kind = found.lastgroup
            self.position = end = found.end()
            if kind == "space":
                self.space = True
            elif kind == "word":
                word = found[0]
                known = scope.word(word)
                if known.plain and text[end : end + 1] in _PLAIN_AFTER:
                    add(("name", known.plain, start + 1 if simple else self.column(start), not self.space))
                    self.space = False
                else:
                    self.word(word, known, start)
            elif kind == "op":
                sign = found[0]
                if simple and sign not in _RAISING:
                    add(("op", sign, start + 1, not self.space))
                    self.space = False
                else:
                    self.operator(sign, start)
            elif kind == "num":
                self.number(found[0], start)
            elif kind == "command":
                from tutor.notation import latex

                latex.command(self, found[0][1:], start)
            elif kind == "dot":
                self.dot(start)
            else:
                self.emit("delta", (found["d1"] or found["d3"], found["d2"] or found["d4"]), start)
        return tokens

    # -- signs and numbers -------------------------------------------------------------------------------------

    def operator(self, sign: str, start: int) -> None:
        """A sign of one or two characters; ``^T`` is a transposition."""
        if sign == "^" and (upper := TRANSPOSE.match(self.text, start) or self._glued(start)):
            self.position = upper.end()
            self.emit("T", None, start)
            return
        if sign in "([{":
            self.brackets.append(sign)
        elif sign in ")]}" and self.brackets:
            self.brackets.pop()
        self.emit("op", "^" if sign == "**" else sign, start)

    def _glued(self, start: int) -> re.Match[str] | None:
        """``^T`` with the next name right behind it, ``Y_t^Ty_t``, as LaTeX has it."""
        found = _GLUED.match(self.text, start)
        return None if found is None or self.scope.plain("T" + found[1]) else found

    def number(self, text: str, start: int) -> None:
        """A literal, with bounds on its digits and its size."""
        if len(text) > MAX_DIGITS:
            column = self.column(start)
            raise NotationError(f"the number at column {column} has too many digits", column)
        if "e" in text or "E" in text:
            column = self.column(start)
            value = float(text)
            if value == float("inf"):
                raise NotationError(f"too large a number at column {column}", column)
            if value == 0 and text.lower().partition("e")[0].strip("0."):
                raise NotationError(f"too small a number at column {column}", column)
        self.emit("num", text, start)

    def dot(self, start: int) -> None:
        """``.T`` is a transposition; before a bracket or between blanks a dot is a product."""
        follows = self.text[self.position : self.position + 1]
        after = self.text[self.position + 1 : self.position + 2]
        if follows == "T" and not (after.isalnum() or after == "_"):
            self.position += 1
            self.emit("T", None, start)
        elif follows == "[" or (self.space and self.tokens and (follows.isspace() or not follows)):
            self.emit("op", "·", start)
        else:
            raise self.foreign(".", start)

    def foreign(self, char: str, start: int) -> NotationError:
        """The error for a character that the language has no use for."""
        column = self.column(start)
        return NotationError(f'"{char}" at column {column} is not part of the language', column)

    def beyond_ascii(self, start: int) -> None:
        """Greek letters, scripts, fractions and the like."""
        char = self.text[start]
        self.position = start + 1
        if char in GREEK:
            base = GREEK[char]
            accent = ACCENTS.get(self.text[self.position : self.position + 1], "")
            self.position += bool(accent)
            self.known(self.scope.word(base + accent), start, greedy=True)
        elif char == "∂":
            self.derivative(start)
        elif char in SUPERSCRIPTS:
            self.raised(start)
        elif char in FRACTIONS:
            top, bottom = unicodedata.normalize("NFKC", char).split("\u2044")
            for kind, value in (("op", "("), ("num", top), ("op", "/"), ("num", bottom), ("op", ")")):
                self.emit(kind, value, start)
        elif char == "√":
            self.emit("function", ("sqrt", 0), start)
        else:
            raise self.foreign(shown(self.typed[self.column(start) - 1]), start)

    def raised(self, start: int) -> None:
        """A run of superscript characters: ``²``, ``⁻¹``, ``ᵀ``, ``⁻ᶻ``."""
        run, self.position = superscript(self.text, start)
        for part in _RAISED.findall(run):
            if part == "T":
                self.emit("T", None, start)
                continue
            self.emit("op", "^", start)
            if part.isdigit():
                self.emit("num", part, start)
            else:
                self.emit("op", "(", start)
                tokens = Lexer(part, self.scope).run()
                self.tokens += [(kind, value, self.column(start), tight) for kind, value, _, tight in tokens]
                self.emit("op", ")", start)


__all__ = ["Lexer", "Token", "tokenize"]
