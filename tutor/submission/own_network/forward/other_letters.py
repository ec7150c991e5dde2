"""Letters of their own for indices that would be taken for something else.

They are those with a prime, the other k, ``\\sum_{k'} e^{z_{k'}}``, and those whose capital is a matrix, ``Q K^T``
beside ``\\sum_k S_{ik}``: it would be how many k there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import SUMMED_LETTER
from tutor.submission.own_network.changed import changed
from tutor.submission.statement import Statement

_BELOW = lazily(r"_\s*(?:\{[^{}]*\}|[a-z](?![A-Za-z]))")
_PRIMED = lazily(r"(?<![A-Za-z\\])([a-z])\s*'")
_LETTER = lazily(r"(?<![A-Za-z\\])[a-z](?![A-Za-z])")
_INDICES = lazily(r"(?<![A-Za-z\\])[a-z]{1,3}(?![A-Za-z])")
_SUMMED = lazily(SUMMED_LETTER)
_TRANSPOSED = lazily(r"(?<!\\)([A-Z])\s*\^\s*\{?\s*(?:\\!\s*)?(?:\\top|\\intercal|T)(?![A-Za-z])")
_POOL = "qrsuvmnpkjihlgcdabwxyzfoet"


def with_letters_apart(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with a letter that is nowhere else on the page for every index that may be taken for another."""
    texts = [text for one in statements for text in (one.left, *(link.text for link in one.links))]
    primed = {letter for text in texts for below in _BELOW.findall(text) for letter in _PRIMED.findall(below)}
    matrices = {letter.lower() for text in texts for letter in _TRANSPOSED.findall(text)}
    sizes = matrices & {letter for text in texts for letter in _SUMMED.findall(text)}
    taken = {letter for text in texts for letter in _LETTER.findall(text)}
    taken |= {letter.lower() for text in texts for letter in text if letter.isupper()}
    free = iter([letter for letter in _POOL if letter not in taken])
    found = list(statements)
    if primed:
        letters = dict(zip(sorted(primed), free, strict=False))
        found = _renamed(found, _PRIMED, lambda one: letters.get(one[1], one[0]))
    if sizes:
        other = str.maketrans(dict(zip(sorted(sizes), free, strict=False)))
        found = _renamed(found, _INDICES, lambda one: one[0].translate(other))
    return found


def _renamed(
    statements: Iterable[Statement], pattern: re.Pattern[str], letters: Callable[[re.Match[str]], str]
) -> list[Statement]:
    """The statements with other letters below their names, where a pattern finds them."""

    def put(below: re.Match[str]) -> str:
        return pattern.sub(letters, below[0])

    return [changed(one, lambda text: _BELOW.sub(put, text)) for one in statements]
