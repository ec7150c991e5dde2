"""Matrices that are written by their corners, with dots between: a vector, a matrix, a diagonal, rows times numbers."""

from __future__ import annotations

import re
from typing import NamedTuple

_MATRIX = re.compile(r"\\begin\s*\{([bpv]?matrix)\}(?P<inside>(?:(?!\\begin|\\end).)*)\\end\s*\{\1\}", re.DOTALL)
_DOTS = re.compile(r"\\(?:dots|ldots|cdots|vdots|ddots)(?![A-Za-z])|\.\.\.|…")
_NAME = re.compile(r"\s*(\\?[A-Za-z]+)_(?:\{([^{}]*)\}|(\w))\s*")


class _Entry(NamedTuple):
    """A factor of a corner: its name and its index, one character for each axis."""

    name: str
    places: str


def without_dots(text: str) -> str:
    """The text with a name, or a product of names, for each matrix that is written by its corners."""
    return _MATRIX.sub(lambda found: _short(found["inside"]) or found[0], text) if _DOTS.search(text) else text


def _short(inside: str) -> str:
    rows = [[cell.strip() for cell in row.split("&")] for row in re.split(r"\\\\", inside) if row.strip()]
    if len(rows) < 2 or not any(_DOTS.search(cell) for row in rows for cell in row):
        return ""
    top, bottom = rows[0], rows[-1]
    first, right, below, last = (_entries(cell) for cell in (top[0], top[-1], bottom[0], bottom[-1]))
    if len(top) == 1:
        return first[0].name if _is_vector(first, last) else ""
    if len(top) > 1 and top[-1] == bottom[0] == "0":
        return rf"\text{{diag}}({first[0].name})" if _is_vector(first, last) else ""
    if not first or [one.name for one in first] != [one.name for one in last] or len(right) != len(first) != 0:
        return ""
    factors = []
    for one, beside, under in zip(first, right, below, strict=False):
        if len(one.places) == 2 and beside.places[0] == one.places[0] and under.places[1:] == one.places[1:]:
            factors.append(one.name)
        elif len(one.places) == 1 and beside.places == one.places != under.places:
            factors.append(rf"\text{{diag}}({one.name})")
        else:
            return ""
    matrices = sum(len(one.places) == 2 for one in first)
    return " ".join(factors) if matrices == 1 and len(first[-1].places) == 2 else ""


def _is_vector(first: list[_Entry], last: list[_Entry]) -> bool:
    return len(first) == len(last) == 1 and first[0].name == last[0].name and first[0].places == "1" != last[0].places


def _entries(cell: str) -> list[_Entry]:
    """The factors of a corner; none if it is anything but names with indices."""
    found, at = [], 0
    while at < len(cell):
        one = _NAME.match(cell, at)
        if one is None:
            return []
        found.append(_Entry(one[1], re.sub(r"[\s,]", "", one[2] or one[3])))
        at = one.end()
    return found
