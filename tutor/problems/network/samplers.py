"""What is written after a declared name: from which numbers it is drawn."""

from __future__ import annotations

import re
from math import isfinite

from tutor.errors import TutorError, did_you_mean
from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.contract.samplers import Integers, Mask, Normal, OneHot, Sampler, Simplex, Uniform
from tutor.problems.network.errors import StatementError

_NUMBER = r"[-+−]?\s*(?:\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})(?:[eE][-+]?\d{1,2})?"
_BETWEEN = lazily(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})")
_KINDS = ("in a..b", "positive", "one-hot c", "simplex c", "integer a..b", "mask")
WEIGHT_SCALE = 0.7
"""Weights of size 1 would drive the gates of small networks to where their slopes are next to nothing."""


def sampler(words: str, letters: tuple[str, ...], role: str) -> Sampler:
    """The sampler that these words ask for. Raises StatementError for others; the position is within ``words``."""
    kind, _, rest = words.replace("onehot", "one-hot").partition(" ")
    rest = rest.strip()
    if not words:
        return Normal(WEIGHT_SCALE) if role == "weight" and letters else Normal()
    if kind == "positive" and not rest:
        return Uniform(0.2, 1.6)
    if kind == "mask" and not rest:
        return Mask()
    if kind in ("in", "integer"):
        return _between(kind, rest)
    if kind in ("one-hot", "simplex"):
        if rest not in letters:
            axes = f"its axes are [{','.join(letters)}]" if letters else "it has no axis"
            raise StatementError(f"`{words}` should name the axis that sums to one, as in `{kind} c`; {axes}")
        return OneHot(rest) if kind == "one-hot" else Simplex(rest)
    hint = did_you_mean(kind, ("in", "positive", "one-hot", "simplex", "integer", "mask"))
    raise StatementError(
        f"`{words}` is no kind of numbers{hint}" + ("" if hint else f"; there are {', '.join(_KINDS)}")
    )


def _between(kind: str, text: str) -> Sampler:
    found = _BETWEEN.fullmatch(text)
    example = "in 0.1..0.9" if kind == "in" else "integer 1..5"
    if found is None:
        raise StatementError(
            f"`{kind} {text}`".rstrip() + f" should be two numbers with dots between, as in `{example}`"
        )
    low, high = (float(re.sub(r"\s", "", end).replace("−", "-")) for end in found.groups())
    if not isfinite(low) or not isfinite(high) or max(abs(low), abs(high)) > 1e15:
        raise StatementError(f"`{kind} {text}` has too large a number")
    if kind == "in" and 0 <= high - low < max(1e-9, 1e-6 * max(abs(low), abs(high))):
        raise StatementError(f"`in {text}` leaves no room between the two numbers")
    try:
        if kind == "in":
            return Uniform(low, high)
        if low != int(low) or high != int(high):
            raise StatementError(f"`integer {text}` should be whole numbers, as in `integer 1..5`")
        return Integers(int(low), int(high))
    except TutorError:
        raise StatementError(f"`{kind} {text}`: the first number must be the smaller one") from None
