"""Chains of derivatives from step to step with dots in them: they are products over steps.

``∂h_t/∂h_{t-1} ∂h_{t-1}/∂h_{t-2} ⋯ ∂h_{k+1}/∂h_k`` says the same as the product of ``∂h_j/∂h_{j-1}`` for j from k + 1
to t.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import INSIDE
from tutor.submission.own_network.changed import changed
from tutor.submission.statement import Statement

_DOTS = lazily(r"(?:\\(?:[lc]?dots|dotsm|dotsb)(?![A-Za-z])|\.\.\.|…|⋯)")
_FACTOR = lazily(
    rf"\\[dt]?frac\s*\{{\s*\\partial(?![A-Za-z])(?P<of>{INSIDE})\}}\s*\{{\s*\\partial(?![A-Za-z])(?P<by>{INSIDE})\}}"
)
_BETWEEN = lazily(r"(?:\s|·|\*|\\(?:cdot|times|[,;:! ]|(?:left|right)\s*[()])(?![A-Za-z]))*")
_AT = lazily(
    r"\s*\{*\s*(?P<base>(?:\\[A-Za-z]+\s*\{\s*\\?[A-Za-z]+\s*\}|\\[A-Za-z]+\s*[A-Za-z]|\\?[A-Za-z]+)\s*\}*)\s*"
    r"(?P<sign>_\s*\{?|\^\s*\{\s*[(<])\s*(?P<letter>[a-zT]?)\s*(?P<shift>[+-]?\s*\d+)?\s*(?P<close>[)>]?\s*\}*)\s*"
)
_LETTERS = "jmnqpr"


class _Step(NamedTuple):
    """A name at a step: the letter of the step, and the number that is added to it."""

    base: str
    sign: str
    letter: str
    shift: int

    def written(self, step: str) -> str:
        """The name at another step."""
        close = {"_": "}", "(": ")}", "<": ">}"}[self.sign]
        opens = {"_": "_{", "(": "^{(", "<": "^{<"}[self.sign]
        return f"{self.base}{opens}{step}{close}"


class _Factor(NamedTuple):
    """The derivative of a name by itself at the step before, and where it stands."""

    of: _Step
    by: _Step
    start: int
    end: int


def with_products_for_dots(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with a product over steps for each such chain."""
    return [changed(one, _with_products, left=False) for one in statements]


def _with_products(text: str) -> str:
    if not _DOTS.search(text) or r"\partial" not in text:
        return text
    factors = [one for found in _FACTOR.finditer(text) if (one := _factor(found)) is not None]
    letter = next((one for one in _LETTERS if not re.search(rf"(?<![A-Za-z\\]){one}(?![A-Za-z])", text)), "")
    out, at = [], 0
    for before, after in pairwise(factors):
        between = text[before.end : after.start]
        dots = _DOTS.search(between)
        if not letter or dots is None or before.of.base != after.of.base or before.start < at:
            continue
        if _BETWEEN.sub("", between[: dots.start()]) or _BETWEEN.sub("", between[dots.end() :]):
            continue
        first, last = _first(factors, before, text, at), _last(factors, after, text)
        product = _product(first.of, last.by, letter)
        if product:
            out += [text[at : first.start], product]
            at = last.end
    return "".join([*out, text[at:]])


def _factor(found: re.Match[str]) -> _Factor | None:
    """A factor of a chain that goes down one step."""
    of, by = _step(found["of"]), _step(found["by"])
    if of is None or by is None or (of.base, of.sign, of.letter) != (by.base, by.sign, by.letter):
        return None
    return _Factor(of, by, found.start(), found.end()) if of.shift - by.shift == 1 else None


def _step(text: str) -> _Step | None:
    found = _AT.fullmatch(text)
    if found is None or not (found["letter"] or found["shift"]):
        return None
    base = "".join(found["base"].split())
    base += "}" * (base.count("{") - base.count("}"))
    shift = int("".join(found["shift"].split())) if found["shift"] else 0
    return _Step(base, found["sign"].strip(" {")[-1], found["letter"], shift)


def _first(factors: Sequence[_Factor], before: _Factor, text: str, least: int) -> _Factor:
    """The first factor of the chain that goes on to the dots."""
    at = factors.index(before)
    while at and factors[at - 1].by == factors[at].of and factors[at - 1].start >= least:
        if _BETWEEN.sub("", text[factors[at - 1].end : factors[at].start]):
            break
        at -= 1
    return factors[at]


def _last(factors: Sequence[_Factor], after: _Factor, text: str) -> _Factor:
    """The last factor of the chain that goes on behind the dots."""
    at = factors.index(after)
    while at + 1 < len(factors) and factors[at].by == factors[at + 1].of:
        if _BETWEEN.sub("", text[factors[at].end : factors[at + 1].start]):
            break
        at += 1
    return factors[at]


def _product(of: _Step, by: _Step, letter: str) -> str:
    low, high = _shifted(by.letter, by.shift + 1), _shifted(of.letter, of.shift)
    if not of.letter and not by.letter and of.shift <= by.shift:
        return ""
    factor = rf"\frac{{\partial {of.written(letter)}}}{{\partial {of.written(letter + '-1')}}}"
    return rf" \left( \prod_{{{letter}={low}}}^{{{high}}} {factor} \right) "


def _shifted(letter: str, shift: int) -> str:
    if not letter:
        return str(shift)
    return f"{letter}{shift:+d}" if shift else letter
