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
from typing import Any

from tutor.notation import latex
from tutor.notation.characters import ACCENTS, FRACTIONS, GREEK, SUBSCRIPTS, SUPERSCRIPTS, shown, spread
from tutor.notation.derivatives import derivative, plain_derivative
from tutor.notation.errors import NotationError
from tutor.notation.functions import FOLDS
from tutor.notation.scope import Scope
from tutor.notation.scripts import PRIME, TRANSPOSE, Scripts, UnreadableError, scripts, subscript, superscript
from tutor.notation.words import CONSTANT, DELTA, FOLD, FUNCTION, LETTERS, NAME, Word, function_called

Token = tuple[str, Any, int, bool]

MAX_LENGTH = 4000
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
_RAISED = re.compile(r"T|[^T]+")
_LETTER = re.compile(r"[A-Za-z]'?")
_LIMITS = re.compile(r"\s*\\(?:limits|nolimits)")
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


class Lexer:
    """Reads one text from left to right; ``position`` is what comes next."""

    def __init__(self, text: str, scope: Scope) -> None:
        if len(text) > MAX_LENGTH:
            raise NotationError(f"this is {len(text)} characters long; the most I read is {MAX_LENGTH}")
        self.scope = scope
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
                latex.command(self, found[0][1:], start)
            elif kind == "dot":
                self.dot(start)
            else:
                self.emit("delta", (found["d1"] or found["d3"], found["d2"] or found["d4"]), start)
        return tokens

    # -- signs and numbers -------------------------------------------------------------------------------------

    def operator(self, sign: str, start: int) -> None:
        """A sign of one or two characters; ``^T`` is a transposition."""
        if sign == "^" and (upper := TRANSPOSE.match(self.text, start)):
            self.position = upper.end()
            self.emit("T", None, start)
            return
        if sign in "([{":
            self.brackets.append(sign)
        elif sign in ")]}" and self.brackets:
            self.brackets.pop()
        self.emit("op", "^" if sign == "**" else sign, start)

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

    # -- words -------------------------------------------------------------------------------------------------

    def word(self, word: str, known: Word, start: int) -> None:
        """A word of ASCII letters and digits, perhaps with an accent on its last letter."""
        accent = ACCENTS.get(self.text[self.position : self.position + 1])
        if word[0] == "d" and self.derivative(start):
            return
        if accent:
            if word[:-1]:
                self.known(self.scope.word(word[:-1]), start, scripted=False)
            self.position += 1
            self.known(self.scope.word(word[-1] + accent), start + len(word) - 1)
        elif word == "new" and known.kind != NAME and self.tokens and self.tokens[-1][0] == "name":
            kind, (base, sub, sup, bracket), column, tight = self.tokens[-1]
            self.tokens[-1] = (kind, (base, sub, sup + "new", bracket), column, tight)
        else:
            self.known(known, start)

    def known(self, word: Word, start: int, *, greedy: bool = False, scripted: bool = True) -> None:
        """Emit what a word is, with the scripts that follow it. ``greedy``: a sum takes the rest of its term."""
        kind, base, sub, _ = word
        if kind == NAME:
            self.named(base, start, sub, scripted=scripted)
        elif kind == FUNCTION and not sub:
            self.function(base, start)
        elif kind == FOLD:
            self.fold(FOLDS[base], start, sub, greedy=greedy)
        elif kind == LETTERS:
            for offset, letter in enumerate(base[:-1]):
                self.emit("name", (letter, "", "", ""), start + offset)
            self.named(base[-1], start + len(base) - 1, sub, scripted=scripted)
        elif kind == DELTA:
            self.delta(start, sub)
        elif kind == CONSTANT:
            self.constant(base, start, sub)
        elif len(base) == 1 or base == "axis":  # a letter to sum over, or a name that the parser refuses
            self.emit("name", (base, "", "", ""), start)
        else:
            raise self.scope.unknown(f"{base}_{sub}" if sub else base, self.column(start))

    def named(self, base: str, start: int, sub: str = "", *, scripted: bool = True) -> None:
        """A name with the scripts that follow it."""
        if not scripted:
            self.emit("name", (base, sub, "", ""), start)
            return
        read = scripts(self.text, self.position, sub, brackets=self._takes_indices(base))
        self.position = read.end
        self.emit("name", (base, read.sub, read.sup, read.bracket), start)
        self.after_scripts(read, start)

    def after_scripts(self, read: Scripts, start: int) -> None:
        """What stood among the scripts of a name and applies to it whole."""
        if read.transposed:
            self.emit("T", None, start)
        if read.power:
            self.emit("op", "^", start)
            self.emit("num", read.power, start)

    def _takes_indices(self, base: str) -> bool:
        """Whether a bracket right after a name holds indices: after a single number it is a list."""
        name = self.scope.plain(base)
        if name is None or self.scope.names[name].axes:
            return True
        return self.text[self.position + 1 : self.position + 2].isdigit()

    def function(self, base: str, start: int) -> None:
        """A function with its primes, ``f'`` or ``f_prime``; or a name that begins like a function, ``tanh_c``."""
        if self.text.startswith("_", self.position):
            script, end = subscript(self.text, self.position)
            if self.scope.plain(f"{base}_{script}"):
                self.position = end
                self.named(f"{base}_{script}", start)
                return
        name, primes = function_called(base, self.scope)
        while self.text.startswith("'", self.position) and primes < 2:
            self.position += 1
            primes += 1
        found = PRIME.match(self.text, self.position)
        if found:
            self.position = found.end()
            primes += found[0].count("prime")
        self.emit("function", (name, primes), start)

    def fold(self, kind: str, start: int, sub: str, *, greedy: bool) -> None:
        """A sum, mean or product with its limits. A tight bracket is all it takes, unless it is ``greedy``."""
        sup = ""
        limits = _LIMITS.match(self.text, self.position)
        if limits:
            self.position = limits.end()
        while self.position < len(self.text):
            char = self.text[self.position]
            if (char == "_" or char in SUBSCRIPTS) and not sub:
                sub, self.position = subscript(self.text, self.position)
            elif (char == "^" or char in SUPERSCRIPTS) and not sup:
                sup, self.position = superscript(self.text, self.position)
            else:
                break
        tight = not greedy and self.text.startswith("(", self.position)
        self.emit("fold", (kind, sub, sup, tight), start)

    def delta(self, start: int, sub: str) -> None:
        """Kronecker's delta: ``delta_ij``, ``δᵢⱼ``, ``\\delta_{i,j}``."""
        read = scripts(self.text, self.position, sub, brackets=False)
        self.position = read.end
        letters = _LETTER.findall(read.sub)
        if len(letters) != 2:
            raise self.scope.unknown("delta", self.column(start))
        self.emit("delta", tuple(letters), start)

    def constant(self, base: str, start: int, sub: str) -> None:
        """e and pi; ``e_N`` is the vector of N ones."""
        read = Scripts(self.position, sub)
        if self.text[self.position : self.position + 1] in ("_", *SUBSCRIPTS):
            read = scripts(self.text, self.position, sub, brackets=False)
            self.position = read.end
        if base == "e" and read.sub in self.scope.sizes:
            self.emit("ones", read.sub, start)
            self.after_scripts(read, start)
        elif read.sub:
            raise self.scope.unknown(f"{base}_{read.sub}", self.column(start))
        else:
            self.emit("constant", base, start)

    def derivative(self, start: int, *, fraction: bool = False) -> bool:
        """Read a derivative at ``start``, or after ``\\frac`` at the position, if there is one. After ∂ one is due."""
        text, scope, column = self.text, self.scope, self.column(start)
        plain = plain_derivative(text, start, scope)
        if plain:
            name, sub, self.position = plain
            self.named(name, start, sub)
            return True
        written = derivative(text, self.position if fraction else start, scope, fraction=fraction)
        if written is None:
            if text.startswith(("∂", "\\partial"), start):
                raise NotationError(f"a derivative at column {column} is written dL/dx", column)
            return False
        node = scope.derivative(written.top, written.below, column)
        if node is None:
            if not written.sure and scope.word("d" if fraction else "d" + written.top[0]).kind in (NAME, LETTERS):
                return False
            raise scope.unknown(f"d{written.top[0]}/d{written.base}", column)
        self.position = written.end
        self.emit("ref", node, start)
        self.after_scripts(written.bottom, start)
        return True
