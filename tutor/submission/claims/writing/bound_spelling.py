"""Bounds of sums and products that are inequalities, and marks of immediate derivatives, as the language has them."""

from __future__ import annotations

import re

_LETTER = r"[A-Za-z]"
_LOW = r"(?:\\leqslant|\\leq|\\le|≤|<)(?![A-Za-z])"
_HIGH = r"(?:\\geqslant|\\geq|\\ge|≥|>)(?![A-Za-z])"
_RISING = re.compile(
    rf"\\(?P<fold>sum|prod)\s*(?:\\limits\s*)?_\s*\{{\s*(?P<low>{_LETTER}|\d)\s*(?P<after>{_LOW})\s*(?P<letter>[a-z])\s*"
    rf"(?P<to>{_LOW})\s*(?P<high>{_LETTER})\s*\}}"
)
_FALLING = re.compile(
    rf"\\(?P<fold>sum|prod)\s*(?:\\limits\s*)?_\s*\{{\s*(?P<high>{_LETTER})\s*(?P<to>{_HIGH})\s*(?P<letter>[a-z])\s*"
    rf"(?P<after>{_HIGH})\s*(?P<low>{_LETTER}|\d)\s*\}}"
)
_IMMEDIATE = re.compile(r"\\partial\s*\^\s*(?:\+|\{\s*\+\s*\})")


def with_bounds(text: str) -> str:
    """The text with ``sum_{k=1}^{t}`` for ``sum_{1 <= k <= t}``.

    A derivative that is marked as the immediate one is written like others, of which one may be immediate.
    """
    return _IMMEDIATE.sub(r"\\partial ", _FALLING.sub(_bounded, _RISING.sub(_bounded, text)))


def _bounded(one: re.Match[str]) -> str:
    low = _moved(one["low"], 1) if one["after"] in "<>" else one["low"]
    high = _moved(one["high"], -1) if one["to"] in "<>" else one["high"]
    return rf"\{one['fold']}_{{{one['letter']}={low}}}^{{{high}}}"


def _moved(bound: str, by: int) -> str:
    return str(int(bound) + by) if bound.isdigit() else f"{bound}{by:+d}"
