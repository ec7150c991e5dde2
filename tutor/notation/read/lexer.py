"""From typed text to tokens: ASCII, Unicode and pasted LaTeX come out the same.

A token is ``(kind, value, column, tight)``; ``tight`` says that nothing stands between it and the one before.
Kinds: ``num`` (text), ``name`` (base, subscript, superscript, bracket), ``ref`` (a node: a derivative), ``constant``,
``ones`` and ``identity`` (a size letter, or '' where the context tells it), ``function`` (name, primes, the axis it is
told), ``fold`` (kind, subscript, superscript, tight bracket), ``delta`` (two letters), ``T`` (transpose), ``frac``,
``matrix`` and ``endmatrix``, ``cases`` and ``endcases`` with ``when`` and ``otherwise``, ``if`` and ``else``, ``norm``
(the kind of a norm, after its bars), ``derivative`` (whether what it is of follows, in
braces, what it is by), ``op`` (everything else; side-by-side dots are ``·``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from types import ModuleType

from tutor.notation.characters import ACCENTS, FRACTIONS, GREEK, SUBSCRIPTS, SUPERSCRIPTS, shown
from tutor.notation.errors import NotationError
from tutor.notation.read.code.python_words import KEYWORDS, MODULES
from tutor.notation.read.cursor import Cursor, Token
from tutor.notation.read.derivatives import derivative_tokens, gradient_notation
from tutor.notation.read.grammar import parse_errors
from tutor.notation.read.grammar.ones_and_identities import one
from tutor.notation.read.grammar.transpositions import power, turned_by_t
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.name_lookup import look_up
from tutor.notation.read.names.scripts import UnreadableError, superscript
from tutor.notation.read.names.word_reader import WordReader
from tutor.notation.scope import Scope

MAX_DEPTH = 60
"""Brackets in brackets, and powers of powers, are read as deep as this."""

MAX_TOKENS = 1500

_MAIN = re.compile(
    r"""[\s~$]*(?:
        (?P<op>\*\*|\|\||[<>=!]=|[-+*/@^(){}\[\],=|&⊙·!'<>‖⊗⊘⋆⟨⟩])
      | (?P<word>[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+){0,12})
      | (?P<delta>1(?:\[\s*(?P<d1>[A-Za-z]'?)\s*=\s*(?P<d2>[A-Za-z]'?)\s*\]
                    |_\{\s*(?P<d3>[A-Za-z]'?)\s*=\s*(?P<d4>[A-Za-z]'?)\s*\}))
      | (?P<num>(?:\d+(?:\.(?!T(?![A-Za-z0-9_]))\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<command>\\(?:[A-Za-z]+|.))
      | (?P<dot>\.)
      )""",
    re.VERBOSE,
)
# A word ends after a dozen underscores: no name has so many, and each of a long run would be looked at to its end.
_OP, _WORD, _NUMBER, _COMMAND, _DOT = map(_MAIN.groupindex.get, ("op", "word", "num", "command", "dot"))
_BLANKS = re.compile(r"[\s~$]+")
_DIGITS = lazily(r"\d{1,3}(?![\d.])")
_MORE_DOTS = lazily(r"\s?\.\s?\.")
_ENDS_ROW = lazily(r"\s*\\(?:\\|end)")
_RAISED = lazily(r"T|[^T]+")
_BRACED = lazily(r"\{\s*(?:([A-Za-z][A-Za-z0-9]*)|\\([A-Za-z]+))\s*\}(?=\s*[_^]|[⁰-ₜ²³¹ᵀ])")
_TAKES_BRACES = (("op", "^"), ("op", "}"))
_GRADIENT = lazily(r"grad(?![A-Za-z0-9_(])")
_PLAIN_SIGNS = frozenset("-+*/@,=|&⊙·!'<>⊗⊘⋆⟨⟩") | {"<=", ">=", "!=", "=="}
"""Signs that need nothing more; brackets are kept account of, and what is raised may be a transposition."""
_BRACKETS = frozenset("()[]{}")
_CLOSED = frozenset(")]}")
_INDEXED = frozenset(("_", "[", *SUBSCRIPTS))
_PYTHON = frozenset({*KEYWORDS, *MODULES, "for"})
_PLAIN_AFTER = frozenset(("", " ", ")", "*", "/", "+", "-", ",", "@", "(", "}", "]"))
"""What may follow a name without being a script of it (the usual case, decided without looking further)."""


def tokenize(text: str, scope: Scope) -> list[Token]:
    """Read the tokens of ``text``. Raises NotationError with the column of what is not part of the language."""
    cursor = Cursor(text)
    try:
        return Lexer(cursor, scope).run()
    except UnreadableError as broken:
        raise broken.at_column(cursor.column(broken.position)) from None


class Lexer:
    """Reads one text from left to right."""

    __slots__ = ("cursor", "raised_open", "scope", "words")

    def __init__(self, cursor: Cursor, scope: Scope) -> None:
        self.cursor = cursor
        self.scope = scope
        self.words = WordReader(cursor, scope, Lexer)
        self.raised_open = 0

    def run(self) -> list[Token]:
        """All tokens of the text. The usual ones are added right here (0.4 µs each); the rest have methods."""
        cursor, words, scope = self.cursor, self.words, self.scope
        text, length, tokens, position = cursor.text, len(cursor.text), cursor.tokens, cursor.position
        match_at, add, columns, remembered = _MAIN.match, tokens.append, cursor.columns, scope.remembered.words
        while position < length:
            found = match_at(text, position)
            if found is None:
                cursor.position = position
                self.other()
                position = cursor.position
                continue
            kind = found.lastindex or 0
            start, end = found.span(kind)
            if start > position:
                cursor.space = True
            if kind == _OP:
                sign = text[start:end]
                if sign in _PLAIN_SIGNS:
                    add(("op", sign, start + 1 if columns is None else columns[start], not cursor.space))
                    cursor.space = False
                    position = end
                    continue
                cursor.position = end
                if sign == "{" and self.braced(start):
                    pass
                elif sign in _BRACKETS:
                    if sign != "[" or cursor.space or not self.subscript(start):
                        cursor.bracket(sign, start)
                        if text[end : end + 1] in _INDEXED and sign in _CLOSED:
                            cursor.part(scope)
                elif sign in ("‖", "||"):
                    cursor.length(sign, start)
                else:
                    power(cursor, scope, start)
            elif kind == _WORD:
                word = text[start:end]
                known = remembered.get(word) or look_up(word, scope)
                if known.plain and text[end : end + 1] in _PLAIN_AFTER:
                    add(("name", known.plain, start + 1 if columns is None else columns[start], not cursor.space))
                    cursor.space = False
                    position = end
                    continue
                cursor.position = end
                if word not in _PYTHON or not self.python(word, start):
                    words.word(word, known, start)
            else:
                cursor.position = end
                if kind == _NUMBER:
                    self.number(text[start:end], start)
                elif kind == _COMMAND:
                    _command()(words, text[start + 1 : end], start)
                elif kind == _DOT:
                    self.dot(start)
                else:
                    cursor.emit("delta", (found["d1"] or found["d3"], found["d2"] or found["d4"]), start)
            position = cursor.position
        if len(tokens) > MAX_TOKENS:
            raise NotationError("this formula has too many parts")
        return tokens

    # -- signs and numbers -------------------------------------------------------------------------------------

    def braced(self, start: int) -> bool:
        """Read a name in braces that has its scripts behind them: ``{W}^{(2)}``."""
        cursor = self.cursor
        found = _BRACED.match(cursor.text, start)
        if found is None or (cursor.tokens and cursor.tokens[-1][:2] in _TAKES_BRACES):
            return False
        if cursor.tokens and cursor.tokens[-1][0] in ("function", "fold", "frac"):
            return False
        cursor.position = found.end()
        self.words.known(look_up(found[1] or found[2], self.scope), start)
        return True

    def number(self, text: str, start: int) -> None:
        """A literal, with bounds on its digits and its size."""
        cursor = self.cursor
        if len(text) > parse_errors.MAX_DIGITS or "e" in text or "E" in text:
            parse_errors.check_literal(text, cursor.column(start))
        if text[-1] == "." and cursor.next().isalpha():
            column = cursor.column(start)
            raise NotationError(f"`{text}` at column {column} runs into a word: put a sign between", column)
        if text == "1" and cursor.next() in ("_", "\\"):
            one(cursor, self.scope, start)
        else:
            cursor.emit("num", text, start)

    def dot(self, start: int) -> None:
        """``.T`` is a transposition; before a bracket or between blanks a dot is a product."""
        cursor = self.cursor
        if cursor.take(_MORE_DOTS):
            cursor.emit("dots", None, start)
            return
        follows = cursor.next()
        if follows == "g" and cursor.tokens and cursor.take(_GRADIENT):
            derivative_tokens.gradient_attribute(self.words, start)
            return
        after = cursor.text[cursor.position + 1 : cursor.position + 2]
        if follows == "T" and not (after.isascii() and (after.isalnum() or after == "_")):
            cursor.position += 1
            cursor.emit("T", None, start)
        elif cursor.brackets[-1:] == ["cases"] and _ENDS_ROW.match(cursor.text, cursor.position):
            cursor.space = True
        elif not cursor.space and follows.isalpha() and _numpy().method(cursor, start):
            pass
        elif follows == "[" or (cursor.space and cursor.tokens and (follows.isspace() or not follows)):
            cursor.emit("op", "·", start)
        else:
            raise self.foreign(".", start)

    def subscript(self, start: int) -> bool:
        """Read new axes right behind a value, ``[:, None]``, if they are there."""
        text = self.cursor.text
        read: bool = (":" in text or "None" in text or "newaxis" in text) and _numpy().subscript(self.cursor, start)
        return read

    def python(self, word: str, start: int) -> bool:
        """Read what a word of Python begins, ``np.sum``, ``axis=``, ``for n in range(N)``, if it does."""
        read: bool = _numpy().python_word(self.cursor, self.scope, word, start)
        return read

    def foreign(self, char: str, start: int) -> NotationError:
        """The error for a character that the language has no use for."""
        cursor = self.cursor
        column = cursor.column(start)
        return NotationError(f'"{char}" at column {column} is not part of the language', column)

    def other(self) -> None:
        """What is no usual token: blanks, and then whatever is not ASCII."""
        cursor = self.cursor
        blanks = _BLANKS.match(cursor.text, cursor.position)
        if blanks:
            cursor.space = True
            cursor.position = blanks.end()
        if cursor.position < len(cursor.text):
            self.beyond_ascii(cursor.position)

    def beyond_ascii(self, start: int) -> None:
        """Greek letters, scripts, fractions and the like."""
        cursor = self.cursor
        char = cursor.text[start]
        cursor.position = start + 1
        if char in GREEK:
            base = GREEK[char]
            base += ACCENTS.get(cursor.next(), "")
            cursor.position += cursor.next() in ACCENTS
            if self.scope.undeclared is not None and (digits := cursor.take(_DIGITS)):  # θ1, as x1
                known = look_up(base + digits[0], self.scope)
            else:
                known = self.words.numbered(base)
            self.words.known(known, start, greedy=True)
        elif char == "∇":
            gradient_notation.nabla(self.words, start)
        elif char == "∂":
            derivative_tokens.derivative(self.words, start)
        elif char in SUPERSCRIPTS:
            self.raised(start)
        elif char in FRACTIONS:
            top, bottom = unicodedata.normalize("NFKC", char).split("\u2044")
            for kind, value in (("op", "("), ("num", top), ("op", "/"), ("num", bottom), ("op", ")")):
                cursor.emit(kind, value, start)
        elif char in "…⋯":
            cursor.emit("dots", None, start)
        elif char in "√∛":
            cursor.emit("function", ("sqrt" if char == "√" else "cbrt", 0, ""), start)
        elif char == "∞" and cursor.tokens and cursor.tokens[-1][:2] == ("op", ","):
            cursor.emit("name", ("inf", "", "", ""), start)
        elif char == "⊛":
            cursor.emit("op", "∗", start)
        else:
            raise self.foreign(shown(cursor.typed[cursor.column(start) - 1]), start)

    def raised(self, start: int) -> None:
        """A run of superscript characters: ``²``, ``⁻¹``, ``ᵀ``, ``⁻ᶻ``."""
        cursor = self.cursor
        run, cursor.position = superscript(cursor.text, start)
        if run == "t" and turned_by_t(cursor, self.scope, start):
            return
        for part in _RAISED.findall(run):
            if part == "T":
                cursor.emit("T", None, start)
                continue
            cursor.emit("op", "^", start)
            if part.isdecimal():
                cursor.emit("num", part, start)
            else:
                self.raised_open += part.count("(") - part.count(")")
                if self.raised_open > MAX_DEPTH:  # each takes 16 µs, and the parser would refuse them all the same
                    raise NotationError("nested too deeply", cursor.column(start))
                cursor.emit("op", "(", start)
                tokens = Lexer(Cursor(part), self.scope).run()
                cursor.tokens += [(kind, value, cursor.column(start), tight) for kind, value, _, tight in tokens]
                cursor.emit("op", ")", start)


@cache
def _numpy() -> ModuleType:
    """What finds the spellings of NumPy and torch, imported with the first sign of one."""
    from tutor.notation.read.code import numpy_tokens

    return numpy_tokens


@cache
def _command() -> Callable[[WordReader, str, int], None]:
    """What reads a command of LaTeX, imported with the first one: 1 ms that ASCII need not spend."""
    from tutor.notation.read.layout.latex_commands import command

    return command
