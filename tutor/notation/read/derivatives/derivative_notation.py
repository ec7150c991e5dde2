"""Recognising ``dA/dB`` in all its spellings: ``dL/dw_io``, ``∂L/∂W⁽¹⁾``, ``\\frac{\\partial E}{\\partial z_1}``.

The d of a derivative is told from a quantity named d by what is declared: ``dh/do`` is one name where the problem has
it, and a quotient of two where it has ``dh`` and ``do``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tutor.notation.characters import ACCENT_COMMANDS, ACCENTS, FONTS, GREEK, SUBSCRIPTS
from tutor.notation.derived_names import derivative_name
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.name_lookup import MOST_PIECES, look_up, plain
from tutor.notation.read.names.scripts import Scripts, scripts
from tutor.notation.scope import Scope, Written

_WORD = r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*"
PLAIN = lazily(rf"d({_WORD})\s*/\s*d({_WORD})", needs="/")
_NAME = lazily(rf"{_WORD}|[{''.join(GREEK)}]|\\([A-Za-z]+)")
_D = lazily(r"(?:∂|\\partial(?![A-Za-z])|\\(?:mathrm|text)\s*\{\s*d\s*\}|\\mathrm\s+d(?![A-Za-z]))\s*|d")
_D_IN_FRACTION = lazily(_D.pattern + r"\s*")
_OVER = lazily(r"\s*/\s*")
_FRACTION_OVER = lazily(r"\s*\}\s*\{\s*")
_OPEN = lazily(r"\s*\{\s*")
_CLOSE = lazily(r"\s*\}")
WRAPPERS = frozenset({"operatorname", *FONTS})
_ARGUMENT_IN_BRACKETS = lazily(rf"\s*\(\s*([A-Za-z])(?:_[a-z]|_\{{[a-z]\}}|[{''.join(SUBSCRIPTS)}])?\s*\)")
_ARGUMENT = lazily(r"\s*(?:\{\s*(\\?[A-Za-z][A-Za-z0-9_]*)\s*\}|(\\[A-Za-z]+|[A-Za-z]))")


class Derivative(NamedTuple):
    """A derivative as written: the scripted names above and below, and where it ends.

    ``sure`` says that its sign can be nothing else (∂, not the letter d).
    """

    top: Written
    bottom: Scripts
    base: str
    end: int
    sure: bool

    @property
    def below(self) -> Written:
        """The scripted name below."""
        return (self.base, self.bottom.sub, self.bottom.sup, self.bottom.bracket)


def plain_derivative(text: str, at: int, scope: Scope) -> tuple[str, str, str, int] | None:
    """``dA/dB`` in ASCII with a declared name: the name, its B, the rest as a subscript, and where it ends."""
    found = PLAIN.match(text, at)
    if found is None or text[found.end() : found.end() + 1] in ACCENTS:
        return None
    top, bottom = found.groups()
    pieces = bottom.split("_")
    for count in range(min(len(pieces), MOST_PIECES), 0, -1):
        base = "_".join(pieces[:count])
        name = plain(derivative_name(top, base), scope)
        if name is not None:
            return name, base, ",".join(pieces[count:]), found.end()
    return None


def derivative(text: str, at: int, scope: Scope, *, fraction: bool = False) -> Derivative | None:
    """Read a derivative in any spelling from its first d on, or from the ``{`` after ``\\frac``; None if it is none."""
    sign = _D_IN_FRACTION if fraction else _D
    if fraction:
        opened = _OPEN.match(text, at)
        if opened is None:
            return None
        at = opened.end()
    sure = text[at : at + 1] != "d"
    upper = _part(text, at, sign, scope)
    if upper is None:
        return None
    base, top, at = upper
    between = (_FRACTION_OVER if fraction else _OVER).match(text, at)
    lower = _part(text, between.end(), sign, scope) if between else None
    if lower is None:
        return None
    bottom_base, bottom, at = lower
    if fraction:
        closed = _CLOSE.match(text, at)
        if closed is None:
            return None
        at = closed.end()
    return Derivative((base, top.sub, top.sup, top.bracket), bottom, bottom_base, at, sure)


def _part(text: str, at: int, sign: re.Pattern[str], scope: Scope) -> tuple[str, Scripts, int] | None:
    """A d and the scripted name after it."""
    found = sign.match(text, at)
    named = base_name(text, found.end(), scope) if found else None
    if named is None:
        return None
    base, sub, end = named
    read = scripts(text, end, sub, labels=bool(scope.labels))
    return base, read, read.end


def base_name(text: str, at: int, scope: Scope) -> tuple[str, str, int] | None:
    """A name without the scripts that follow: its base, what its word holds of a subscript, and where it ends."""
    found = _NAME.match(text, at)
    if found is None:
        return None
    word, command = found[0], found[1]
    applied = _applied(text, command or word, found.end(), scope)
    if applied:
        return applied
    if command:
        return _commanded(text, command, found.end(), scope)
    accent = ACCENTS.get(text[found.end() : found.end() + 1], "")
    if word in GREEK:
        return GREEK[word] + accent, "", found.end() + bool(accent)
    if accent:
        return (word + accent, "", found.end() + 1) if len(word) == 1 else None
    known = look_up(word, scope)
    if known.kind == "name":
        return known.base, known.sub, found.end()
    head, _, rest = word.partition("_")
    return (head, rest.replace("_", ","), found.end()) if known.kind == "unknown" else (word, "", found.end())


def _applied(text: str, function: str, at: int, scope: Scope) -> tuple[str, str, int] | None:
    """A function of a name that is a name itself: ``tanh(c_t)`` for tanh_c."""
    found = _ARGUMENT_IN_BRACKETS.match(text, at) if function in scope.functions else None
    if found is None or f"{function}_{found[1]}" not in scope.names:
        return None
    return f"{function}_{found[1]}", "", found.end()


def _commanded(text: str, command: str, at: int, scope: Scope) -> tuple[str, str, int] | None:
    if command in ACCENT_COMMANDS or command in WRAPPERS:
        found = _ARGUMENT.match(text, at)
        if found is None:
            return None
        inner = (found[1] or found[2]).lstrip("\\")
        known = look_up(inner, scope)
        base, sub = (known.base, known.sub) if known.kind == "name" else (inner, "")
        return base + ACCENT_COMMANDS.get(command, ""), sub, found.end()
    return command, "", at
