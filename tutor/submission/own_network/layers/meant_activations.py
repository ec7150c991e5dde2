"""A sigma that stands for any activation: which one it is, the page says by its slopes.

``h = sigma(z)`` beside ``1 - h^2`` is a tanh, and ``yhat = sigma(o)`` beside ``yhat - y`` on such a page a softmax.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import SCRIPTS
from tutor.submission.statement import Statement

_SIGMA = lazily(r"(?:\\sigma(?![A-Za-z_])|σ)\s*(?=\(|\\left|\\[bB]ig)")
_DEFINED = lazily(rf"\s*(?P<base>[a-z]|\\hat\s*\{{?\s*[a-z]\s*\}}?)(?P<scripts>{SCRIPTS})\s*\Z")
_SQUARE = r"\s*(?:\^\s*\{?\s*2|\)\s*\^\s*\{?\s*2|(?:\\odot|⊙|\\circ)\s*)"
_HATTED = lazily(r"\\hat\s*\{?\s*(?P<name>[a-z])")


def with_meant_activations(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with a tanh or a softmax for a sigma that cannot be the logistic function."""
    texts = [text for one in statements for text in (one.left, *(link.text for link in one.links))]
    defined = {at: found for at, one in enumerate(statements) if (found := _of_sigma(one)) is not None}
    tanhs = {at for at, found in defined.items() if _is_tanh(found["base"], texts)}
    meant = dict.fromkeys(tanhs, r"\tanh ")
    if tanhs:
        meant |= dict.fromkeys(
            (at for at, found in defined.items() if at not in tanhs and _is_softmax(found["base"], texts)), "softmax"
        )
    return [_with(one, meant[at]) if at in meant else one for at, one in enumerate(statements)]


def _of_sigma(one: Statement) -> re.Match[str] | None:
    """The name that a statement defines as a sigma of something."""
    found = _DEFINED.match(one.left)
    return found if found and one.links and _SIGMA.match(one.links[0].text.lstrip()) else None


def _with(one: Statement, function: str) -> Statement:
    return one.replace(links=tuple(link.replace(text=_SIGMA.sub(lambda _: function, link.text)) for link in one.links))


def _is_tanh(base: str, texts: Sequence[str]) -> bool:
    name = rf"{re.escape(base)}(?![A-Za-z]){SCRIPTS}"
    squared = re.compile(rf"1\s*-\s*(?:\\left|\\[bB]ig+l?)?\s*\(?\s*{name}\s*(?:\\right|\\[bB]ig+r?)?{_SQUARE}")
    logistic = re.compile(rf"{name}\s*(?:\\odot|\\cdot|\*|\\circ)?\s*(?:\\left|\\[bB]ig+l?)?\s*\(\s*1\s*-\s*{name}")
    return any(map(squared.search, texts)) and not any(map(logistic.search, texts))


def _is_softmax(base: str, texts: Sequence[str]) -> bool:
    found = _HATTED.match(base)
    if found is None:
        return False
    less = re.compile(rf"\\hat\s*\{{?\s*{found['name']}\s*\}}?{SCRIPTS}\s*-\s*{found['name']}(?![A-Za-z])")
    return any(map(less.search, texts))
