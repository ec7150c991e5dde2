"""Pages whose first step is number 0, ``h_0 = f(U x_0)``: a network counts its steps from 1."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.changed import changed
from tutor.submission.statement import CLAIM, Statement

_BASE = r"(?:\\(?:hat|tilde|bar)\s*(?:\{\s*[A-Za-z]\s*\}|[A-Za-z])|[A-Za-z])"
_AT = rf"(?P<base>{_BASE})\s*(?P<opens>_\s*\{{?\s*|\^\s*\{{\s*\(\s*)"
_NUMBERED = lazily(rf"{_AT}(?P<step>-\s*1|\d)(?!\s*[\w,])")
_LETTERED = lazily(rf"{_AT}(?P<step>[a-z])\s*(?:-\s*1\s*)?(?![\w,])")
_BEHIND = lazily(rf"{_AT}(?P<step>[a-z])\s*-\s*1(?!\d)")


def with_steps_from_one(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with 1 for the first step, where some of them say what a value at step 0 comes of at step 0."""
    texts = [text for one in statements for text in (one.left, *(link.text for link in one.links))]
    times = {found["step"] for text in texts for found in _BEHIND.finditer(text)}
    stepped = {found["base"] for text in texts for found in _LETTERED.finditer(text) if found["step"] in times}
    if not any(_begins(one, stepped) for one in statements):
        return list(statements)

    def later(found: re.Match[str]) -> str:
        step = int("".join(found["step"].split())) + 1
        return f"{found['base']}{found['opens']}{step}" if found["base"] in stepped else found[0]

    return [changed(one, lambda text: _NUMBERED.sub(later, text)) for one in statements]


def _begins(one: Statement, stepped: set[str]) -> bool:
    """Whether a statement defines a value at step 0 by others at step 0."""
    left = _NUMBERED.match(one.left.strip())
    if left is None or left["step"] != "0" or left["base"] not in stepped:
        return False
    return any(
        found["step"] == "0" and found["base"] in stepped - {left["base"]}
        for link in one.links
        if link.kind == CLAIM
        for found in _NUMBERED.finditer(link.text)
    )
