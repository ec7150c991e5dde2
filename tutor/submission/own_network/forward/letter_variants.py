"""Values that a page writes in other letters behind its forward equations: ``c_t`` for ``C_t``, hats for tildes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from tutor.submission.own_network.steps.step_names import names_in, tokens

Rewrite = Callable[[str], str]
_OTHER = {"L", "J", "E", "T", "d"}
"""Losses, what is transposed, and differentials."""
_ACCENTED = re.compile(r"\\(?:tilde|hat|bar)\{([A-Za-z])\}")


def in_letters_of(values: Collection[str], forward: Iterable[str], said: Iterable[str], time: str) -> Rewrite:
    """What puts the letters of values for others that forward equations do not have, where only one can be meant."""
    own = {name.key for text in forward for name in names_in(text, time)}
    others = {name.key for text in said for name in names_in(text, time)} - own - _OTHER
    meant = {key: found[0] for key in others if len(found := [one for one in values if _alike(key, one)]) == 1}

    def put(found: re.Match[str]) -> str:
        base = found["base"]
        return found[0] if base not in meant else meant[base] + found["scripts"]

    return lambda text: tokens().sub(put, text) if meant else text


def _alike(key: str, other: str) -> bool:
    """Whether two names are one letter, in small or large, both with a mark above or neither."""
    one, two = _ACCENTED.fullmatch(key), _ACCENTED.fullmatch(other)
    if one and two:
        return one[1].lower() == two[1].lower()
    return len(key) == 1 and key.isalpha() and other == key.swapcase()
