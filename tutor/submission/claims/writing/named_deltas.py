r"""Gradients that a page writes as a delta before what they are by: ``\delta h_t`` for the gradient by ``h_t``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.tree import Call, Node
from tutor.notation.tree_walks import walk
from tutor.submission.claims.writing.spelling import ATOM
from tutor.submission.statement import Statement

_DELTA = r"(?:\\delta(?![A-Za-z])|δ)"
_NAMED = re.compile(
    rf"(?<!\\frac\{{)(?<!\}}\{{){_DELTA}\s*(?P<by>(?!\\(?:cdot|odot|times|left|right|partial)){ATOM.pattern})"
)
_EARLIER = re.compile(r"[a-z]\s*-\s*1")
_BY_ITSELF = re.compile(rf"{_DELTA}(?:\s*[_^]\s*(?:\{{[^{{}}]*\}}|\w))*")


def names_its_deltas(statements: Sequence[Statement]) -> bool:
    """Whether a page says what gradients with a delta before a name are, and has no delta that is a name itself.

    There the name would be a factor.
    """
    lefts = [one.left.strip() for one in statements]
    return any(map(_NAMED.fullmatch, lefts)) and not any(map(_BY_ITSELF.fullmatch, lefts))


def leaves_open(left: str, right: Node) -> bool:
    """Whether a left side is such a delta, and the page may mean another gradient than that of the whole loss.

    It may be the one by what enters the name, if the right side takes in a slope, or only what is passed on to the step
    before.
    """
    if _NAMED.fullmatch(left.strip()) is None:
        return False
    return _EARLIER.search(left) is not None or any(isinstance(part, Call) and part.primes for part in walk(right))


def with_named_deltas(text: str, loss: str) -> str:
    """The text with derivatives of the loss for deltas before names."""
    return _NAMED.sub(lambda one: rf"\frac{{\partial {loss}}}{{\partial {one['by']}}}", text)
