"""Derivatives of expressions in a text: ``\\frac{d}{dz} \\sigma(z)``, ``∂(W x)/∂x``, ``∇_x (...)``.

Here it is found where what is differentiated stands, and what it is differentiated by; ``derivative_notation`` has
those derivatives that are names.
"""

from __future__ import annotations

from typing import NamedTuple

from tutor.notation.read.derivatives.derivative_notation import base_name
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.name_lookup import plain
from tutor.notation.read.names.scripts import UnreadableError, group_end, scripts, subscript
from tutor.notation.scope import Scope

_SURE = r"(?:∂|\\partial(?![A-Za-z])|\\(?:mathrm|text)\s*\{\s*d\s*\}|\\mathrm\s+d(?![A-Za-z]))"
_SPACE = r"(?:\s|\\[,;:! ])*"
_SIGN = lazily(rf"{_SPACE}(?:(?P<sure>{_SURE})|d(?=[\s\\/A-Za-z({{}}\[Α-ω]|\Z)){_SPACE}")
_OPEN = lazily(r"\s*\{")
_OVER = lazily(r"\s*/\s*")
_BRACKET = lazily(r"(?:\\left)?\s*\(")

Span = tuple[int, int]


class Differentiated(NamedTuple):
    """Where a derivative stands in a text: what it is by, what is differentiated (None: what follows), its end."""

    by: Span
    body: Span | None
    end: int


def fraction(text: str, at: int, scope: Scope, *, sure: bool) -> Differentiated | None:
    """A derivative in the two groups after ``\\frac``; None for any other fraction. ``sure``: no d is a name."""
    opened = _OPEN.match(text, at)
    if opened is None or not _SIGN.match(text, opened.end()):
        return None
    try:
        above = _group(text, at)
        below = _group(text, above[1] + 1) if above else None
    except UnreadableError:
        return None
    if above is None or below is None:
        return None
    upper, lower = _SIGN.match(text, *above), _SIGN.match(text, *below)
    if upper is None or lower is None or lower.end() == below[1]:
        return None
    by = (lower.end(), below[1])
    if upper.end() == above[1]:
        return Differentiated(by, None, below[1] + 1)
    if not (sure or upper["sure"] or _is_no_name(text, upper.end(), above[1], scope)):
        return None
    return Differentiated(by, (upper.end(), above[1]), below[1] + 1)


def on_one_line(text: str, at: int, scope: Scope, *, sure: bool) -> Differentiated | None:
    """``∂/∂x``, ``∂(W x)/∂x`` or ``dσ/dz`` from its first sign on; None for anything else."""
    upper = _SIGN.match(text, at)
    if upper is None:
        return None
    body = None
    over = _OVER.match(text, upper.end())
    if over is None:
        end = _end_of_value(text, upper.end(), scope)
        if end is None or not (sure or upper["sure"] or _is_no_name(text, upper.end(), end, scope)):
            return None
        body, over = (upper.end(), end), _OVER.match(text, end)
    lower = _SIGN.match(text, over.end()) if over else None
    end = _end_of_name(text, lower.end(), scope) if lower else None
    return Differentiated((lower.end(), end), body, end) if lower and end else None


def gradient(text: str, at: int, scope: Scope) -> Differentiated | None:
    """What ∇ at a position is by: the name below it."""
    if not text.startswith("_", at):
        return None
    if text.startswith("_{", at):
        end = group_end(text, at + 1, "{", "}")
        return Differentiated((at + 2, end - 1), None, end)
    named = base_name(text, at + 1, scope) if text.startswith("_\\", at) else None
    end = named[2] if named else subscript(text, at)[1]
    return Differentiated((at + 1, end), None, end)


def _group(text: str, at: int) -> Span | None:
    """The inside of the group that comes next."""
    opened = _OPEN.match(text, at)
    return (opened.end(), group_end(text, opened.end() - 1, "{", "}") - 1) if opened else None


def _is_no_name(text: str, at: int, end: int, scope: Scope) -> bool:
    """Whether what stands after the letter d makes a derivative of it: a function, or a bracket where d is no name."""
    named = base_name(text, at, scope)
    if named is not None and named[0] in scope.functions:
        return plain(f"d{named[0]}", scope) is None
    glued = text[at - 1] == "d" and text[at : at + 1].isalpha()
    return plain("d", scope) is None and not glued


def _end_of_value(text: str, at: int, scope: Scope) -> int | None:
    """Where the value that is differentiated on one line ends: a bracket, a name, a function of something."""
    bracket = _BRACKET.match(text, at)
    try:
        if bracket:
            return group_end(text, bracket.end() - 1, "(", ")")
        end = _end_of_name(text, at, scope)
        bracket = _BRACKET.match(text, end) if end else None
        return group_end(text, bracket.end() - 1, "(", ")") if bracket else end
    except UnreadableError:
        return None


def _end_of_name(text: str, at: int, scope: Scope) -> int | None:
    named = base_name(text, at, scope)
    if named is None:
        return None
    _, sub, end = named
    return scripts(text, end, sub, labels=bool(scope.labels)).end
