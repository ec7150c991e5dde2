"""The letter of the true class: on pages with one-hot targets it stands for one entry that no formula tells."""

from __future__ import annotations

import re

_ONE_HOT = re.compile(r"one[- ]?hot|(?:true|correct|right|target) (?:class|label)|独热", re.IGNORECASE)
_SAID = re.compile(
    r"第\s*\$?(?P<nth>[a-z])\$?\s*个|(?<![A-Za-z])\$?(?P<th>[a-z])\$?\s?(?:-|\^|\{)*th\b"
    r"|\$(?P<is>[a-z])\$,? (?:is|be|denotes|being) the (?:index of the )?(?:true|correct|right|target)"
    r"|(?:true|correct|right|target) (?:class|label)(?: is|,)? \$?(?P<class>[a-z])\$?(?![A-Za-z])"
)


def has_true_class(text: str) -> bool:
    """Whether a page says that its targets are one-hot."""
    return _ONE_HOT.search(text) is not None


def letters_of_true_class(text: str) -> frozenset[str]:
    """The letters by which a page with one-hot targets speaks of one class."""
    if not has_true_class(text):
        return frozenset()
    return frozenset(one[one.lastgroup] for one in _SAID.finditer(text) if one.lastgroup)
