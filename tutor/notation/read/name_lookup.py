"""What a written word means in a scope: a name, a function, a sum, a product of single letters, or nothing known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tutor.notation.functions import ALIASES, CONSTANTS, FOLDS

if TYPE_CHECKING:
    from tutor.notation.scope import Scope

NAME, FUNCTION, FOLD, DELTA, CONSTANT, LETTERS, UNKNOWN = (
    "name", "function", "fold", "delta", "constant", "letters", "unknown",
)  # fmt: skip

MOST_PIECES = 6
"""No name has more underscores than this; a thousand of them in a row are not worth looking up."""


MEANT = {
    "transpose": "a transpose is x^T",
    "dot": "a product of matrices is a @ b",
    "matmul": "a product of matrices is a @ b",
    "np": "write it without np., and a product of matrices as a @ b",
    "numpy": "write it without numpy., and a product of matrices as a @ b",
}
"""How this language says what other languages have a word for."""


class Word(NamedTuple):
    """``base`` is the longest known start of the word, cut at underscores; ``sub`` is the rest, with commas.

    ``plain`` is the value of its token where it is a name that no further scripts follow.
    """

    kind: str
    base: str
    sub: str = ""
    plain: tuple[str, str, str, str] | None = None


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
            named = scope.plain(rest) or (more and rest not in scope.sizes and scope.known_base(rest))
            if named and (more or rest[0].isupper()) and _known(head, scope):
                return before + piece[:cut]
    return word


def _known(head: str, scope: Scope) -> bool:
    return _kind(head, scope) == NAME or all(_single(letter, scope) for letter in head)


def classify(word: str, scope: Scope) -> Word:
    """What ``word`` is: the longest start that is known decides."""
    pieces = word.split("_")
    for count in range(min(len(pieces), MOST_PIECES), 0, -1):
        head = "_".join(pieces[:count])
        kind = _kind(head, scope)
        if kind:
            sub = ",".join(pieces[count:])
            simple = kind == NAME and word[0] != "d"  # a d may begin a derivative
            simple = simple and not (sub and first_script(word, scope, goes_on=False) != word)
            return Word(kind, head, sub, (head, sub, "", "") if simple else None)
    letters = pieces[0]
    if len(letters) > 1 and all(_single(letter, scope) for letter in letters) and len(set(letters)) == len(letters):
        # A letter that stands twice, as in hh, is a slip of the finger.
        return Word(LETTERS, letters, ",".join(pieces[1:]))
    return Word(UNKNOWN, word)


def function_called(word: str, scope: Scope) -> tuple[str, int]:
    """The function that a word names, and 1 if the word means its derivative (``f_prime``); ('', 0) if none."""
    primes = 1 if word.endswith("_prime") else 0
    base = word[:-6] if primes else word
    name = base if base in scope.functions else ALIASES.get(base, base)
    return (name, primes) if name in scope.functions else ("", 0)


def _kind(head: str, scope: Scope) -> str:
    if scope.known_base(head):
        return NAME
    if function_called(head, scope)[0]:
        return FUNCTION
    if head in FOLDS:
        return FOLD
    if head == "delta":
        return DELTA
    return CONSTANT if head in CONSTANTS else ""


def _single(letter: str, scope: Scope) -> bool:
    return scope.plain(letter) is not None or letter in scope.sizes
