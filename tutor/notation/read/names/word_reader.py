"""The words of a text, and the scripts, primes and limits that follow them, as tokens."""

from __future__ import annotations

from collections.abc import Callable

from tutor.notation.characters import ACCENTS, SUBSCRIPTS, SUPERSCRIPTS
from tutor.notation.errors import NotationError
from tutor.notation.functions import FOLDS, GIVE_WAY
from tutor.notation.read.cursor import Cursor
from tutor.notation.read.derivatives import derivative_tokens, gradient_notation
from tutor.notation.read.grammar import limits
from tutor.notation.read.grammar.ones_and_identities import constant, identity
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.name_lookup import (
    Word,
    first_script,
    function_called,
    hidden,
    latex_script,
    look_up,
    of_letters,
    plain,
)
from tutor.notation.read.names.scripts import (
    BEGINNINGS,
    PRIME,
    TRANSPOSE,
    Scripts,
    group_end,
    scripts,
    subscript,
    superscript,
)
from tutor.notation.read.names.unknown_words import unknown
from tutor.notation.read.names.word_protocol import Lexer
from tutor.notation.scope import Scope


def _numpy_called(cursor: Cursor, word: str, start: int) -> bool:
    """Read a function of NumPy without its module, if the word is one before a bracket."""
    from tutor.notation.read.code.numpy_tokens import called

    return called(cursor, word, start)


_CONDITIONAL = frozenset({"if", "else"})
_LETTER = lazily(r"[A-Za-z]'?")
_TWO_LETTERS = lazily(r"_([A-Za-z])([A-Za-z])(?![A-Za-z])")
_BEGINS = lazily(r"\s*=\s*([A-Za-z0-9](?:[+-]\d+)?)(?:\s*(?:\.\.+|…)\s*([A-Za-z0-9](?:[+-]\d+)?)|(?=\^))")
_TWO_BELOW = lazily(r"[A-Za-z]'?,?[A-Za-z]'?")
_DIGITS = lazily(r"\d{1,3}")
_LIMITS = lazily(r"\s*\\(?:limits|nolimits)")


class WordReader:
    """Reads the words at a cursor, as a scope knows them."""

    __slots__ = ("cursor", "lexer", "scope")

    def __init__(self, cursor: Cursor, scope: Scope, lexer: Callable[[Cursor, Scope], Lexer]) -> None:
        self.cursor = cursor
        self.scope = scope
        self.lexer = lexer

    def word(self, word: str, known: Word, start: int) -> None:
        """A word of ASCII letters and digits, perhaps with an accent on its last letter."""
        if word[0] == "d" and derivative_tokens.derivative(self, start):
            return
        cursor, scope, tokens = self.cursor, self.scope, self.cursor.tokens
        if "_" in word and (known.kind != "name" or len(known.sub) > 1):
            goes_on = cursor.sees("_")
            open_ = scope.undeclared is not None
            cut = latex_script(word, goes_on=goes_on) if open_ else first_script(word, scope, goes_on=goes_on)
            if cut != word:
                word, known, cursor.position = cut, look_up(cut, scope), start + len(cut)
        elif word == 2 * word[0] and plain(word[0], scope) and TRANSPOSE.match(cursor.text, cursor.position):
            known = Word("letters", word)  # y y^T, with no blank between
        accent = ACCENTS.get(cursor.next())
        if accent:
            if word[:-1]:
                self.known(look_up(word[:-1], scope), start, scripted=False)
            cursor.position += 1
            self.known(look_up(word[-1] + accent, scope), start + len(word) - 1)
        elif word == "new" and known.kind != "name" and tokens and tokens[-1][0] == "name":
            kind, (base, sub, sup, bracket), column, tight = tokens[-1]
            tokens[-1] = (kind, (base, sub, sup + "new", bracket), column, tight)
        else:
            self.known(known, start)

    def known(self, word: Word, start: int, *, greedy: bool = False, scripted: bool = True) -> None:
        """Emit what a word is, with the scripts that follow it. ``greedy``: a sum takes the rest of its term."""
        cursor = self.cursor
        if self.scope.undeclared is not None:
            word = self.scope.undeclared.in_place(word, cursor.text, cursor.position, cursor.column(start), self.scope)
        kind, base, sub, _ = word
        if base in _CONDITIONAL and plain(base, self.scope) is None and not sub:
            cursor.emit(base, None, start)
            return
        if kind == "name" and base == "delta" and self._is_kronecker(sub):
            kind = "delta"
        elif kind == "name" and (other := hidden(base, sub or self._subscript(), self.scope)):
            kind = other
        elif base in GIVE_WAY and not (sub or greedy) and self._is_product(base):
            kind = "letters"
        if kind == "name":
            self.named(base, start, sub, scripted=scripted)
        elif kind == "function" and (not sub or base == "log" or self._runs_along(base)):
            self.function(base, start, sub)
        elif kind == "fold":
            self.fold(FOLDS[base], start, sub, greedy=greedy)
        elif kind == "letters":
            for offset, letter in enumerate(base[:-1]):
                cursor.emit("name", (letter, "", "", ""), start + offset)
            self.named(base[-1], start + len(base) - 1, sub, scripted=scripted)
        elif kind == "own":
            self.named(base, start, sub, scripted=scripted)
        elif kind == "applied":
            cursor.emit("function", (function_called(base, self.scope)[0], 0, ""), start)
            for sign, value in (("op", "("), ("num", sub), ("op", ")")):
                cursor.emit(sign, value, start + len(base))
        elif kind == "product":
            at, pieces = start, base.split()
            for piece in pieces[:-1]:
                self.known(look_up(piece, self.scope), at, scripted=False)
                at += len(piece)
            last = look_up(pieces[-1], self.scope)
            self.known(last._replace(sub=",".join(filter(None, (last.sub, sub)))), at, scripted=scripted)
        elif kind == "delta":
            self.delta(start, sub)
        elif kind == "constant":
            constant(self, base, start, sub)
        elif base == "I" or base.startswith("I_"):
            identity(self, start, base[2:].replace("_", ",") or sub)
        elif len(base) == 1 or base == "inf":  # a letter to sum over, or a name that the parser refuses
            cursor.emit("name", (base, "", "", ""), start)
        elif sub or not _numpy_called(cursor, base, start):
            called = not sub and cursor.next() == "("
            raise unknown(f"{base}_{sub}" if sub else base, cursor.column(start), self.scope, called=called)

    def _is_product(self, word: str) -> bool:
        """Whether a word that would need a bracket has none, and is a product of single letters: ``max``, m a x."""
        cursor = self.cursor
        follows = cursor.text[cursor.position :].lstrip(" ")[:1] if cursor.next() == " " else cursor.next()
        return follows not in ("(", "{", "_", *SUBSCRIPTS) and of_letters(word, self.scope)

    def _is_kronecker(self, sub: str) -> bool:
        """Whether a quantity called delta is not meant, for two letters stand below and it has not two axes."""
        name = plain("delta", self.scope)
        letters = _TWO_BELOW.fullmatch(sub or self._subscript())
        return name is not None and letters is not None and len(self.scope.names[name].axes) != 2

    def _subscript(self) -> str:
        """The subscript that comes next, if there is one."""
        cursor = self.cursor
        return subscript(cursor.text, cursor.position)[0] if cursor.next() in ("_", *SUBSCRIPTS) else ""

    def named(self, base: str, start: int, sub: str = "", *, scripted: bool = True) -> None:
        """A name with the scripts that follow it."""
        cursor = self.cursor
        if not scripted or cursor.next() not in BEGINNINGS:
            cursor.emit("name", (base, sub, "", ""), start)
            return
        labels = bool(self.scope.labels)
        read = scripts(cursor.text, cursor.position, sub, brackets=self._takes_indices(base), labels=labels)
        cursor.position = read.end
        cursor.emit("name", (base, read.sub, read.sup, read.bracket), start)
        self.after_scripts(read, start)

    def after_scripts(self, read: Scripts, start: int) -> None:
        """What stood among the scripts of a name and applies to it whole."""
        cursor = self.cursor
        if read.transposed:
            cursor.emit("T", None, start)
        if read.power:
            cursor.emit("op", "^", start)
            cursor.emit("num", read.power, start)

    def _takes_indices(self, base: str) -> bool:
        """Whether a bracket right after a name holds indices: after a single number it is a list."""
        cursor = self.cursor
        name = plain(base, self.scope)
        if name is None or self.scope.names[name].axes:
            return True
        return cursor.text[cursor.position + 1 : cursor.position + 2].isdecimal()

    def _runs_along(self, base: str) -> bool:
        """Whether a function can be told the axis that it runs along: softmax, by any name."""
        name, _ = function_called(base, self.scope)
        return (self.scope.functions[name].alias or name) in ("softmax", "log_softmax")

    def function(self, base: str, start: int, sub: str = "") -> None:
        """A function with its primes, ``f'`` or ``f_prime``; or a name that begins like a function, ``tanh_c``.

        ``sub`` is the axis that softmax is told; it may also come next.
        """
        cursor = self.cursor
        if not sub and cursor.next() in ("_", *SUBSCRIPTS):
            script, end = subscript(cursor.text, cursor.position)
            if plain(f"{base}_{script}", self.scope):
                cursor.position = end
                self.named(f"{base}_{script}", start)
                return
            if self._runs_along(base):
                sub, cursor.position = script, end
        if not sub and base == "log" and cursor.next() in ("_", *SUBSCRIPTS):
            sub, cursor.position = subscript(cursor.text, cursor.position)
        if sub and base == "log" and not sub.isdecimal() and sub != "e":
            column = cursor.column(start)
            raise NotationError(f"the base of the log at column {column} is a number, as in log_2(x)", column)
        if sub and base != "log" and not _LETTER.fullmatch(sub):
            column = cursor.column(start)
            raise NotationError(f"{base} at column {column} runs along one axis: {base}_j", column)
        name, primes = function_called(base, self.scope)
        while cursor.sees("'") and primes < 2:
            cursor.position += 1
            primes += 1
        if found := cursor.take(PRIME):
            primes += found[0].count("prime") + found[0].count("'")
        cursor.emit("function", (name, primes, sub), start)

    def fold(self, kind: str, start: int, sub: str, *, greedy: bool) -> None:
        """A sum, mean or product with its limits. A tight bracket is all it takes, unless it is ``greedy``."""
        cursor = self.cursor
        sup = ""
        cursor.take(_LIMITS)
        while cursor.position < len(cursor.text):
            char = cursor.text[cursor.position]
            if char == "_" and not sub and cursor.text[cursor.position + 1 : cursor.position + 2] in ("{", "("):
                opening = cursor.text[cursor.position + 1]
                end = group_end(cursor.text, cursor.position + 1, opening, "}" if opening == "{" else ")")
                sub, cursor.position = limits.bare(cursor.text[cursor.position + 2 : end - 1]), end
            elif (char == "_" or char in SUBSCRIPTS) and not sub:
                sub, cursor.position = subscript(cursor.text, cursor.position)
            elif (char == "^" or char in SUPERSCRIPTS) and not sup:
                sup, cursor.position = superscript(cursor.text, cursor.position)
            elif char in limits.RAISED and not sup:
                sup, cursor.position = limits.RAISED[char], cursor.position + 1
            else:
                break
        if len(sub) == 1 and not sup and (found := cursor.take(_BEGINS)):  # sum_n=1^N
            sub = f"{sub}={found[1]}"
            if found[2]:
                sup = found[2]
            else:
                sup, cursor.position = superscript(cursor.text, cursor.position)
        tight = not greedy and cursor.sees("(")
        cursor.emit("fold", (kind, sub, sup, tight), start)

    def delta(self, start: int, sub: str) -> None:
        """Kronecker's delta, ``delta_ij``, ``δᵢⱼ``, ``\\delta_{i,j}``; or an error signal, ``\\delta_2``."""
        cursor = self.cursor
        if bare := cursor.take(_TWO_LETTERS):  # δ_ij; after the word delta they are part of it
            cursor.emit("delta", (bare[1], bare[2]), start)
        else:
            gradient_notation.delta(self, start, sub)

    def numbered(self, base: str) -> Word:
        """A Greek letter with the digits right after it, ``θ1``, if that is a name; else the letter."""
        cursor = self.cursor
        found = cursor.next().isdecimal() and _DIGITS.match(cursor.text, cursor.position)
        if found and plain(base + found[0], self.scope):
            cursor.position = found.end()
            return look_up(base + found[0], self.scope)
        return look_up(base, self.scope)
