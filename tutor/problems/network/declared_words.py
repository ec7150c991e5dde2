"""What is written after a declared name where others write something: its axes, the next name."""

from __future__ import annotations

import re

from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.network.errors import StatementError

_IN_SPACE = lazily(r"(?:in|∈)\s*(?:\\?mathbb\s*\{?\s*)?[Rℝ]\s*\}?\s*\^\s*[{(]?([^{}()]*)[})]?", needs="^")
_IN_ROUND = lazily(r":?\s*\(([\w\s,×x]*)\)", needs="(")
_NEXT_NAME = lazily(r"(?:and|&)\s+([A-Za-z]\w*)|([A-Za-z]\w*)\s*\[|([A-Za-z]\d*)\Z")


def check_words(words: str, name: str, *, bracket: bool) -> None:
    """Raise StatementError where the words after ``name`` are its axes, ``in R^{n×d}`` or ``: (n, d)``, or a name."""
    if not bracket and (axes := _axes(words)):
        raise StatementError(f"axes stand in square brackets, as in {name}[{axes}]")
    if words.startswith("["):
        raise StatementError(f"axes stand in one bracket with commas between, as in {name}[n,i]")
    following = _NEXT_NAME.match(words)
    if following:
        raise StatementError(f"names are separated by commas, as in {name}, {following[following.lastindex or 0]}")


def _axes(words: str) -> str:
    found = _IN_SPACE.fullmatch(words) or _IN_ROUND.fullmatch(words)
    written = re.findall(r"[A-Za-z]+|\d+", re.sub(r"\\?times", " ", found[1])) if found else []
    letters = zip(written, "nijk", strict=False)
    return ",".join(one.lower() if len(one) == 1 and one.isalpha() else free for one, free in letters)
