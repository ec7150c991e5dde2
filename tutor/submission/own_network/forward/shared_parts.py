"""Names for parts of formulas: what a page writes out in one place, and by its name in another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.symbol_parts import IN_A_FONT
from tutor.submission.own_network.forward.equations import Equation, brackets_of, named

_TOKEN = lazily(r"\\[A-Za-z]+|[A-Za-z0-9]|\S")
_CALLED = lazily(r"(?<=[A-Za-z}])\s*(?:\\left\s*)?\(\s*([^()=,]+?)\s*(?:\\right\s*)?\)")
_PRODUCT = lazily(r"\s*[A-Z][a-z]\s*[_^\[]")
_SHORTEST = 3
"""Tokens: shorter formulas occur everywhere."""


def with_shared_parts(equations: Sequence[Equation]) -> list[Equation]:
    """The equations in which every part that has a name is written by it.

    ``h = tanh(z) = tanh(W x + b)`` defines z, and where ``z = W x + b`` stands by itself, ``h = tanh(W x + b)`` is
    ``h = tanh(z)``: else nothing that the page says of z would be about its network.
    """
    equations = [_without_fonts(one) for one in equations]
    defined = {one.name for one in equations}
    for one in list(equations):
        for part in _defined_within(one):
            if part.name not in defined:
                defined.add(part.name)
                equations.append(part)
    return [_by_names(one, equations) for one in equations]


def _without_fonts(one: Equation) -> Equation:
    return one._replace(
        left=IN_A_FONT.sub(r"\1", one.left),
        right=IN_A_FONT.sub(r"\1", one.right),
        others=tuple(IN_A_FONT.sub(r"\1", other) for other in one.others),
    )


def pattern_of(text: str) -> str:
    """A pattern for a text with any blanks in it."""
    return r"\s*".join(map(re.escape, _TOKEN.findall(text)))


def _defined_within(one: Equation) -> list[Equation]:
    """What the links of a chain say of the argument of a function: the name in one, the formula in the next."""
    found = []
    for call in _CALLED.finditer(one.right):
        name, called = named(call[1])
        if not name or called:
            continue
        before, after = pattern_of(one.right[: call.start(1)]), pattern_of(one.right[call.end(1) :])
        for other in one.others:
            match = re.fullmatch(rf"\s*{before}\s*(.+?)\s*{after}\s*", other)
            if match and match[1].strip() != call[1].strip() and is_closed(match[1]):
                found.append(Equation(call[1].strip(), match[1], name))
                break
    return found


def is_name(text: str) -> bool:
    """Whether a text is one name: a matrix right before a vector, ``Ws_t``, is a product of two."""
    return bool(named(text)[0]) and _PRODUCT.match(text) is None


def is_closed(text: str) -> bool:
    """Whether no bracket of a text is closed that was not opened in it."""
    depth = 0
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        if depth < 0:
            return False
    return depth == 0


def _by_names(one: Equation, equations: Sequence[Equation]) -> Equation:
    right = one.right
    for other in equations:
        if other.name == one.name or other.called or is_name(other.right):
            continue
        if len(_TOKEN.findall(other.right)) < _SHORTEST:
            continue
        for begin, end in sorted(brackets_of(right, other.right), reverse=True):
            right = f"{right[:begin]}{other.left} {right[end:]}"
    return one._replace(right=right)
