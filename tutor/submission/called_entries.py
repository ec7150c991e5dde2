"""Entries that are written as values of functions, ``I(i+m, j+n) K(m, n)``, with their indices below the names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.changed import changed
from tutor.submission.own_network.forward.equations import texts_of
from tutor.submission.statement import Statement

_PLACE = r"[a-z](?:\s*[-+]\s*[a-z1-9])?"
_ENTRY = lazily(
    r"(?<![A-Za-z\\])(?P<name>[A-Z])(?P<below>\s*_\s*(?:\{\s*(?P<braced>[a-z](?:\s*,\s*[a-z])*)\s*\}|(?P<letter>[a-z])))?"
    rf"\s*\(\s*(?P<places>{_PLACE}(?:\s*,\s*{_PLACE})+)\s*\)"
)
_SHIFTED = re.compile(r"[a-z]\s*[-+]\s*[a-z]")


def with_called_entries(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with entries as names with indices, if some are taken at places that a window is moved to."""
    texts = [text for one in statements for text in texts_of(one)]
    if not any(_SHIFTED.search(one["places"]) for text in texts for one in _ENTRY.finditer(text)):
        return list(statements)
    return [changed(one, _with_indices) for one in statements]


def _with_indices(text: str) -> str:
    return _ENTRY.sub(_indexed, text)


def _indexed(found: re.Match[str]) -> str:
    below = found["braced"] or found["letter"]
    return f"{found['name']}_{{{','.join(filter(None, (below, found['places'])))}}}"
