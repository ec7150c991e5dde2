"""How words are read where nothing says which names there are: whatever occurs may be one.

The precedence is that of the language: a declared name, a size, a function, a derivative; what is left is a name, or a
product of letters. Words are told apart by themselves, so that ``xy^2`` is the same whatever stands beside it; only
words of three letters and more are products where all of their letters occur.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from tutor.errors import did_you_mean
from tutor.notation.characters import ACCENT_OF, GREEK, GREEK_OF, SUBSCRIPTS
from tutor.notation.errors import NotationError
from tutor.notation.functions import CONSTANTS, FOLDS, FUNCTIONS
from tutor.notation.read.names.name_lookup import MEANT, MOST_PIECES, Word, function_called, known_base, of_language
from tutor.notation.read.names.scripts import subscript
from tutor.notation.scope import Scope

GREEK_WORDS = frozenset({*GREEK_OF, *GREEK.values()}) - {"L", "Sum", "Prod"}
NUMBERED = GREEK_WORDS | {*CONSTANTS}
"""Letters that are names with a number below them, as are sigma_1 and e_1, whatever they mean by themselves."""
SPELT = {"eps": "epsilon"}
"""Other words for Greek letters."""
_WITH_DIGITS = re.compile(r"([A-Za-z]+)(\d+)")
_PIECE = re.compile(r"[A-Za-z]\d*")
_ACCENTED = re.compile(rf"(?:[A-Za-z]|{'|'.join(GREEK_OF)})(?:{'|'.join(ACCENT_OF)})")
LONGEST = 40
LONGEST_WORD = 200
_LOSSES = frozenset({"cost"})
_BEGINNINGS = frozenset(
    {"sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "exp", "log", "ln", "sqrt", "arcsin", "arctan"}
)
_ENDINGS = ("sinh", "cosh", "tanh", "sin", "cos", "tan", "exp", "log", "ln", "sqrt", "sigma", "relu")
_BELOW = frozenset({"_", *SUBSCRIPTS})
_MEANINGS = frozenset({"function", "constant", "delta"})
_AFTER_A_NUMBER = frozenset("+-*/^)]},=|@")


class OpenNames:
    """The words of a text without declarations.

    ``letters`` are those that occur, and ``words`` the names of several letters; both are None while these are still
    being found out. ``power`` says that T is a number, so that ``2^T`` is a power.
    """

    __slots__ = ("letters", "power", "words")

    def __init__(
        self, letters: Collection[str] | None = None, words: Collection[str] = (), *, power: bool = False
    ) -> None:
        self.letters = None if letters is None else frozenset(letters)
        self.words = frozenset(words)
        self.power = power

    def word(self, word: str, scope: Scope) -> Word | None:
        """What a word is, or None where the language or a declaration says so."""
        if len(word) > LONGEST_WORD:
            return Word("unknown", word)
        head, *below = word.split("_", MOST_PIECES)
        if head in SPELT and head not in scope.names:
            return _name(SPELT[head], below)
        if len(below) >= MOST_PIECES:
            return Word("unknown", word)
        if below and below[0] in ACCENT_OF and is_letter(head + below[0]) and f"{head}_{below[0]}" not in scope.names:
            return _name(head + below[0], below[1:])  # y_hat is yhat
        if any(known_base("_".join((head, *below[:count])), scope) for count in range(len(below) + 1)):
            return None
        if any(of_language("_".join((head, *below[:count])), scope) for count in range(1, len(below) + 1)):
            return None  # leaky_relu
        if head in MEANT and of_language(head, scope) is None:
            return Word("unknown", word)
        if of_language(head, scope):
            return Word("own", head, ",".join(below)) if below and self._own(head, ",".join(below), scope) else None
        digits = _WITH_DIGITS.fullmatch(head)
        if digits:
            letters, below = digits[1], [digits[2], *below]
            if of_language(letters, scope) and (letters in NUMBERED or letters in FOLDS):
                return Word("own", letters, ",".join(below))
            if not is_letter(letters) and letters not in CONSTANTS and function_called(letters, scope)[0]:
                return Word("applied", letters, digits[2]) if len(below) == 1 else None
            return self._letters(letters, below)
        if not head.isalpha():
            return Word("product", " ".join(_PIECE.findall(head)), ",".join(below))
        return self._letters(head, below)

    def _letters(self, head: str, below: list[str]) -> Word:
        if is_letter(head) or head in CONSTANTS or not (len(head) == 2 or self.is_product(head)):
            return _name(head, below)
        return Word("letters", head, ",".join(below))

    def _own(self, head: str, sub: str, scope: Scope) -> bool:
        """Whether a letter that means something by itself is a name with this below it: sigma_1, e_1, delta_k."""
        if head not in NUMBERED or (head == "e" and sub in scope.axes.sizes):
            return False
        return head != "delta" or not re.fullmatch(r"[A-Za-z]'?,?[A-Za-z]'?", sub)

    def is_product(self, word: str) -> bool:
        """Whether all letters of a word occur."""
        return self.letters is not None and len(set(word)) == len(word) and self.letters.issuperset(word)

    def in_place(self, word: Word, text: str, end: int, column: int, scope: Scope) -> Word:
        """What a word is by what follows it: a function of a number, a product. Raises NotationError.

        A word right before a bracket is a function, or letters that occur: no unknown function is a factor.
        """
        follows = text[end : end + 1]
        if word.kind == "delta" and not word.sub and follows not in _BELOW:
            return Word("own", word.base)
        if word.kind in _MEANINGS and word.base in NUMBERED and not word.sub and follows in _BELOW:
            if self._own(word.base, subscript(text, end)[0], scope):
                return Word("own", word.base)
        elif word.kind == "name" and follows != "(" and word.base not in scope.names:
            check_glued(word.base, column)
        if word.kind == "function" and word.base[-1].isdigit() and word.base in FUNCTIONS and not word.sub:
            rest = text[end:].lstrip(" ")[:1]
            letters = word.base.rstrip("0123456789")
            if (not rest or rest in _AFTER_A_NUMBER) and letters in FUNCTIONS:
                return Word("applied", letters, word.base[len(letters) :])
        if follows != "(" or self.letters is None:
            return word
        if word.base == "H" and not word.sub and "H" not in self.letters:
            raise NotationError(
                f"`H` at column {column} is not a function that I know: write step(x), or H*(x)", column
            )
        if word.kind == "applied":
            raise _no_function(word.base + word.sub, column, scope)
        plain = word.kind in ("name", "letters") and not word.sub and len(word.base) > 1
        if not plain or is_letter(word.base) or word.base in self.words or not word.base.isalpha():
            return word
        if self.is_product(word.base):
            return Word("letters", word.base)
        raise _no_function(word.base, column, scope)


def is_letter(word: str) -> bool:
    """Whether a word is one letter: Latin, Greek, or one with an accent."""
    return len(word) == 1 or word in GREEK_WORDS or _ACCENTED.fullmatch(word) is not None


def _name(head: str, below: list[str]) -> Word:
    sub = ",".join(below)
    simple = head[0] != "d" and head != "H" and is_letter(head) and (not sub or sub.isdecimal() or len(sub) == 1)
    return Word("name", head, sub, (head, sub, "", "") if simple else None)


def _no_function(word: str, column: int, scope: Scope) -> NotationError:
    shown = word if len(word) <= LONGEST else word[: LONGEST - 1] + "…"
    within = next((name for name in _ENDINGS if word.endswith(name) and word != name), "")
    if within:
        hint = f"; a product is written {'*'.join((word.removesuffix(within), within))}(...)"
    elif len(word) == 2:
        hint = f"; a product is written {word[0]}*{word[1]}*(...)"
    else:
        hint = f": {MEANT[word]}" if word in MEANT else did_you_mean(shown, scope.functions)
    return NotationError(f"`{shown}` before a bracket is no function of the language{hint}", column)


def check_glued(word: str, column: int) -> None:
    """Raise NotationError for a function glued to its argument, ``sinx``, or a t for a transposition, ``Wtx``."""
    if len(word) < 3 or is_letter(word):
        return
    head = word[:-1]
    if word not in _LOSSES and head in _BEGINNINGS:
        raise NotationError(f"`{word}` at column {column} needs a bracket: write {head}({word[-1]})", column)
    if len(word) == 3 and word[0].isupper() and word[1] == "t" and word[2].islower():
        raise NotationError(f"`{word}` at column {column}: a transpose is written {word[0]}^T {word[2]}", column)
