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
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.scripts import TRANSPOSE, UnreadableError, superscript
from tutor.notation.read.word_reader import Reader, Token
from tutor.notation.scope import Scope

MAX_TOKENS = 1500
MAX_DIGITS = 40

_MAIN = re.compile(
    r"""[\s~$]*(?:
        (?P<word>[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)
      | (?P<delta>1(?:\[\s*(?P<d1>[A-Za-z]'?)\s*=\s*(?P<d2>[A-Za-z]'?)\s*\]
                    |_\{\s*(?P<d3>[A-Za-z]'?)\s*=\s*(?P<d4>[A-Za-z]'?)\s*\}))
      | (?P<num>(?:\d+(?:\.(?!T(?![A-Za-z0-9_]))\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<command>\\(?:[A-Za-z]+|.))
      | (?P<dot>\.)
      | (?P<op>\*\*|[-+*/@^(){}\[\],=|&⊙·!'])
      )""",
    re.VERBOSE,
)
_BLANKS = re.compile(r"[\s~$]+")
_RAISED = lazily(r"T|[^T]+")
_GLUED = lazily(r"\^\s*T(?=[A-Za-z])(?=(\w*))")
_PLAIN_SIGNS = frozenset("-+*/@,=|&⊙·!'")
"""Signs that need nothing more; brackets are kept account of, and what is raised may be a transposition."""
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
        match_at, add, columns = _MAIN.match, tokens.append, self.columns
        while self.position < length:
            found = match_at(text, self.position)
            if found is None:
                self.other()
                continue
            kind = found.lastgroup or ""
            start, end = found.span(kind)
            if start > self.position:
                self.space = True
            self.position = end
            if kind == "word":
                word = text[start:end]
                known = scope.word(word)
                if known.plain and text[end : end + 1] in _PLAIN_AFTER:
                    add(("name", known.plain, start + 1 if columns is None else columns[start], not self.space))
                    self.space = False
                else:
                    self.word(word, known, start)
            elif kind == "op":
                sign = text[start:end]
                if sign in _PLAIN_SIGNS:
                    add(("op", sign, start + 1 if columns is None else columns[start], not self.space))
                    self.space = False
                else:
                    self.operator(sign, start)
            elif kind == "num":
                self.number(text[start:end], start)
            elif kind == "command":
                self.command(text[start + 1 : end], start)
            elif kind == "dot":
                self.dot(start)
            else:
                self.emit("delta", (found["d1"] or found["d3"], found["d2"] or found["d4"]), start)
        if len(tokens) > MAX_TOKENS:
            raise NotationError("this formula has too many parts")
        return tokens

    def command(self, name: str, start: int) -> None:
        """A command of LaTeX. The first one imports what reads it (1 ms that ASCII need not spend) and puts it here."""
        from tutor.notation.read.latex_commands import command

        Lexer.command = command  # type: ignore[assignment, method-assign]
        command(self, name, start)

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
        if follows == "T" and not (after.isascii() and (after.isalnum() or after == "_")):
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

    def other(self) -> None:
        """What is no usual token: blanks, and then whatever is not ASCII."""
        blanks = _BLANKS.match(self.text, self.position)
        if blanks:
            self.space = True
            self.position = blanks.end()
        if self.position < len(self.text):
            self.beyond_ascii(self.position)

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
            if part.isdecimal():
                self.emit("num", part, start)
            else:
                self.emit("op", "(", start)
                tokens = Lexer(part, self.scope).run()
                self.tokens += [(kind, value, self.column(start), tight) for kind, value, _, tight in tokens]
                self.emit("op", ")", start)


__all__ = ["Lexer", "Token", "tokenize"]
