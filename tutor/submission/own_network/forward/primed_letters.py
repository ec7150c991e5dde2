"""Letters of their own for indices with a prime: the other k, ``\\sum_{k'} e^{z_{k'}}``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.changed import changed
from tutor.submission.statement import Statement

_BELOW = lazily(r"_\s*\{[^{}]*\}")
_PRIMED = lazily(r"(?<![A-Za-z\\])([a-z])\s*'")
_LETTER = lazily(r"(?<![A-Za-z\\])[a-z](?![A-Za-z])")
_POOL = "qrsuvmnpkjihlgcdabwxyzfoet"


def with_letters_for_primes(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with a letter that is nowhere else on the page for every index that has a prime."""
    texts = [text for one in statements for text in (one.left, *(link.text for link in one.links))]
    primed = {letter for text in texts for below in _BELOW.findall(text) for letter in _PRIMED.findall(below)}
    if not primed:
        return list(statements)
    taken = {letter for text in texts for letter in _LETTER.findall(text)}
    letters = dict(zip(sorted(primed), (letter for letter in _POOL if letter not in taken), strict=False))

    def put(below: re.Match[str]) -> str:
        return _PRIMED.sub(lambda one: letters.get(one[1], one[0]), below[0])

    return [changed(one, lambda text: _BELOW.sub(put, text)) for one in statements]
