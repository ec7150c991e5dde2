"""A pasted text as lines of sides: ``dL/dW = a = b`` has three sides, an ``aligned`` of LaTeX as many lines as it says.

What only surrounds a formula (environments, dollar signs, numbers of equations, comments) becomes blanks, so that every
side keeps its columns in the text as it was typed.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import NamedTuple

from tutor.notation.read.cursor import check_length
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.scripts import UnreadableError, group_end

SURROUNDED = re.compile(
    r"[=≔←≡≜≈\n$`#∴→⇒]|\*\*\Z|<-|\\(?:begin|f?boxed|[\[(]|underbrace|overbrace|tag|label|gets|leftarrow|approx|equiv"
    r"|colon|textcolor|color|therefore|nonumber|notag|implies|Rightarrow|text|mbox)"
)
"""What a text must have for anything here to be done; most answers have none of it (1 µs)."""

_LAYOUT = r"(?:aligned|alignedat|align|alignat|equation|gather|gathered|split|multline|eqnarray|array|displaymath|math)"
_DROPPED = lazily(
    rf"""(?P<kept>\\\\) | (?P<begin>\\begin\s*\{{{_LAYOUT}\*?\}}(?:\s*\[[tbc]\])?(?:\s*\{{[\d\srclRCL|@]*\}})?)
      | (?P<end>\\end\s*\{{{_LAYOUT}\*?\}}) | \$+ | `+ | \\[\[\]()] | ∴
      | \\(?:therefore|nonumber|notag|hline)(?![A-Za-z])
      | \\(?:tag\*?|label|color)\s*\{{[^{{}}]*\}} | \#[^\n]*
      | (?:\\(?:text|mbox|textrm|textit)\s*\{{[^{{}}]*[\ (][^{{}}]*\}}|\(\s*\\text\s*\{{[^{{}}]*\}}\s*\))[\s.]*
        (?=\\\\|\\end|\n|\$|\Z)""",
    re.VERBOSE,
)
_GROUPED = lazily(r"\\(?:(?P<whole>f?boxed|textcolor\s*\{[^{}]*\})|(?:under|over)brace)\s*(?=\{)")
_LABELLED = lazily(r"\s*[_^]\s*(?=\{)")
_PARTS = lazily(
    r"""(?P<open>[(\[{]|\\begin(?![A-Za-z])) | (?P<close>[)\]}]|\\end(?![A-Za-z]))
      | (?P<row>\\\\\*?(?:\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in)\s*\])?|\\newline(?![A-Za-z]))
      | (?P<newline>\n) | (?P<tab>&)
      | (?P<then>\\(?:implies|Rightarrow|Longrightarrow|iff|Leftrightarrow|to|rightarrow)(?![A-Za-z])|[⇒⟹⇔→]|=>)
      | (?P<assign>:=|\\colon\s*=|≔|\\coloneqq(?![A-Za-z])|←|<-(?=\s)|\\(?:leftarrow|gets)(?![A-Za-z]))
      | (?P<add>[-+]=)
      | (?P<equal>\\(?:stackrel|overset)\s*\{[^{}]*\}\s*\{\s*=\s*\}|(?<![<>!=])==?(?!=)|[≡≜≈]
          |\\(?:equiv|triangleq|approx|doteq)(?![A-Za-z]))
      | \\[{}]""",
    re.VERBOSE,
)
_LIMIT = lazily(r"(?:sum|prod|mean|[ΣΠ∑∏])_[A-Za-z]\s*\Z")
_CONDITION = lazily(r"(?<![A-Za-z_])if(?![A-Za-z_])(?!.*(?<![A-Za-z_])else(?![A-Za-z_]))")
_LOOKED_BACK = 200
_GOES_ON = lazily(r"\s*(?:[-+*/@⊙·×.]|\\(?:cdot|times|odot|circ)(?![A-Za-z]))")
_OPEN_END = lazily(r"(?:[-+*/@⊙·×,]|\\(?:cdot|times|odot|circ))\s*\Z")


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
    bare, rows = _rows(_bare(text))
    lines: list[_Row] = []
    for row in rows:
        begins = bool(row.signs) and bool(bare[row.start : row.signs[0][0]].strip())
        if lines and not (begins and _ends(bare, lines[-1].end) and not _GOES_ON.match(bare, row.start)):
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


def _bare(text: str) -> str:
    """The text with blanks for what only surrounds formulas. An array in brackets is a matrix, and stays."""
    kept: list[bool] = []

    def blank(found: re.Match[str]) -> str:
        if found["kept"]:
            return found[0]
        if found["begin"]:
            kept.append("array" in found[0] and text[: found.start()].rstrip()[-1:] in tuple("[(|{"))
        if (found["begin"] and kept[-1]) or (found["end"] and kept and kept.pop()):
            return found[0]
        return " " * len(found[0])

    bare = _DROPPED.sub(blank, text)
    with suppress(UnreadableError):  # a group without an end is left to the reader of formulas, which says so
        while found := _GROUPED.search(bare):
            end = group_end(bare, found.end(), "{", "}")
            inside = bare[found.end() : end]
            if found["whole"]:
                inside = f" {inside[1:-1]} "
            label = None if found["whole"] else _LABELLED.match(bare, end)
            after = group_end(bare, label.end(), "{", "}") if label else end
            bare = bare[: found.start()] + " " * len(found[0]) + inside + " " * (after - end) + bare[after:]
    return bare


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
            if not _LIMIT.search(before[-20:]) and not ("if" in before and _CONDITION.search(before)):
                signs.append((*found.span(), {"assign": ":=", "add": found[0]}.get(kind, "=")))
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


def _ends(bare: str, end: int) -> bool:
    """Whether a row has come to its end: no operator is left open."""
    return not _OPEN_END.search(bare[max(0, end - 20) : end])


def _sides(bare: str, row: _Row) -> list[Side]:
    starts = [row.start, *(end for _, end, _ in row.signs)]
    ends = [*(start for start, _, _ in row.signs), row.end]
    signs = ["", *(sign for _, _, sign in row.signs)]
    return [Side(" " * start + bare[start:end], sign) for start, end, sign in zip(starts, ends, signs, strict=True)]
