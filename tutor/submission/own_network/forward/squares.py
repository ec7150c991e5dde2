"""Variances, which a page defines as squares: names of their own, so that something can be differentiated by them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import GROUP
from tutor.submission.statement import Statement

_SUB = rf"_\s*(?:{GROUP}|\w|\\[A-Za-z]+)"
_TWO = r"\^\s*(?:2|\{\s*2\s*\})"
_DEFINED = lazily(rf"\s*(?:\\sigma|σ)\s*(?:(?P<sub>{_SUB})?\s*{_TWO}|{_TWO}\s*(?P<after>{_SUB}))\s*\Z")
_INDEX = lazily(r"_\s*\{?\s*[a-z]\s*\}?\Z")
_NAMES = (r"\nu", r"\zeta", r"\xi", r"\kappa")


def with_variances(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with a letter that they do not have for ``σ_B^2``, where they define it: and its root for σ_B."""
    texts = [text for one in statements for text in (one.left, *(link.text for link in one.links))]
    defined = {
        _squeezed(found["sub"] or found["after"] or "") for one in statements if (found := _DEFINED.match(one.left))
    }
    free = next((name for name in _NAMES if not any(name in text for text in texts)), "")
    if len(defined) != 1 or not free:
        return list(statements)
    sub = defined.pop()
    index = sub if _INDEX.search(sub) else ""
    written = r"\s*".join(map(re.escape, re.findall(r"\\[A-Za-z]+|\S", sub)))
    below = _SUB if index else rf"(?:{written})?" if sub else ""
    kept = "(?P<kept>" + below + ")" if below else "(?P<kept>)"
    again = kept.replace("kept", "again")
    square = re.compile(rf"(?:\\sigma(?![A-Za-z])|σ)\s*(?:{kept}\s*{_TWO}|{_TWO}\s*{again})(?!\s*\w*\()")
    root = re.compile(rf"(?:\\sigma(?![A-Za-z])|σ)\s*{kept}(?!\s*[\^_(']|\s*\\left)")

    def put(text: str) -> str:
        text = square.sub(lambda one: f"{free}{(one['kept'] or one['again'] or '') if index else ''} ", text)
        return root.sub(lambda one: rf"\sqrt{{{free}{one['kept'] if index else ''}}} ", text)

    return [
        one.replace(left=put(one.left), links=tuple(link.replace(text=put(link.text)) for link in one.links))
        for one in statements
    ]


def _squeezed(text: str) -> str:
    return "".join(text.split())
