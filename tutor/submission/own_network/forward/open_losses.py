"""A loss that is only said to be one, ``L = l(o, y)``: any that what is derived of it may be, by what arrives at o."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.forward.entries import ARRIVING
from tutor.submission.own_network.forward.equations import Equation, is_loss, named
from tutor.submission.statement import CLAIM, DEPENDENCY, Statement

_OPEN = lazily(
    r"(?:\\(?:ell|mathcal\s*\{\s*L\s*\})|\\(?:text|mathrm|operatorname)\s*\{\s*(?:[lL]oss|[cC]ost|[lL])\s*\}|[lLJEC]|[lL]oss|[cC]ost)"
    r"\s*(?:\\left\s*)?\(\s*(?P<first>[^(),;]+?)\s*[,;]\s*(?P<second>[^(),;]+?)\s*(?:\\right\s*)?\)"
)


def with_open_loss(equations: Sequence[Equation], statements: Sequence[Statement]) -> list[Equation]:
    """The equations with one for a loss of which the page says no more than what it is of, if it has no other."""
    known = {one.name: one for one in equations}
    for statement in statements:
        name, called = named(statement.left)
        if called or not is_loss(name) or name in known:
            continue
        for link in statement.links:
            call = _OPEN.fullmatch(link.text.strip()) if link.kind in (CLAIM, DEPENDENCY) else None
            of = [text for text in (call["first"], call["second"]) if named(text)[0] in known] if call else []
            if len(of) == 1 and _is_wanted(name, equations):
                return [*equations, Equation(statement.left, rf"\sum ({ARRIVING}0 \odot {of[0]})", name)]
    return list(equations)


def _is_wanted(name: str, equations: Sequence[Equation]) -> bool:
    """Whether a loss is part of another, or the only one."""
    others = [one for one in equations if is_loss(one.name)]
    return not others or any(name in one.right for one in others)
