"""The numbers of ``value W1 = [[0.5, 0.5], [0.4, 0.4]]``."""

from __future__ import annotations

import re
from math import isfinite
from typing import Any

from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.network.errors import StatementError

_PLAIN = lazily(r"[-+0-9.eE,\[\]\s]+")
_POINT = lazily(r"(?<![\d.])\.(?=\d)|(?<=\d)\.(?!\d)")
_FILLED = {True: "0.", False: ".0"}


def numbers(text: str, position: int) -> Any:
    """A number, or lists of numbers. Raises StatementError for anything else."""
    bare = text.strip().replace("−", "-")
    if not bare or not _PLAIN.fullmatch(bare):
        raise StatementError(
            f"`{bare[:30]}` should be a number or lists of numbers, as in [[0.5, 0.5], [0.4, 0.4]]", position
        )
    whole = _POINT.sub(lambda found: _FILLED[found.end() < len(bare) and bare[found.end()].isdecimal()], bare)
    import json  # 2 ms, and few networks have numbers of a textbook

    try:
        found = json.loads(re.sub(r"(?<![\deE])\+", "", re.sub(r"(?<![\d.])0+(?=\d)", "", whole)), parse_int=float)
    except (ValueError, RecursionError):
        raise StatementError(
            f"`{bare[:30]}` is not written as a number or lists of numbers with commas", position
        ) from None
    if not _regular(found):
        raise StatementError(f"`{bare[:30]}` has rows of different lengths, or a number that is too large", position)
    return found


def _regular(found: Any) -> bool:
    """Whether lists are as long as each other, at every depth, and all numbers are finite."""
    level, depth = [found], 0
    while isinstance(level[0], list):
        if not all(isinstance(one, list) and len(one) == len(level[0]) for one in level) or not level[0]:
            return False
        level, depth = [inner for one in level for inner in one], depth + 1
    return depth < 8 and all(isinstance(one, float) and isfinite(one) for one in level)
