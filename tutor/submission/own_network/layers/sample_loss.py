"""The loss of the one sample that a page looks at by its name alone: E for ``E_n``, where n counts nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.changed import changed
from tutor.submission.statement import Statement

_BASE = r"(?<![A-Za-z\\])(?:[ELJ]|\\mathcal\s*\{\s*[ELJ]\s*\}|\\ell)(?![A-Za-z])"
_OF_SAMPLE = lazily(
    rf"(?P<base>{_BASE})\s*(?:[_^]\s*(?P<letter>[a-z])(?![A-Za-z\d])|[_^]\s*\{{\s*\(?\s*(?P<inside>[a-z])\s*\)?\s*\}})"
)
_ALONE = lazily(rf"{_BASE}(?!\s*[_^])")


def with_plain_sample_loss(statements: Sequence[Statement]) -> list[Statement]:
    """The statements without the index of the sample at the loss, where nothing else has it and no loss is without."""
    texts = [text for one in statements for text in (one.left, *(link.text for link in one.links))]
    letters = {found["letter"] or found["inside"] for text in texts for found in _OF_SAMPLE.finditer(text)}
    if len(letters) != 1 or any(map(_ALONE.search, texts)):
        return list(statements)
    elsewhere = re.compile(rf"(?<![A-Za-z\\]){letters.pop()}(?![A-Za-z])")
    if any(elsewhere.search(_OF_SAMPLE.sub("", text)) for text in texts):
        return list(statements)
    return [changed(one, lambda text: _OF_SAMPLE.sub(r"\g<base>", text)) for one in statements]
