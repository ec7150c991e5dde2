"""Activations that a page leaves open: what it says of ``h = f(z)`` for any f is told by one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.forward.equations import Equation

_APPLIED = lazily(
    r"(?<![A-Za-z\\}_^{])(?P<name>\\(?:phi|varphi|psi|sigma\s*_\s*(?:\{\s*\w+\s*\}|\w))|[fgs])\s*(?:\\left|\\[bB]ig+l?)?\s*\("
)
_SLOPE = lazily(r"'|\\prime(?![A-Za-z])|1\s*-")
TRIED = (r"\tanh", r"\sigma")
"""Functions that an open one may be; a page that says more of it means one of these for the most part."""


def tried(equations: Sequence[Equation], texts: Iterable[str]) -> tuple[str, ...]:
    """The functions that are tried: one where none is open, or the page says nothing that tells them apart."""
    told = bool(open_activations(equations)) and any(map(_SLOPE.search, texts))
    return TRIED if told else TRIED[:1]


def open_activations(equations: Sequence[Equation]) -> list[str]:
    """The letters that are applied to something in equations, and of which no equation says what they are."""
    known = {re.sub(r"\s*\(.*", "", one.left) for one in equations if one.called}
    found = [call["name"] for one in equations for call in _APPLIED.finditer(one.right)]
    return [name for name in dict.fromkeys(found) if name not in known]


def _written_out(one: Equation, unknown: Sequence[str]) -> Equation:
    """An equation by the link of its chain that says what an open function is: ``h = f(z) = 1/(1 + e^{-z})``."""

    def is_open(text: str) -> bool:
        return any(call["name"] in unknown for call in _APPLIED.finditer(text))

    if not is_open(one.right):
        return one
    at = next((at for at, other in enumerate(one.others) if not is_open(other)), -1)
    return one if at < 0 else one._replace(right=one.others[at], others=one.others[at + 1 :])


def with_activation(equations: Sequence[Equation], function: str) -> list[Equation]:
    """The equations with one function in the place of every open activation that no chain writes out."""
    unknown = open_activations(equations)
    equations = [_written_out(one, unknown) for one in equations]
    if not unknown:
        return list(equations)

    def put(found: re.Match[str]) -> str:
        return found[0].replace(found["name"], function, 1) if found["name"] in unknown else found[0]

    return [
        one._replace(right=_APPLIED.sub(put, one.right), others=tuple(_APPLIED.sub(put, other) for other in one.others))
        for one in equations
    ]
