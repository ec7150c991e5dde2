"""Chains that are written as a function of their factors, in whatever layout: ``prod(∂L/∂o, ∂o/∂W)``."""

from __future__ import annotations

import re

_CALL = re.compile(r"\\(?:text|mathrm|operatorname)\s*\{\s*prod\s*\}\s*(?:\\left\s*)?\(")
_RIGHT = re.compile(r"\\right\s*$")


def with_chains(text: str) -> str:
    """The text with the factors beside each other: how they meet is told by what they are derivatives of."""
    found = _CALL.search(text)
    while found is not None:
        factors, end = _arguments(text, found.end())
        if len(factors) > 1 and all(r"\partial" in one for one in factors):
            text = f"{text[: found.start()]}{' '.join(factors)}{text[end:]}"
            found = _CALL.search(text, found.start())
        else:
            found = _CALL.search(text, found.end())
    return text


def _arguments(text: str, start: int) -> tuple[list[str], int]:
    """What stands between the commas of a bracket that is open at a place, and where it ends; none if it does not."""
    found, depth, begin = [], 0, start
    for at in range(start, len(text)):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth < 0 or (text[at] == "," and not depth):
            found.append(_RIGHT.sub("", text[begin:at]))
            begin = at + 1
        if depth < 0:
            return found, at + 1
    return [], len(text)
