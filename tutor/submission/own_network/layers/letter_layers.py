"""Layers that are told apart by their index letters alone: ``net_k = sum_j w_jk o_j`` and ``o_k = sigma(net_k)``.

There ``o_j`` is the output of the layer below, and no other entry of ``o_k``: each letter gets the number of a layer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.reach import reached
from tutor.submission.own_network.changed import changed
from tutor.submission.own_network.forward.equations import Equation, equations_of
from tutor.submission.own_network.forward.formulas import times_of
from tutor.submission.statement import Statement

_ENTRY = lazily(
    r"(?<![A-Za-z\\])(?P<base>\\?[A-Za-z]+)\s*_\s*(?:\{\s*(?P<letters>[a-z]\s*,?\s*[a-z]?)\s*\}|(?P<letter>[a-z])(?![A-Za-z]))(?!\s*\^\s*\{?\s*[(\[])"
)
_FUNCTIONS = frozenset({r"\sum", r"\prod", r"\max", r"\log"})


def with_layers_of_letters(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with the number of its layer at every name that the letters alone tell apart.

    A weight has its letters in the order of the forward equations: ``w_{jk}`` is the same as ``w_{kj}``.
    """
    equations = equations_of(statements)
    if times_of(equations):
        return list(statements)
    layered = _layered(equations)
    letters = _numbered(equations, layered) if layered else {}
    if len(letters) < 2:
        return list(statements)
    letters |= _other_letters(equations, letters)
    orders = {
        (base, frozenset(own)): own
        for one in reversed(equations)
        for base, own in _entries(f"{one.left} = {one.right}")
        if len(own) == 2
    }
    several = layered | {base for base, own in _letters_by_base(statements).items() if len(own & letters.keys()) > 1}

    def put(found: re.Match[str]) -> str:
        own = _letters(found)
        numbers = [letters[letter] for letter in own if letter in letters]
        if len(numbers) < len(own) or (len(own) == 1 and found["base"] not in several) or found["base"] in _FUNCTIONS:
            return found[0]
        own = orders.get((found["base"], frozenset(own)), own)
        return f"{found['base']}^{{({max(numbers)})}}_{{{','.join(own)}}}"

    return [changed(one, lambda text: _ENTRY.sub(put, text)) for one in statements]


def _other_letters(equations: Sequence[Equation], numbers: dict[str, int]) -> dict[str, int]:
    """The numbers of letters that stand beside one of a layer: q, where ``z_k`` is divided by a sum of ``z_q``."""
    found: dict[str, int] = {}
    for text in (text for one in equations for text in (one.right, *one.others)):
        beside: dict[str, set[str]] = {}
        for base, letter in _singles(text):
            beside.setdefault(base, set()).add(letter)
        for own in beside.values():
            known = {numbers[letter] for letter in own & numbers.keys()}
            if len(known) == 1:
                found |= dict.fromkeys(own - numbers.keys(), known.pop())
    return found


def _letters(found: re.Match[str]) -> list[str]:
    return re.findall("[a-z]", found["letters"] or found["letter"])


def _entries(text: str) -> Iterator[tuple[str, list[str]]]:
    for found in _ENTRY.finditer(text):
        if found["base"] not in _FUNCTIONS:
            yield found["base"], _letters(found)


def _singles(text: str) -> set[tuple[str, str]]:
    return {(base, own[0]) for base, own in _entries(text) if len(own) == 1}


def _letters_by_base(statements: Sequence[Statement]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in statements:
        for text in (one.left, *(link.text for link in one.links)):
            for base, letter in _singles(text):
                found.setdefault(base, set()).add(letter)
    return found


def _layered(equations: Sequence[Equation]) -> set[str]:
    """The names of which an entry comes of one with another letter, by way of any others."""
    comes_of: dict[str, set[str]] = {}
    moves: set[tuple[str, str]] = set()
    for one in equations:
        for base, letter in _singles(one.left):
            for other, index in _singles(one.right):
                comes_of.setdefault(base, set()).add(other)
                if index != letter:
                    moves.add((base, other))

    def made_of(name: str) -> set[str]:
        return comes_of.get(name, set())

    return {name for base, other in moves if base in reached([other], made_of) for name in (base, other)}


def _numbered(equations: Sequence[Equation], layered: set[str]) -> dict[str, int]:
    """The letters of layers with their numbers: each above those of which its entries come; none where that is open."""
    below: dict[str, set[str]] = {}
    for one in equations:
        for base, letter in _singles(one.left):
            below.setdefault(letter, set())
            if base in layered:
                below[letter] |= {index for _, index in _singles(one.right) if index != letter}
    for letter in {index for own in below.values() for index in own}:
        below.setdefault(letter, set())
    numbers: dict[str, int] = {}
    while len(numbers) < len(below):
        ready = sorted(letter for letter, own in below.items() if letter not in numbers and own <= numbers.keys())
        if not ready:
            return {}
        for letter in ready:
            numbers[letter] = 1 + max((numbers[other] for other in below[letter]), default=0)
    return numbers
