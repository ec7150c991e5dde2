"""The words of a text, and the scripts, primes and limits that follow them, as tokens."""

from __future__ import annotations

from typing import Any

from tutor.notation.characters import ACCENTS, SUBSCRIPTS, SUPERSCRIPTS, spread
from tutor.notation.derived_names import derivative_name
from tutor.notation.errors import NotationError
from tutor.notation.functions import FOLDS
from tutor.notation.read import differentials, index_placement
from tutor.notation.read.derivative_notation import derivative, plain_derivative
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.name_lookup import (
    CONSTANT,
    DELTA,
    FOLD,
    FUNCTION,
    LETTERS,
    NAME,
    Word,
    first_script,
    function_called,
)
from tutor.notation.read.scripts import (
    BEGINNINGS,
    PRIME,
    TRANSPOSE,
    Scripts,
    is_index_list,
    scripts,
    subscript,
    superscript,
)
from tutor.notation.scope import Scope
from tutor.notation.tree import Ref

Token = tuple[str, Any, int, bool]

MAX_LENGTH = 4000
_LETTER = lazily(r"[A-Za-z]'?")
_TWO_LETTERS = lazily(r"_([A-Za-z])([A-Za-z])(?![A-Za-z])")
_LIMITS = lazily(r"\s*\\(?:limits|nolimits)")


def check_length(text: str) -> None:
    """Raise NotationError for a text that is longer than any formula."""
    if len(text) > MAX_LENGTH:
        raise NotationError(f"this is {len(text)} characters long; the most I read is {MAX_LENGTH}")


class Reader:
    """Reads words of one text; ``position`` is what comes next, ``tokens`` what was read."""

    def __init__(self, text: str, scope: Scope) -> None:
        check_length(text)
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

    def word(self, word: str, known: Word, start: int) -> None:
        """A word of ASCII letters and digits, perhaps with an accent on its last letter."""
        if word[0] == "d" and self.derivative(start):
            return
        if "_" in word and (known.kind != NAME or len(known.sub) > 1):
            cut = first_script(word, self.scope, goes_on=self.text.startswith("_", self.position))
            if cut != word:
                word, known, self.position = cut, self.scope.word(cut), start + len(cut)
        elif word == 2 * word[0] and self.scope.plain(word[0]) and TRANSPOSE.match(self.text, self.position):
            known = Word(LETTERS, word)  # y y^T, with no blank between
        accent = ACCENTS.get(self.text[self.position : self.position + 1])
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
        if not scripted or self.text[self.position : self.position + 1] not in BEGINNINGS:
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
        return self.text[self.position + 1 : self.position + 2].isdecimal()

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
        bare = _TWO_LETTERS.match(self.text, self.position)  # δ_ij; after the word delta they are part of it
        if bare:
            letters, self.position = [bare[1], bare[2]], bare.end()
        else:
            read = scripts(self.text, self.position, sub, brackets=False)
            letters, self.position = _LETTER.findall(read.sub), read.end
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
        plain = plain_derivative(text, start, scope) if text[start] == "d" else None
        if plain and not text.startswith(("_", "^"), plain[3]):
            name, below, sub, end = plain
            # A subscript that makes a symbol of what is below, C_t, is none of the derivative's own indices.
            if not sub or (below, sub, "") not in scope.symbols:
                self.position = end
                self.named(name, start, sub)
                return True
        written = derivative(text, self.position if fraction else start, scope, fraction=fraction)
        if written is None:
            if text.startswith(("∂", "\\partial"), start):
                raise NotationError(f"a derivative at column {column} is written d{scope.loss or 'L'}/dx", column)
            return False
        node = differentials.named(written.top, written.below, scope, column)
        if node is None:
            if not written.sure and scope.word("d" if fraction else "d" + written.top[0]).kind in (NAME, LETTERS):
                return False
            raise scope.unknown(derivative_name(written.top[0], written.base), column)
        self.position = written.end
        if fraction and node.index is None:
            node = self._bracketed(node)
        self.emit("ref", node, start)
        self.after_scripts(written.bottom, start)
        return True

    def _bracketed(self, node: Ref) -> Ref:
        """A derivative written as a fraction, with the indices in the bracket right after it, if those are its own."""
        axes = self.scope.names[node.name].axes
        close = self.text.find("]", self.position)
        listed = self.text[self.position + 1 : close].replace(" ", "")
        if not axes or not self.text.startswith("[", self.position) or close < 0 or not is_index_list(listed):
            return node
        if listed.count(",") + 1 != len(axes):
            return node
        self.position = close + 1
        placed = index_placement.place(self.scope.names[node.name], listed.split(","), "", self.scope, node.column)
        return Ref(node.name, placed, node.column)
