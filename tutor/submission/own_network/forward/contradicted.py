"""Names of which a page says two things: ``z = σ(Wx + b)`` beside ``h = σ(z)``, where h itself is ``σ(Wx + b)``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.forward.equations import is_forward
from tutor.submission.statement import CLAIM, Statement

_APPLIED = lazily(r"(?P<function>\\?[A-Za-z]+)(?:\\left)?\((?P<of>.*?)(?:\\right)?\)")


def contradicted(statements: Sequence[Statement]) -> list[str]:
    """The names that are what an activation is of in one place and its value in another."""
    said = {
        (_squeezed(one.left), _squeezed(link.text))
        for one in statements
        if is_forward(one)
        for link in one.links
        if link.kind == CLAIM
    }
    values: dict[str, set[str]] = {}
    for left, right in said:
        values.setdefault(right, set()).add(left)
    found = []
    for left, right in sorted(said):
        call = _APPLIED.fullmatch(right)
        if call and any({left, call["of"]} <= names for other, names in values.items() if other != right):
            found.append(call["of"])
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
