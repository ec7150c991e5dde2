"""Sizes that a page writes in small letters, ``m`` examples: a network file has capitals for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.statement import Statement

_END = lazily(
    r"\\sum\s*(?:\\limits\s*)?_\s*\{\s*[a-z]\s*=\s*[01]\s*\}\s*\^\s*(?:([a-z])|\{\s*([a-z])\s*\})(?![A-Za-z])"
)


def with_capitals(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with capital letters for sizes, each in its place; as they are where a capital is taken."""
    texts = [text for one in statements for text in (one.left, *(link.text for link in one.links))]
    small = {letter for text in texts for pair in _END.findall(text) for letter in pair if letter}
    for letter in sorted(small):
        taken = re.compile(rf"(?<![A-Za-z\\]){letter.upper()}(?![A-Za-z])")
        if not any(taken.search(text) for text in texts):
            statements = [_put(one, letter) for one in statements]
    return list(statements)


def _put(statement: Statement, letter: str) -> Statement:
    links = tuple(link.replace(text=_capital(link.text, letter)) for link in statement.links)
    return statement.replace(left=_capital(statement.left, letter), links=links)


def _capital(text: str, letter: str) -> str:
    """A text with a capital for a letter where it is no index: a sample is ``x_m`` or ``x^{(m)}``."""
    alone = rf"(?<![A-Za-z\\_])(?<!_\{{)(?<!\^\()(?<!\^\{{\(){letter}(?![A-Za-z])"
    return re.sub(alone, letter.upper(), text)
