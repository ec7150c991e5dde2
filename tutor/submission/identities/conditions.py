"""Under which conditions on letters a page says what it says: ``if i = j``, for two places ``i \\neq j``."""

from __future__ import annotations

import re

from tutor.submission.identities.entries import Condition

_SAID = re.compile(
    r"(?<![A-Za-z\\_^{,])\$?\{?(?P<a>[a-z])\}?\$?\s*\*{0,2}\s*"
    r"(?P<is>=(?!=)|==|\\neq?(?![a-z])|\\not\s*=|≠|!=|\\equiv|is (?:not )?equal to|(?:不)?等于)"
    r"\s*\*{0,2}\$?\{?(?P<b>[a-z])\}?(?![A-Za-z_^(])"
)
_BELOW_NAME = re.compile(r"_\s*\{\s*(?P<a>[a-z])\s*(?P<is>\\neq?(?![a-z])|≠|=)\s*(?P<b>[a-z])\s*\}")
_NOT_SAID = re.compile(
    r"\\(?:sum|prod|Sigma)\s*(?:\\limits\s*)?(?:\^\s*(?:\{[^{}]*\}|\w)\s*)?_\s*\{[^{}]*\}|\\begin\s*\{cases\}.*?\\end\s*\{cases\}"
    r"|(?:\\mathbb|\\mathbf|\\mathds|\\mathrm)\s*\{?\s*[1I]\s*\}?\s*_?\s*\\?[{(\[]+[^{}()\[\]]*\\?[})\]]+|1\s*_?\s*\\?\{[^{}]*\}",
    re.DOTALL,
)
_FAR = 30
"""Lines above a statement at which a condition still holds."""


class Conditions:
    """The conditions that a page says, by their lines."""

    def __init__(self, text: str) -> None:
        kept = _NOT_SAID.sub(lambda one: "\n" * one[0].count("\n"), text)
        self._said: list[tuple[int, Condition]] = []
        for at, line in enumerate(kept.split("\n"), 1):
            found = [*_SAID.finditer(line), *_BELOW_NAME.finditer(line)]
            for one in sorted(found, key=re.Match.start):
                if one["a"] != one["b"]:
                    equal = one["is"] in ("=", "==", r"\equiv", "等于", "is equal to")
                    self._said.append((at, Condition(one["a"], one["b"], equal)))

    def within(self, first: int, last: int) -> list[Condition]:
        """Those that are said on some lines."""
        return [one for at, one in self._said if first <= at <= last]

    def before(self, line: int) -> list[Condition]:
        """Those above a line, the last one first."""
        return [one for at, one in reversed(self._said) if line - _FAR <= at < line]

    def about(self, letters: frozenset[str]) -> bool:
        """Whether any condition is about two of some letters."""
        return any({one.first, one.second} <= letters for _, one in self._said)
