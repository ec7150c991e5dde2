"""What occurs in a text without declarations: its names with their scripts, the letters that are bound or paired."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tutor.notation.read.cursor import Token
from tutor.notation.read.lexer import tokenize
from tutor.notation.read.names.open_names import GREEK_WORDS
from tutor.notation.read.names.scripts import listed
from tutor.notation.scope import Scope

INDEX = re.compile(r"([+-]?\d*\*?[a-z])(?:[+-](?:\d+|[a-z]))*|\d+")
TERM = re.compile(r"[a-z]")
_BOUND = re.compile(r"[A-Za-z](?=[+-]\d+\Z|\Z)")
_WORDS = frozenset({"out", "output", "input", "hidden", "state", "next", "last", "init", "embed", "hid"})
"""Scripts that are words, whatever letters are indices."""
FUNCTIONS = frozenset("fgFG")
"""Letters that are unknown functions where nothing but brackets follows them."""


class Occurrence(NamedTuple):
    """A name as it is written; ``called`` says that a bracket, or a prime, stands right behind it."""

    base: str
    sub: str
    sup: str
    bracket: str
    called: bool = False

    def items(self) -> list[str]:
        """The scripts as indices: the one above, those below, those in brackets."""
        above = self.sup.strip("{}()")
        found = [above] if above and not above.isdecimal() else []
        if self.sub:
            apart = self.sub in _WORDS or "," in self.sub or "+" in self.sub or "-" in self.sub or self.sub.isdecimal()
            found += listed(self.sub) if apart or not self.sub.isalnum() else list(self.sub)
        return found + (listed(self.bracket) if self.bracket else [])


def name_of(base: str, sub: str, sup: str) -> str:
    """One word for a name, however it is written: ``x1`` for ``x_{1}``, ``W1`` for ``W^{(1)}``, ``h_prev``."""
    above, below = sup.strip("{}()"), sub.replace(",", "_")
    if above and not below and above.isdecimal():
        below, above = above, ""
    name = base + (f"^{above}" if above else "")
    return name + (below if below.isdecimal() and not name[-1].isdecimal() else f"_{below}" if below else "")


class Occurrences(NamedTuple):
    """``bound`` maps the letter of a sum to where it ends (empty: the whole axis); ``paired`` are those of deltas.

    ``whole`` says that something works on whole arrays: a transposition, ``@``, a norm, a sum of all entries.
    ``letters`` are Greek letters that are functions but have nothing to work on, as in ``\\sigma^2``; ``functions`` are
    those that are called, and ``applied`` those that have something without brackets, ``\\sigma z``. ``counts`` says
    that I is a number, because it stands below a line.
    """

    names: tuple[Occurrence, ...]
    bound: tuple[tuple[str, str], ...]
    paired: tuple[tuple[str, str], ...]
    whole: bool
    functions: frozenset[str]
    applied: frozenset[str]
    letters: frozenset[str]
    counts: bool


def occurrences(text: str, scope: Scope) -> Occurrences:
    """What occurs in a text. Raises NotationError for what is no text of the language."""
    tokens = tokenize(text, scope)
    bound: list[tuple[str, str]] = []
    paired: list[tuple[str, str]] = []
    whole = counts = False
    calls: dict[str, set[str]] = {"": set(), "applied": set(), "called": set()}
    for at, (kind, value, _, _) in enumerate(tokens):
        whole = whole or kind == "T" or (kind == "op" and value in ("@", "‖")) or (kind == "fold" and not value[1])
        counts = counts or (kind == "name" and value[0] == "I" and _is_below(tokens, at))
        if kind == "fold":
            bound += _binders(value[1], value[2])
        elif kind == "function" and value[2]:
            bound.append((value[2], ""))
        elif kind == "function" and value[0] in GREEK_WORDS:
            calls["called" if value[1] else _use(tokens, at + 1)].add(value[0])
        elif kind == "delta":
            paired.append(value)
    called, applied, letters = (frozenset(calls[use]) for use in ("called", "applied", ""))
    return Occurrences(tuple(_names(tokens)), tuple(bound), tuple(paired), whole, called, applied, letters, counts)


def _is_below(tokens: list[Token], at: int) -> bool:
    """Whether a token stands right below a line: ``/I``, ``\\frac{1}{I}``."""
    before = [token[:2] for token in tokens[max(0, at - 2) : at]]
    return before[-1:] == [("op", "/")] or before == [("op", "}"), ("op", "{")]


def _use(tokens: list[Token], at: int) -> str:
    """Whether a function is called with brackets, or works on what stands here, behind its power if it has one."""
    if at + 1 < len(tokens) and tokens[at][:2] == ("op", "^"):
        return "called" if tokens[at + 2 : at + 3] and tokens[at + 2][:2] == ("op", "(") else ""
    if tokens[at : at + 1] and tokens[at][:2] in (("op", "("), ("op", "{")):
        return "called"
    works = at < len(tokens) and tokens[at][0] in ("name", "num", "ref", "constant", "frac")
    return "applied" if works else ""


def _binders(sub: str, sup: str) -> list[tuple[str, str]]:
    letters, _, low = sub.partition("=")
    end = _BOUND.fullmatch(sup)
    found = [(letter, end[0] if end and low else "") for letter in TERM.findall(letters)]
    return found if re.fullmatch(r"[a-z',]*", letters) else []


def _names(tokens: list[Token]) -> Iterator[Occurrence]:
    ends = len(tokens)
    for at, (kind, value, _, _) in enumerate(tokens):
        if kind == "name":
            follows = tokens[at + 1] if at + 1 < ends else ("end", "", 0, False)
            called = follows[0] == "op" and follows[1] in ("(", "'") and follows[3]
            base, sub, sup, bracket = value
            yield Occurrence(base, sub, sup, bracket, called)
