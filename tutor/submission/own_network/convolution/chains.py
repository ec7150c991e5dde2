"""Chains of derivatives by whole matrices, which say no more than the one derivative that they come to."""

from __future__ import annotations

import re

from tutor.notation.read.lazy_patterns import lazily

_CHAINED = lazily(
    r"\\[dt]?frac\s*\{\s*\\partial\s*(?P<top>L|[a-z]+\d)\s*\}\s*\{\s*\\partial\s+(?P<over>[a-z]+\d)\s*\}\s*(?:\\cdot|\\times)?\s*"
    r"\\[dt]?frac\s*\{\s*\\partial\s+(?P<under>[a-z]+\d)\s*\}\s*\{\s*\\partial\s+(?P<bottom>[a-z]+\d)\s*\}"
)
_STEPS = {
    "act0": 0, "kernel1": 0, "bias1": 0, "pre1": 1, "act1": 2, "kernel2": 2, "bias2": 2, "pre2": 3, "act2": 4, "L": 5,
}  # fmt: skip
_ALONE = ("pre1", "act1", "pre2", "act2")
"""What all paths from below it lead through."""


def chained(text: str) -> str:
    """A text with one derivative for a chain of them that leads through what all paths lead through."""

    def joined(found: re.Match[str]) -> str:
        steps = [_STEPS.get(found[part], -1) for part in ("bottom", "over", "top")]
        if found["over"] != found["under"] or found["over"] not in _ALONE or steps != sorted(set(steps)):
            return found[0]
        return rf"\frac{{\partial {found['top']}}}{{\partial {found['bottom']}}}"

    before = ""
    while before != text:
        before, text = text, _CHAINED.sub(joined, text)
    return text
