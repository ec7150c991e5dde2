"""A pasted text as lines of sides: ``dL/dW = a = b`` has three sides, an ``aligned`` of LaTeX as many lines as it says.

What only surrounds a formula (environments, dollar signs, numbers of equations, comments) becomes blanks, so that every
side keeps its columns in the text as it was typed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tutor.notation.read.cursor import check_length
from tutor.notation.read.layout.formula_layout import (
    ADD,
    ASSIGN,
    BEGIN,
    END,
    EQUAL,
    GOES_ON,
    LIMIT,
    OPEN_END,
    ROW,
    THEN,
    without_layout,
)
from tutor.notation.read.lazy_patterns import lazily

SURROUNDED = re.compile(
    r"[=≔←≡≜≈\n$`#∴→⇒]|\*\*\Z|<-|\\(?:begin|f?boxed|[\[(]|underbrace|overbrace|tag|label|gets|leftarrow|approx|equiv"
    r"|colon|textcolor|color|therefore|nonumber|notag|implies|Rightarrow|text|mbox)"
)
"""What a text must have for anything here to be done; most answers have none of it (1 µs)."""

_PARTS = lazily(
    rf"""(?P<open>[(\[{{]|{BEGIN}) | (?P<close>[)\]}}]|{END}) | (?P<row>{ROW}) | (?P<newline>\n) | (?P<tab>&)
      | (?P<then>{THEN}) | (?P<assign>{ASSIGN}) | (?P<add>{ADD}) | (?P<equal>{EQUAL}) | \\[{{}}]""",
    re.VERBOSE,
)
_CONDITION = lazily(r"(?<![A-Za-z_])if(?![A-Za-z_])(?!.*(?<![A-Za-z_])else(?![A-Za-z_]))")
_LOOKED_BACK = 200


class Side(NamedTuple):
    """One side of a line: its text, with blanks before it up to its place, and the sign before it.

    ``sign`` is ``=``, ``:=`` for every kind of assignment, ``+=``, ``-=``, or nothing.
    """

    text: str
    sign: str = ""


def statements(text: str) -> list[list[Side]]:
    """The lines of a text, each as its sides; a line that begins with a sign has an empty first side.

    A row that begins with a sign, or has none, goes on with the line before. Raises NotationError for a text that is
    too long.
    """
    check_length(text)
    if text.strip().startswith("**") and text.rstrip().endswith("**"):  # bold
        text = text.replace("**", "  ", 1).rstrip()[:-2]
    bare, rows = _rows(without_layout(text))
    lines: list[_Row] = []
    for row in rows:
        begins = bool(row.signs) and bool(bare[row.start : row.signs[0][0]].strip())
        if lines and not (begins and _ends(bare, lines[-1].end) and not GOES_ON.match(bare, row.start)):
            last = lines[-1]
            then = [(row.start, row.start, "=")] if row.then and not row.signs else []
            lines[-1] = _Row(last.start, row.end, last.then, [*last.signs, *then, *row.signs])
        elif bare[row.start : row.end].strip():
            lines.append(row)
    return [_sides(bare, row) for row in lines]


def last_side(text: str) -> str:
    """The last side of a text with anything on it, blanks before it up to its place: what is being typed."""
    if not SURROUNDED.search(text):
        return text
    return next(
        (side.text for line in reversed(statements(text)) for side in reversed(line) if side.text.strip()), text
    )


class _Row(NamedTuple):
    """A part of a text between two ends of rows; ``then`` says that an arrow stands before it."""

    start: int
    end: int
    then: bool
    signs: list[tuple[int, int, str]]


def _rows(bare: str) -> tuple[str, list[_Row]]:
    """The text without the signs of its layout, and its rows."""
    rows: list[_Row] = []
    signs: list[tuple[int, int, str]] = []
    blanks: list[tuple[int, int]] = []
    depth, start, then = 0, 0, False
    for found in _PARTS.finditer(bare):
        kind = found.lastgroup
        if kind in ("open", "close"):
            depth = max(0, depth + (1 if kind == "open" else -1))
        elif depth or kind is None:
            continue
        elif kind in ("assign", "add", "equal"):
            before = bare[max(start, found.start() - _LOOKED_BACK) : found.start()]
            if not LIMIT.search(before[-20:]) and not ("if" in before and _CONDITION.search(before)):
                signs.append((*found.span(), _spelt(kind, found[0])))
        else:
            if kind != "newline":
                blanks.append(found.span())
            if kind != "tab":
                rows.append(_Row(start, found.start(), then, signs))
                start, then, signs = found.end(), kind == "then", []
    rows.append(_Row(start, len(bare), then, signs))
    chars = list(bare)
    for first, last in blanks:
        chars[first:last] = " " * (last - first)
    return "".join(chars), rows


def _spelt(kind: str, typed: str) -> str:
    if kind == "add":
        return "+=" if "+" in typed else "-="
    return ":=" if kind == "assign" else "="


def _ends(bare: str, end: int) -> bool:
    """Whether a row has come to its end: no operator is left open."""
    return not OPEN_END.search(bare[max(0, end - 20) : end])


def _sides(bare: str, row: _Row) -> list[Side]:
    starts = [row.start, *(end for _, end, _ in row.signs)]
    ends = [*(start for start, _, _ in row.signs), row.end]
    signs = ["", *(sign for _, _, sign in row.signs)]
    return [Side(" " * start + bare[start:end], sign) for start, end, sign in zip(starts, ends, signs, strict=True)]
