"""How many steps a page names by their numbers: ``E_4`` and ``h^{(10)}`` may be more than a textbook has."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tutor.submission.statement import Statement

MOST = 12
"""Steps that are told apart by their numbers: what is named after more is no step of a network here."""
_DIGITS = 9
_OPENS, _CLOSES = r"(?:_\s*\{?\s*|\^\s*\{?\s*(?:\(|<|\\langle)\s*)", r"(?!\w)(?!\s*,)"
_NAME = r"(?<![A-Za-z\\])(?:\\[A-Za-z]+\s*)?\{?\s*(?P<base>[A-Za-z])\s*\}*\s*"
_NUMBERED = re.compile(rf"{_NAME}{_OPENS}(?P<step>\d{{1,2}}){_CLOSES}")


def steps_named(statements: Iterable[Statement], letters: Iterable[str]) -> int:
    """The largest number that stands where a letter of time does at a name of the page; 0 where none does.

    Two digits below a name may be two indices: they are one number where all up to it may be steps, 9 among them.
    """
    times = "".join(letters)
    if not times:
        return 0
    texts = [text for one in statements for text in (one.left, *(link.text for link in one.links))]
    lettered = re.compile(rf"{_NAME}{_OPENS}[{times}](?:\s*[-+]\s*1)?{_CLOSES}")
    stepped = {found["base"] for text in texts for found in lettered.finditer(text)}
    found = [one for text in texts for one in _NUMBERED.finditer(text) if one["base"] in stepped]
    named = {(one["base"], int(one["step"])) for one in found}
    plain = {one["base"] for one in found if (one["base"], _DIGITS) in named or "^" in one[0]}
    steps = (step for base, step in named if step <= _DIGITS or (base in plain and step <= MOST))
    return max(steps, default=0)
