"""Gradients by the use of a weight at one step, ``∂E_t/∂W |_k``: those through the state of that step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import INSIDE
from tutor.submission.own_network.changed import changed
from tutor.submission.own_network.forward.equations import is_forward
from tutor.submission.statement import Statement

_STATE = r"(?P<base>(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{\s*[A-Za-z]\s*\}|[A-Za-z]))\s*_\s*"
_DEFINED = lazily(rf"\s*{_STATE}\{{?\s*(?P<step>[a-z])\s*\}}?\s*\Z")
_BAR = (
    r"(?:\\(?:[bB]ig+[lr]?|right|left)\s*)?(?:\{\s*(?:\||\\v?vert)\s*\}|\||\\[lr]?vert(?![A-Za-z]))\s*"
    r"_\s*(?:\{\s*\(?\s*(?P<step>[a-z])\s*\)?\s*\}|(?P<letter>[a-z]))"
)
_OF_WEIGHT = lazily(
    rf"(?:\\left\s*\.\s*)?\\[dt]?frac\s*\{{\s*\\partial(?![A-Za-z])(?P<of>{INSIDE})\}}\s*"
    rf"\{{\s*\\partial(?![A-Za-z])(?P<by>{INSIDE})\}}\s*{_BAR}"
)
_OF_ITS_USE = lazily(
    rf"\\[dt]?frac\s*\{{\s*\\partial(?![A-Za-z])\s*(?P<use>\S(?:{INSIDE}?)){_BAR}\s*\}}\s*\{{\s*\\partial(?![A-Za-z])\s*(?P<weight>{INSIDE})\}}"
)
_STEP = lazily(r"_\s*\{?\s*[a-z]|\^\s*\{\s*\(")


def with_gradients_through_states(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with the chain through the state at a step, the last that the page has defined before."""
    found, state = [], ""
    for one in statements:
        state = _state(one) or state
        found.append(changed(one, partial(_through, state)) if state and _is_barred(one) else one)
    return found


def _is_barred(one: Statement) -> bool:
    texts = (one.left, *(link.text for link in one.links))
    return any("partial" in text and ("|" in text or "vert" in text) for text in texts)


def _through(state: str, text: str) -> str:
    def chain(found: re.Match[str]) -> str:
        if _STEP.search(found["by"]):
            return found[0]
        at = rf"\partial {state}_{{{found['step'] or found['letter']}}}"
        return rf"\frac{{\partial {found['of']}}}{{{at}}} \frac{{{at}}}{{\partial {found['by']}}}"

    return _OF_WEIGHT.sub(chain, _OF_ITS_USE.sub(_one, text))


def _one(found: re.Match[str]) -> str:
    """Nothing for the derivative of the use of a weight by that weight, which is 1."""
    return "" if "".join(found["use"].split()) == "".join(found["weight"].split()) else found[0]


def _state(one: Statement) -> str:
    """What a forward equation defines at a step by itself at the step before; '' for any other statement."""
    left = _DEFINED.match(one.left)
    if left is None or not is_forward(one):
        return ""
    before = re.compile(rf"{re.escape(left['base'])}\s*_\s*\{{\s*{left['step']}\s*-\s*1\s*\}}")
    return left["base"] if any(before.search(link.text) for link in one.links) else ""
