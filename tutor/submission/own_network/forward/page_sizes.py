"""Sizes that a page writes in small letters, ``m`` examples: a network file has capitals for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.changed import changed
from tutor.submission.statement import Statement

_END = lazily(
    r"\\sum\s*(?:\\limits\s*)?_\s*\{\s*[a-z]\s*=\s*[01]\s*\}\s*\^\s*(?:([a-z])|\{\s*([a-z])\s*\})(?![A-Za-z])"
)
_NEIGHBOUR = lazily(r"(?:[_^]\s*\{?\s*[(<]?|\[)\s*([a-z])\s*[-+]\s*1(?!\d)")
_MEAN = lazily(
    r"(?:\\[dt]?frac\s*(?:\{\s*1\s*\}|1)\s*(?:\{\s*([A-Za-z])\s*\}|([A-Za-z])(?![A-Za-z]))|(?<![\w.])1\s*/\s*([A-Za-z])(?![A-Za-z]))"
    r"\s*\\sum\s*(?:\\limits\s*)?_\s*(?:([a-z])|\{\s*([a-z])\s*\})(?!\s*\^)"
)


def with_capitals(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with capital letters for sizes, each in its place; as they are where a capital is taken.

    What divides a sum over all of a letter is its size: ``1/D sum_i`` is read as ``1/D sum_{i=1}^D``.
    """
    statements = [changed(one, lambda text: _MEAN.sub(_up_to_the_end, text)) for one in statements]
    texts = [text for one in statements for text in (one.left, *(link.text for link in one.links))]
    small = {letter for text in texts for pair in _END.findall(text) for letter in pair if letter}
    small -= {
        letter for text in texts for letter in _NEIGHBOUR.findall(text)
    }  # a step, up to which something is summed
    for letter in sorted(small):
        taken = re.compile(rf"(?<![A-Za-z\\]){letter.upper()}(?![A-Za-z])")
        if not any(taken.search(text) for text in texts):
            statements = [changed(one, partial(_capital, letter=letter)) for one in statements]
    return list(statements)


def _up_to_the_end(found: re.Match[str]) -> str:
    size = found[1] or found[2] or found[3]
    return rf"\frac{{1}}{{{size}}}\sum_{{{found[4] or found[5]}=1}}^{{{size}}}"


def _capital(text: str, letter: str) -> str:
    """A text with a capital for a letter where it is no index: a sample is ``x_m`` or ``x^{(m)}``."""
    alone = rf"(?<![A-Za-z\\_])(?<!_\{{)(?<!\^\()(?<!\^\{{\(){letter}(?![A-Za-z])"
    return re.sub(alone, letter.upper(), text)
