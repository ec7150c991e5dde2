"""What a written word means in a scope: a name, a function, a sum, a product of single letters, or nothing known."""

from __future__ import annotations

from typing import Literal, NamedTuple

from tutor.notation.functions import ALIASES, CONSTANTS, FOLDS, FUNCTIONS
from tutor.notation.scope import LOSS_WORDS, Scope, Written, remember

_CACHED_LENGTH = 40
Kind = Literal["name", "function", "fold", "delta", "constant", "letters", "unknown", "applied", "product", "own"]

MOST_PIECES = 6
"""No name has more underscores than this; a thousand of them in a row are not worth looking up."""


PROGRAM_WORDS = {
    "and": "a product of two relations holds where both do, (x>0)*(x<1)",
    "or": "max of two relations holds where one does",
    "not": "1 - (x>0) holds where x>0 does not",
    "if": "one of two values is where(x>0, a, b)",
    "else": "one of two values is where(x>0, a, b)",
    "for": "a sum over n is sum_n(...)",
    "return": "write only the formula",
}
"""Words that are no names and no products of letters, with what is written instead."""
MEANT = {
    **PROGRAM_WORDS,
    "transpose": "a transpose is x^T",
    "dot": "a product of matrices is a @ b",
    "matmul": "a product of matrices is a @ b",
    "np": "np. stands before a function, as in np.dot(a, b)",
    "numpy": "numpy. stands before a function, as in numpy.dot(a, b)",
    "det": "determinants are not part of this language",
    "multiply": "a product entry by entry is a * b",
    "einsum": "a sum over products is sum_i(a[i]*b[i])",
    "maximum": "the larger of two values is max(a, b)",
    "minimum": "the smaller of two values is min(a, b)",
    "hstack": "a list of arrays is written [a, b]",
    "concatenate": "a list of arrays is written [a, b]",
}
"""How this language says what other languages have a word for."""


class Word(NamedTuple):
    """``base`` is the longest known start of the word, cut at underscores; ``sub`` is the rest, with commas.

    ``plain`` is the value of its token where it is a name that no further scripts follow. Only where names are not
    declared there are functions ``applied`` to the number behind them, any other ``product``, and names of their
    ``own`` beside what the language has under their base, as sigma_1.
    """

    kind: Kind
    base: str
    sub: str = ""
    plain: Written | None = None


def look_up(word: str, scope: Scope) -> Word:
    """What a written word is."""
    known: Word | None = scope.remembered.words.get(word)
    if known is None:
        known = _classified(word, scope)
        if len(word) <= _CACHED_LENGTH:
            remember(scope.remembered.words, word, known)
    return known


def plain(word: str, scope: Scope) -> str | None:
    """The declared name that ``word`` stands for without any scripts, or None."""
    if word in scope.names:
        return word
    found = scope.aliases.get(word) or scope.symbols.get((word, "", ""))
    if found is None and (word in LOSS_WORDS or word in scope.gradients):
        if word in scope.axes.sizes or word in scope.functions:
            return None
        return scope.gradients.get(word) or (scope.loss if scope.loss in scope.names else None)
    return found


def known_base(base: str, scope: Scope) -> bool:
    """Whether ``base`` can begin a name when scripts follow it."""
    known = base in scope.names or base in scope.axes.sizes or base in scope.bases or base in scope.indexed
    return known or plain(base, scope) is not None


def first_script(word: str, scope: Scope, *, goes_on: bool) -> str:
    """A word up to where LaTeX ends its first subscript: ``x_t`` of ``x_tW``; the whole word if nothing tells so.

    There a subscript without braces is one character. Here it may be more (``W_ih``), so what follows must be a name
    that has a subscript of its own (``goes_on``: one comes after the word), or one in a capital letter.
    """
    head, *pieces = word.split("_")
    for at, piece in enumerate(pieces[:MOST_PIECES]):
        before = "_".join((head, *pieces[:at], ""))
        if _kind(before + piece, scope):
            continue
        more = goes_on or at < len(pieces) - 1
        for cut in range(1, len(piece)):
            rest = piece[cut:]
            named = plain(rest, scope) or (more and rest not in scope.axes.sizes and known_base(rest, scope))
            if named and (more or rest[0].isupper()) and _known(head, scope):
                return before + piece[:cut]
    return word


def latex_script(word: str, *, goes_on: bool) -> str:
    """The same where no names are known: ``x_i`` of ``x_iy_i``, for what follows has a subscript of its own."""
    head, first, *rest = word.split("_", 2)
    more = bool(rest) or goes_on
    return f"{head}_{first[0]}" if more and len(first) == 2 and first[1:].isalpha() else word


def _known(head: str, scope: Scope) -> bool:
    return _kind(head, scope) == "name" or all(_single(letter, scope) for letter in head)


def _classified(word: str, scope: Scope) -> Word:
    """What ``word`` is: the longest start that is known decides."""
    if scope.undeclared is not None:
        found: Word | None = scope.undeclared.word(word, scope)
        if found is not None:
            return found
    if word in PROGRAM_WORDS and plain(word, scope) is None:
        return Word("unknown", word)
    pieces = word.split("_")
    for count in range(min(len(pieces), MOST_PIECES), 0, -1):
        head = "_".join(pieces[:count])
        kind = _kind(head, scope)
        if kind:
            sub = ",".join(pieces[count:])
            simple = kind == "name" and word[0] != "d"  # a d may begin a derivative
            simple = simple and not hidden(head, sub, scope)
            simple = simple and not (sub and first_script(word, scope, goes_on=False) != word)
            return Word(kind, head, sub, (head, sub, "", "") if simple else None)
    letters = pieces[0]
    if of_letters(letters, scope):
        return Word("letters", letters, ",".join(pieces[1:]))
    return Word("unknown", word)


def of_letters(word: str, scope: Scope) -> bool:
    """Whether a word is a product of single letters; one that stands twice, as in hh, is a slip of the finger."""
    return len(set(word)) == len(word) > 1 and all(_single(letter, scope) for letter in word)


def function_called(word: str, scope: Scope) -> tuple[str, int]:
    """The function that a word names, and 1 if the word means its derivative (``f_prime``); ('', 0) if none."""
    primes = 1 if word.endswith("_prime") else 0
    base = word[:-6] if primes else word
    name = base if base in scope.functions else ALIASES.get(base, base)
    return (name, primes) if name in scope.functions else ("", 0)


def _kind(head: str, scope: Scope) -> Kind | None:
    return "name" if known_base(head, scope) else of_language(head, scope)


def hidden(base: str, script: str, scope: Scope) -> Kind | None:
    """What the language has under a word that names begin with, as ``sigma1``, where ``script`` makes none of them.

    None where it is a name all the same, or the language has nothing.
    """
    kind = of_language(base, scope)
    if kind is None or base in scope.axes.sizes or plain(base, scope) is not None:
        return None
    subs = [sub for own, sub, sup in scope.symbols if own == base and (sub or not sup)]
    return None if any(script.startswith(sub) if sub else not script for sub in subs) else kind


def of_language(head: str, scope: Scope) -> Kind | None:
    """What a word is in the language, whatever is declared."""
    if head in FOLDS and head not in scope.functions.keys() - FUNCTIONS.keys():
        return "fold"
    if function_called(head, scope)[0]:
        return "function"
    if head == "delta":
        return "delta"
    return "constant" if head in CONSTANTS else None


def _single(letter: str, scope: Scope) -> bool:
    if letter in LOSS_WORDS and letter != scope.loss and letter not in scope.names:
        return letter in scope.axes.sizes or letter in scope.aliases  # the loss by another letter is part of no product
    return plain(letter, scope) is not None or letter in scope.axes.sizes
