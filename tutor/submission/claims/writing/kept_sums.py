"""Sums along an axis that go on as an axis of one entry, as formulas about whole matrices have them."""

from __future__ import annotations

import re

from tutor.notation.read.lazy_patterns import lazily

_INSIDE = r"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*?"
_UPRIGHT = lazily(
    r"(?P<sum>\\(?:text|mathrm|operatorname)\{\s*(?:row_?)?sum\s*\}|(?<![A-Za-z\\])sum)\s*(?:\\left)?\s*\("
    rf"(?P<of>{_INSIDE})"
    r"(?:,\s*\\(?:text|mathrm)\{\s*(?:axis|dim)\s*\}\s*=\s*(?P<axis>-?\s*\d)[^()]*?)?\s*(?:\\right)?\s*\)"
)
_BARE = lazily(
    rf"\\sum\s*_\s*(?:\{{\s*(?P<braced>[a-z])\s*\}}|(?P<letter>[a-z]))\s*(?:\\left)?\s*\((?P<of>{_INSIDE})(?:\\right)?\s*\)"
)


def with_kept_sums(text: str) -> str:
    """The text with sums by a word along an axis as NumPy has them; what is summed stays an axis."""
    return _UPRIGHT.sub(_kept, text) if "sum" in text else text


def with_rows_summed(text: str) -> str:
    """The text with sums over a letter that stands nowhere behind the sign as sums along the last axis."""
    return _BARE.sub(lambda one: one[0] if _has_letter(one) else _along(one["of"], "-1"), text)


def _kept(found: re.Match[str]) -> str:
    if not found["axis"] and "row" not in found["sum"]:
        return found[0]
    return _along(found["of"], found["axis"] or "-1")


def _along(of: str, axis: str) -> str:
    return f"sum({of}, axis={axis}, keepdims=True)"


def _has_letter(found: re.Match[str]) -> bool:
    letter = found["braced"] or found["letter"]
    return re.search(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", found["of"]) is not None
