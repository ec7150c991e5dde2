"""Steps that a page writes above a name, ``h^{(t-1)}`` or ``a^{<t>}``: a network file has them behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import GROUP
from tutor.submission.own_network.forward.equations import Equation

_BASE = rf"(?:\\[A-Za-z]+\s*{GROUP}|\{{\s*\\[A-Za-z]+\s*{GROUP}\s*\}}|\\[A-Za-z]+|[A-Za-z])"
_OPENS, _CLOSES = r"(?:\(|<|\[|\\langle(?![A-Za-z]))", r"(?:\)|>|\]|\\rangle(?![A-Za-z]))"
_ABOVE = lazily(
    rf"(?P<base>{_BASE})\s*(?P<below>_\s*(?:{GROUP}|\w))?\s*\^\s*"
    rf"(?:\{{\s*{_OPENS}\s*(?P<step>[a-z]\s*(?:[-+]\s*\w)?)\s*{_CLOSES}\s*\}}|<\s*(?P<angled>[a-z]\s*(?:[-+]\s*\w)?)\s*>"
    r"|\{\s*(?P<bare>[a-z]\s*(?:[-+]\s*\w)?)\s*\}|(?P<letter>[a-z](?![A-Za-z])))"
    r"(?P<after>\s*_\s*(?:\{[^{}]*\}|\w))?"
)
_BARE = ("bare", "letter")
_LEFT = lazily(r"\s*(?:\w+\s*)?")


def with_steps_behind(equations: Sequence[Equation]) -> list[Equation]:
    """The equations with the steps of time behind their names: ``h[t-1]``, and ``h[t-1,j]`` for an entry.

    A letter counts steps where some name is defined at it, and named at it and a number before or behind it. Without
    brackets it may be an exponent: it is none on names that are defined at a step, or have a small letter.
    """
    defined = {
        (found["base"], step)
        for one in equations
        if (found := _ABOVE.match(one.left)) and len(step := _step_of(found)) == 1
    }
    shifted = {
        _step_of(found)[0]
        for one in equations
        for text in (one.right, *one.others)
        for found in _ABOVE.finditer(text)
        if len(_step_of(found)) > 1
    }
    times = {letter for _, letter in defined} & shifted
    if not times:
        return list(equations)
    stepped = {base for base, letter in defined if letter in times}

    def behind(found: re.Match[str]) -> str:
        step = _step_of(found)
        exponent = any(found[kind] for kind in _BARE) and found["base"] not in stepped and found["base"][:1].isupper()
        if step[:1] not in times or exponent:
            return found[0]
        below = re.sub(r"[_{}\s]", "", found["below"] or found["after"] or "")
        name = found["base"].strip()
        if name.startswith("{"):
            name = name[1:-1].strip()
        if re.fullmatch("[a-z](?:,[a-z])*", below):
            return f"{name}[{step},{below}]"
        return f"{name}{found['below'] or found['after'] or ''}[{step}]"

    return [
        one._replace(
            left=_ABOVE.sub(behind, one.left),
            right=_ABOVE.sub(behind, one.right),
            others=tuple(_ABOVE.sub(behind, other) for other in one.others),
        )
        for one in equations
    ]


def _step_of(found: re.Match[str]) -> str:
    return re.sub(r"\s", "", found["step"] or found["angled"] or found["bare"] or found["letter"])
