"""Where the sums of a page end: at the size of an axis, if the forward equations name it, else at its last entry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.changed import changed
from tutor.submission.own_network.forward.equations import Equation
from tutor.submission.statement import Statement

_LIMITED = lazily(
    r"(?P<sum>\\sum\s*(?:\\limits\s*)?_)\s*\{\s*(?P<letter>[a-z])\s*=\s*1\s*\}\s*\^\s*\{?\s*(?P<end>[A-Z])\s*\}?(?![A-Za-z])"
)


def with_named_sizes(equations: Sequence[Equation]) -> list[Equation]:
    """The equations, each by the form that sums up to a size where another form only divides by it."""
    ends = {end for one in equations for text in (one.right, *one.others) for end in _ends(text)}
    open_ones = {end for end in ends if not any(end in _ends(one.right) for one in equations)}
    return [_by_sum(one, open_ones) for one in equations]


def without_other_limits(statements: Sequence[Statement], equations: Sequence[Equation]) -> list[Statement]:
    """The statements with sums over all of a letter, where they end at what the equations do not speak of."""
    texts = [text for one in equations for text in (one.left, one.right)]
    said = [text for one in statements for text in (one.left, *(link.text for link in one.links))]
    other = {end for text in said for end in _ends(text) if not any(_names(end, known) for known in texts)}
    if not other:
        return list(statements)

    def put(found: re.Match[str]) -> str:
        return f"{found['sum']}{{{found['letter']}}}" if found["end"] in other else found[0]

    return [changed(one, lambda text: _LIMITED.sub(put, text)) for one in statements]


def _by_sum(one: Equation, ends: set[str]) -> Equation:
    at = next((at for at, other in enumerate(one.others) if ends & _ends(other)), None)
    if at is None or not any(_names(end, one.right) for end in ends):
        return one
    return one._replace(right=one.others[at], others=(one.right, *one.others[:at], *one.others[at + 1 :]))


def _ends(text: str) -> set[str]:
    return {found["end"] for found in _LIMITED.finditer(text)}


def _names(letter: str, text: str) -> bool:
    return re.search(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", text) is not None
