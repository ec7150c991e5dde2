"""A block of maths cut into pieces, at its rows, commas, wide blanks, arrows and words; each with its relations.

Brackets, braces and matrices are whole. Nothing is joined here: what goes on with what is decided in ``chains``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tutor.notation.read.layout.formula_layout import (
    ADD,
    ASSIGN,
    BEGIN,
    END,
    ENVIRONMENTS,
    EQUAL,
    LIMIT,
    ROW,
    THEN,
)
from tutor.notation.read.lazy_patterns import lazily

ROW_END, LINE_END, COMMA, WIDE, WORDS = "row", "newline", "comma", "wide", "words"
"""What ends a piece; an arrow is ``then``, a full stop or colon ``stop``."""

_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_SIGN = r"(?:\\[A-Za-z]+|\\.|\S)"
_PARTS = lazily(
    rf"""\\[,;:!>|\ ] | \^\s*<[^<>\n]{{1,8}}>
      | (?P<left>\\left(?![A-Za-z])\s*{_SIGN}) | (?P<right>\\right(?![A-Za-z])\s*{_SIGN})
      | \\(?P<text>text(?:rm|it|bf|normal)?|[mh]box|mathrm|(?:short)?intertext)\s*\{{(?P<said>[^{{}}]*)\}}
      | (?P<begin>{BEGIN}) | (?P<end>{END})
      | (?P<open>[(\[{{]|\\\{{|\\(?:langle|lbrace|lbrack|lparen)(?![A-Za-z]))
      | (?P<close>[)\]}}]|\\\}}|\\(?:rangle|rbrace|rbrack|rparen)(?![A-Za-z]))
      | (?P<row>{ROW}) | (?P<newline>\n) | (?P<tabbed>&\s*(?=:?=)) | (?P<tab>&)
      | (?P<wide>\\q?quad(?![A-Za-z])|\\(?:hspace|hskip)\*?\s*\{{[^{{}}]*\}}|\\hfill(?![A-Za-z]))
      | (?P<then>{THEN}|-{{1,2}}>|\\(?:Longleftrightarrow|longrightarrow|mapsto|longmapsto)(?![A-Za-z])|⟶)
      | (?P<assign>{ASSIGN}) | (?P<add>{ADD}) | (?P<other>\\not\s*=|!=|<=|>=|\\not\\in(?![A-Za-z])
          |\\(?:forall|exists|in|ni|neq?|leq?|leqslant|geq?|geqslant|lt|gt|ll|gg|sim|propto|simeq|cong|subset|subseteq|notin)(?![A-Za-z])
          |[∀∈≠≤≥∝∼≪≫⊂⊆∉]|(?<!\^)[<>](?![<>=]))
      | (?P<equal>{EQUAL}) | (?P<comma>(?<!\d),|,(?!\d)|;|[，；、。])
      | (?P<stop>(?<![.\ ])\.(?=\s+[^\d\s.])|(?<=\ )\.(?=\s+[A-Za-z]{{2}}|\ *\n\s*[^\d\s.])|:(?=\s))
      | (?P<words>[{_CJK}][{_CJK}\s，。、：,:]*)""",
    re.VERBOSE,
)
_SPELT = {
    "∀": r"\forall", "∈": r"\in", "≠": r"\neq", "!=": r"\neq", r"\ne": r"\neq", "≤": r"\le", "<=": r"\le",
    r"\leq": r"\le",
    r"\leqslant": r"\le", "≥": r"\ge", ">=": r"\ge", r"\geq": r"\ge", r"\geqslant": r"\ge", r"\lt": "<", r"\gt": ">",
    "∝": r"\propto", "∼": r"\sim", r"\simeq": r"\approx", r"\cong": r"\approx", "≪": r"\ll", "≫": r"\gg",
    "⊂": r"\subset", "⊆": r"\subseteq", "∉": r"\notin", "≈": r"\approx", r"\approx": r"\approx", r"\doteq": r"\approx",
    "←": r"\leftarrow", "<-": r"\leftarrow", r"\gets": r"\leftarrow", r"\leftarrow": r"\leftarrow",
}  # fmt: skip
"""How a relation is spelt that may be typed in several ways; the others are ``=``, ``:=`` or as they are typed."""
_PROSE = lazily(rf"[{_CJK}]|\S\s+\S|[:.,]\s*\Z|\A[\s\W]*\Z|\A\(?[\divxa-h]{{1,4}}[.)]\Z")
_SHORT = frozenset(
    """
    let and or where so since if otherwise for with hence thus then therefore as by from when while because is are get
    gives give have we note thus, because, using that implies now here but also given not
    """.split()  # noqa: SIM905 - as words of a text they can be read
)
_GLUED = lazily(r"\s*(?:[(_^'\[]|\\left)")
_SYSTEM = lazily(
    rf"""(?P<lead>\A|\$|\\\\|\\(?:Rightarrow|implies|therefore|q?quad)(?![A-Za-z])|[,∴⇒]|\\begin\{{{ENVIRONMENTS}\*?\}})
      [\s&]*(?:(?P<brace>\\left\s*(?:\.|\\(?:\{{|lbrace))\s*)(?=\\begin\s*\{{(?:{ENVIRONMENTS}|cases))
      |(?P<begin>\\begin\{{(?P<cases>[dr]?cases)\*?\}}))""",
    re.VERBOSE,
)
_COLUMN = lazily(r"(?:[^&\\]|\\(?!\\)|&\s*=)*")
_NESTED = lazily(r"\{[^{}]*\}")
_END = lazily(r"\\end(?![A-Za-z])")
_TABLE = lazily(r"(?<![=\s\\])\s*(?<!\\\\)\s*&(?!\s*(?::?=|[≈≡←]|\\(?:approx|equiv|leftarrow|quad)|&))")
_CLOSED = lazily(r"\\right\s*(?:\.|\\(?:\}|rbrace))")
_MOST_OF_A_SYSTEM = 4000


class Piece(NamedTuple):
    """A part of a block between two cuts, with the places of its relations; ``words`` is the prose just before it.

    ``before`` is the cut before it. ``within`` says that a bracket was left open by the row above, ``aligned`` that
    its first relation stands at a tab.
    """

    start: int
    end: int
    relations: list[tuple[int, int, str]]
    before: str
    words: str
    within: bool
    aligned: bool


class Cut(NamedTuple):
    """The pieces of a block, and the places of what is no part of a formula."""

    pieces: list[Piece]
    blanks: list[tuple[int, int]]


def cut(text: str, start: int, end: int, before: str, words: str = "") -> Cut:
    """The pieces of a part of a text without layout. ``before`` is the cut before the first."""
    return _Cutter(text, start, end, before, words).cut()


def systems(text: str) -> list[tuple[int, int]]:
    """The places of braces and of ``cases`` that hold a system of equations, and are no side of one."""
    if "cases" not in text and "\\left" not in text:
        return []
    found: list[tuple[int, int]] = []
    for system in _SYSTEM.finditer(text):
        close = _END.search(text, system.end(), system.end() + _MOST_OF_A_SYSTEM)
        if close is None or _TABLE.search(text, system.end(), close.start()):  # values and where they hold
            continue
        if system["brace"]:
            close = _CLOSED.search(text, system.end(), system.end() + _MOST_OF_A_SYSTEM)
            found.append(system.span("brace"))
            if close:
                found.append(close.span())
        else:
            sign = f"\\end{{{system['cases']}}}"
            close_at = text.find(sign, system.end(), system.end() + _MOST_OF_A_SYSTEM)
            if close_at >= 0:
                found += [system.span("begin"), (close_at, close_at + len(sign))]
    return found


class _Cutter:
    def __init__(self, text: str, start: int, end: int, before: str, words: str) -> None:
        self.text, self.start, self.end = text, start, end
        self.open: list[str] = []  # brackets "(", braces "{" and matrices "m"
        self.count = {"(": 0, "{": 0, "m": 0}
        self.pieces: list[Piece] = []
        self.blanks: list[tuple[int, int]] = []
        self.relations: list[tuple[int, int, str]] = []
        self.before, self.words = before, words
        self.within = self.aligned = False

    def cut(self) -> Cut:
        """All pieces, from the left to the right."""
        for found in _PARTS.finditer(self.text, self.start, self.end):
            kind = found.lastgroup
            if kind is None:
                continue
            if kind in ("left", "open", "begin"):
                sign = "m" if kind == "begin" else "{" if found[0] == "{" else "("
                self.open.append(sign)
                self.count[sign] += 1
            elif kind in ("right", "close", "end"):
                self._close("m" if kind == "end" else "{" if found[0] == "}" else "(")
            elif not self.open:
                self._outside(found, kind)
            elif kind in ("row", "tabbed", "tab", "newline") and not self.count["{"] and not self.count["m"]:
                self._row_in_brackets(found, kind)
        self._piece(self.end, self.end, "")
        return Cut(self.pieces, self.blanks)

    def _close(self, sign: str) -> None:
        """Close the bracket, with what was left open in it; one that nothing opened is left to the reader."""
        if sign == "(":
            if self.open and self.open[-1] == "(":
                self.count[self.open.pop()] -= 1
        elif self.count[sign]:
            closed = ""
            while closed != sign:
                closed = self.open.pop()
                self.count[closed] -= 1

    def _row_in_brackets(self, found: re.Match[str], kind: str) -> None:
        if kind == "row":
            self._piece(found.start(), found.end(), ROW_END)
            self.within = True
            self.blanks.append(found.span())
        elif kind == "tabbed":  # a row with a left side of its own: the bracket above was forgotten
            self.open.clear()
            self.count = dict.fromkeys(self.count, 0)
            self._outside(found, kind)
        elif kind == "tab":
            self.blanks.append(found.span())

    def _outside(self, found: re.Match[str], kind: str) -> None:
        start, end = found.span()
        if kind in ("equal", "assign", "add", "other"):
            if kind == "equal" and LIMIT.search(self.text, max(self.start, start - 20), start):
                return
            typed = re.sub(r"\s", "", found[0])
            if kind == "add":
                typed = "+=" if "+" in typed else "-="
            spelt = _SPELT.get(typed, typed if kind in ("add", "other") else ":=" if kind == "assign" else "=")
            self.relations.append((start, end, spelt))
        elif kind in ("tab", "tabbed"):
            self.blanks.append((start, start + 1))
            self.aligned |= kind == "tabbed" and not self.relations
            if kind == "tab" and self.relations and self.text[self.relations[-1][1] : start].strip(" &\n"):
                column = _NESTED.sub("", _COLUMN.match(self.text, end, self.end)[0])  # type: ignore[index]
                if "=" in column:  # a column of its own
                    self._piece(start, end, WIDE)
        elif kind == "said":
            if self._is_prose(found):
                self._piece(start, end, WORDS, found["said"].strip())
                self.blanks.append((start, end))
        elif kind == "words":
            self._piece(start, end, WORDS, found[0].strip(" \n，。、：,:"))
            self.blanks.append((start, end))
        elif kind == "newline":
            self._piece(start, end, LINE_END)
        else:
            if kind not in ("comma", "stop"):
                self.blanks.append((start, end))
            self._piece(start, end, kind)

    def _is_prose(self, found: re.Match[str]) -> bool:
        """Whether ``\\text{...}`` says something, and is neither a name nor a function."""
        said = found["said"].replace("~", " ")
        word = said.strip().strip(".,:;()").lower()
        if _PROSE.search(said.strip()) or word in _SHORT:
            return not _GLUED.match(self.text, found.end(), self.end) or " " in said.strip()
        first = not self.relations and not self._since(found.start()).strip(" &\n{")
        return (first and said[-1:] == " ") or found["text"].endswith("intertext")

    def _since(self, position: int) -> str:
        return self.text[max(self.start, position - 40) : position]

    def _piece(self, end: int, after: int, kind: str, words: str = "") -> None:
        piece = Piece(self.start, end, self.relations, self.before, self.words, self.within, self.aligned)
        self.pieces += (None if self.relations else self._in_brackets(piece)) or [piece]
        self.start, self.relations, self.before = after, [], kind
        if words or self.text[self.pieces[-1].start : end].strip(" \n&"):
            self.words = words
        self.within = self.aligned = False

    def _in_brackets(self, piece: Piece) -> list[Piece] | None:
        """The pieces of one that is all in brackets, ``(i = 1, 2, 3)``, if there are relations in it."""
        start, end = piece.start, piece.end
        while start < end and self.text[start] in " \n&":
            start += 1
        while end > start and self.text[end - 1] in " \n&":
            end -= 1
        if self.text[start : start + 1] != "(" or self.text[end - 1] != ")" or self.text.count("(", start, end) > 9:
            return None
        if "=" not in self.text[start:end] or self.text.find(")", start, end - 1) > 0:
            return None
        inside = cut(self.text, start + 1, end - 1, piece.before, piece.words)
        if not any(one.relations for one in inside.pieces):
            return None
        self.blanks += [(start, start + 1), (end - 1, end), *inside.blanks]
        return inside.pieces
