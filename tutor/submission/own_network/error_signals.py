"""Error signals that a page names: where it says ``delta_1 = dL/dz_1``, that derivative is meant by the name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.statement import Statement

_SIGNAL = lazily(
    r"\\delta\s*((?:_\s*(?:\{[^{}]*\}|\w))?\s*(?:\^\s*(?:\{\s*[(\[]\s*\w\s*[)\]]\s*\}|[(\[]\w[)\]]))?)\s*(?![_\w])"
)
_GRADIENT = lazily(
    r"\s*\\d?t?frac\s*\{\s*\\partial[^{}]*(?:\{[^{}]*\})?\s*\}\s*\{\s*\\partial\s*((?:[^{}]|\{[^{}]*\})*)\}\s*"
)
_NEIGHBOUR = lazily(r"_\s*\{?\s*([a-z])\s*([+-]\s*1)?\s*\}?\Z")


def with_derivatives(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with derivatives for the error signals that the page says to be such, at any step in time."""
    meant: dict[str, str] = {}
    for statement in statements:
        signal = _SIGNAL.fullmatch(statement.left.strip())
        gradient = next((link.text for link in statement.links if _GRADIENT.fullmatch(link.text)), "")
        if signal and gradient:
            meant.setdefault(_plain(signal[1]), " ".join(gradient.split()))
    if not meant:
        return list(statements)
    return [
        one.replace(
            left=_put(one.left, meant, alone=True),
            links=tuple(link.replace(text=_put(link.text, meant)) for link in one.links),
        )
        for one in statements
    ]


def _plain(scripts: str) -> str:
    return re.sub(r"[\s{}]", "", scripts)


def _put(text: str, meant: dict[str, str], *, alone: bool = False) -> str:
    def derivative(found: re.Match[str]) -> str:
        gradient = meant.get(_plain(found[1])) or _at_neighbour(found[1], meant)
        if gradient is None:
            return found[0]
        return gradient if alone else f"({gradient}) "

    return _SIGNAL.sub(derivative, text)


def _at_neighbour(scripts: str, meant: dict[str, str]) -> str | None:
    """The derivative at the next step, or the one before, where the page says what it is at a step."""
    found = _NEIGHBOUR.fullmatch(scripts.strip())
    gradient = meant.get(f"_{found[1]}") if found and found[2] else None
    if found is None or gradient is None:
        return None
    return re.sub(rf"_\s*(?:\{{\s*{found[1]}\s*\}}|{found[1]})(?![A-Za-z])", f"_{{{found[1]}{found[2]}}}", gradient)
