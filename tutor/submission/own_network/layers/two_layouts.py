"""Pages that say the same for rows and for columns, side by side: each is right, and the network is of one of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.forward.equations import is_forward
from tutor.submission.statement import CLAIM, Statement

OF_A_LAYOUT = frozenset({"order", "transpose"})
"""Mistakes that a formula seems to have where it is in the other layout."""
_TOKEN = lazily(r"\\?[A-Za-z]+(?:\s*[_^]\s*(?:\{[^{}]*\}|\w))*|\S")
_DOTS = frozenset({r"\cdot", r"\times", "*", "."})


def has_two_layouts(statements: Sequence[Statement]) -> bool:
    """Whether a value is said to be one product, and the same with its factors in another order."""
    seen: dict[str, set[tuple[str, ...]]] = {}
    for one in statements:
        first = next((link for link in one.links if link.kind == CLAIM), None)
        if first is None or not is_forward(one):
            continue
        tokens = tuple(token for token in _tokens(first.text) if token not in _DOTS)
        seen.setdefault("".join(one.left.split()), set()).add(tokens)
    return any(len(said) > 1 and len(said) > len({tuple(sorted(tokens)) for tokens in said}) for said in seen.values())


def _tokens(text: str) -> list[str]:
    return [re.sub(r"\s", "", token) for token in _TOKEN.findall(text)]
