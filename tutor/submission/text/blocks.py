"""A page cut into blocks: maths, code, and the prose between them.

One scan from the beginning to the end; what opens a block and is never closed is prose. That something has no end is
found out once, so that a page full of openings takes no longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tutor.notation.read.layout.formula_layout import ENVIRONMENTS
from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.text.plain_lines import equations

DISPLAY, INLINE, PLAIN, CODE, CUT, LINES = "display", "inline", "plain", "code", "cut", "lines"
"""Kinds of blocks: maths by itself, maths in a line, plain text that is an equation, code, what is left out, and text
between fences, whose lines may be equations."""
MOST_OF_A_FORMULA = 20_000
MOST_BLOCKS = 4000
_MOST_WITH_BLANK_LINES = 3000
_MOST_UNCLOSED = 100

_LISTING = r"(?:lstlisting|verbatim|minted|python|pycode|Verbatim)"
_OPENED = r"""(?P<display>\$\$|\\\[) | (?P<inline>\$|\\\() | \\begin\s*\{(?P<env>(?:ENV)\*?)\}
    | \\begin\s*\{(?P<listing>LISTING)\*?\}(?:\[[^\]\n]*\])?(?:\{(?P<of>\w+)\})? | \\begin\s*\{(?P<left>comment)\}
    | \\(?P<struck>sout|st)\s*(?=\{) | (?P<escaped>\\[$%\\`])""".replace("ENV", ENVIRONMENTS).replace(
    "LISTING", _LISTING
)
_MARKDOWN = lazily(
    r"""^(?P<quote>[ >]*)(?P<ticks>`{3,}|~{3,})[ ]*\{?\.?(?P<info>[\w+#-]*)[^\n`]*$ | (?P<comment><!--)
      | (?P<strike>~~)(?=[^\s~]) | (?P<code>`+) | (?P<double>\\\\[\[(])"""
    + f" | {_OPENED}",
    re.VERBOSE | re.MULTILINE,
)
_LATEX = lazily(rf"(?P<percent>%[^\n]*) | {_OPENED}", re.VERBOSE)
_BODY = lazily(r"\\begin\s*\{document\}|\\end\s*\{document\}")
_FRONT = lazily(r"---[ ]*\n(?:[^\n]*\n)*?---[ ]*(?:\n|\Z)")
_HEADING = lazily(r"^(?:#{1,6} |```|~~~)", re.MULTILINE)
_BLANK_LINE = lazily(r"\n[ ]*\n")
_HELD = lazily(r"\\(?:[a-z]*box|text[a-z]*)\s*(?:\{[^{}$]*\}\s*)*\{[^{}$]*\Z")
_HELD_BEFORE = 200
_BRACES = lazily(r"\\.|[{}]", re.DOTALL)
_JOINED = lazily(r"[ ]*(?::?=|==|≈|<-|←|[-+*/@·⋅×⊙])[ ]*\Z")
_MATHS = frozenset({"math", "latex", "tex", "katex", "mathjax"})
_TEXTS = frozenset({"", "text", "txt", "plaintext", "plain"})
_LOOKS_LIKE_CODE = lazily(
    r"^\s*(?:import|from|def|class|return|print|if|for|while|with|elif|else|assert|async)\b.*[:(]|^\s*(?:import|from)\s"
    r"|\b(?:np|torch|tf|self|plt|jnp)\.",
    re.MULTILINE,
)


class Block(NamedTuple):
    """A part of the page: ``start`` to ``end`` is what is in it, ``begins`` to ``ends`` goes with what surrounds it."""

    kind: str
    begins: int
    start: int
    end: int
    ends: int
    words: str = ""
    language: str = ""


def blocks(text: str, latex: bool) -> list[Block]:
    """All blocks in order, or the first MOST_BLOCKS and some; what lies between them is prose."""
    found: list[Block] = []
    at, last = _extent(text, latex)
    for block in _Scan(text, latex, at, last).blocks():
        if not latex:
            found += _plain(text, at, block.begins)
        if block.kind == LINES:
            found.append(Block(CUT, block.begins, block.begins, block.start, block.start))
            found += _plain(text, block.start, block.end)
            block = Block(CUT, block.end, block.end, block.ends, block.ends)
        if (
            found
            and block.kind == INLINE
            and found[-1].kind == INLINE
            and _JOINED.match(text[found[-1].ends : block.begins])
        ):
            before = found.pop()
            block = block._replace(begins=before.begins, start=before.start)
        found.append(block)
        at = block.ends
        if len(found) > MOST_BLOCKS:
            return found
    return found if latex else found + _plain(text, at, last)


def _extent(text: str, latex: bool) -> tuple[int, int]:
    """Where the page begins and ends: the body of a document of LaTeX, what follows the header of a note."""
    if latex:
        marks = [found.span() for found in _BODY.finditer(text)]
        first = next((end for start, end in marks if text.startswith("\\begin", start)), 0)
        return first, next(
            (start for start, end in marks if start > first and text.startswith("\\end", start)), len(text)
        )
    front = _FRONT.match(text)
    return (front.end() if front else 0), len(text)


class _Scan:
    def __init__(self, text: str, latex: bool, start: int, end: int) -> None:
        self.text, self.latex, self.start, self.last = text, latex, start, end
        self.coming: dict[str, int] = {}  # where each sign that was looked for comes next
        self.unclosed = 0  # groups without an end
        self.paragraph = -1  # the end of the paragraph that was asked for last

    def blocks(self) -> Iterator[Block]:
        """What opens and closes, from the left to the right."""
        pattern = _LATEX if self.latex else _MARKDOWN
        at = self.start
        while found := pattern.search(self.text, at, self.last):
            block = self._block(found)
            if block is None:
                at = found.end()
                continue
            yield block
            at = block.ends

    def _block(self, found: re.Match[str]) -> Block | None:
        kind = found.lastgroup
        if kind == "escaped":
            return None
        if kind == "percent":
            return Block(CUT, found.start(), found.start(), found.end(), found.end())
        if kind == "display":
            return self._display(found, {"$$": "$$", r"\[": r"\]"}[found[0]])
        if kind == "inline":
            return self._dollars(found) if found[0] == "$" else self._in_paragraph(found, r"\)")
        if kind == "double":
            return self._display(found, r"\\]") if found[0] == r"\\[" else self._in_paragraph(found, r"\\)")
        if kind == "env":
            sign = f"\\end{{{found['env']}}}"
            end = self._near(sign, found.end()) + len(sign)
            if end < len(sign):
                return None
            return Block(DISPLAY, found.start(), found.start(), end, end)
        if kind in ("listing", "of"):
            return self._until(found, f"\\end{{{found['listing']}", CODE, found["of"] or "python")
        if kind == "left":
            return self._until(found, r"\end{comment}", CUT)
        if kind == "struck":
            return self._struck(found)
        if kind == "comment":
            return self._until(found, "-->", CUT)
        if kind == "strike":
            return self._in_paragraph(found, "~~", CUT)
        if kind == "code":
            return self._quoted(found)
        return self._fenced(found)

    def _find(self, sign: str, at: int) -> int:
        """The position after the next such sign; -1 where none comes."""
        found = self._next(sign, at)
        return found + len(sign) if found < self.last else -1

    def _next(self, sign: str, at: int) -> int:
        """Where the next such sign stands; where none comes, the end. Each part of the page is looked through once."""
        found = self.coming.get(sign, -1)
        if found < at:
            found = self.text.find(sign, at, self.last)
            self.coming[sign] = found = self.last if found < 0 else found
        return found

    def _near(self, sign: str, at: int) -> int:
        """Where the next such sign stands within the length of a formula, or -1."""
        found = self._next(sign, at)
        return found if found < min(self.last, at + MOST_OF_A_FORMULA) else -1

    def _until(self, found: re.Match[str], sign: str, kind: str, language: str = "") -> Block | None:
        end = self._find(sign, found.end())
        if end < 0:
            return None
        start = found.end()
        if kind == CODE:
            start = min(self.text.find("\n", start) + 1 or start, end - len(sign))
            close = self.text.find("\n", end)
            ends = close if sign.startswith("\\end") and close >= 0 else end
            return Block(kind, found.start(), start, end - len(sign), ends, language=language.lower())
        return Block(kind, found.start(), start, end - len(sign), end)

    def _paragraph_end(self, at: int) -> int:
        if self.paragraph < at:
            blank = _BLANK_LINE.search(self.text, at, self.last)
            self.paragraph = blank.start() if blank else self.last
        return self.paragraph

    def _in_paragraph(self, found: re.Match[str], sign: str, kind: str = INLINE) -> Block | None:
        start = found.end()
        end = self._next(sign, start)
        inside = start < end < self._paragraph_end(start)
        return Block(kind, found.start(), start, end, end + len(sign)) if inside else None

    def _dollars(self, found: re.Match[str]) -> Block | None:
        """Maths between single dollar signs, which may hold boxes with dollar signs of their own."""
        text, start = self.text, found.end()
        last = self._paragraph_end(start)
        end = text.find("$", start, last)
        while end >= 0:
            if text[end - 1] == "\\" and text[end - 2] != "\\":
                end = text.find("$", end + 1, last)
            elif _HELD.search(text[max(start, end - _HELD_BEFORE) : end]):
                inner = text.find("$", end + 1, last)
                end = text.find("$", inner + 1, last) if inner >= 0 else -1
            else:
                break
        return Block(INLINE, found.start(), start, end, end + 1) if end > start else None

    def _display(self, found: re.Match[str], sign: str) -> Block | None:
        """Maths by itself; where its end is missing, or belongs to the next, it ends with its paragraph."""
        text, start = self.text, found.end()
        end = self._near(sign, start)
        blank = self._paragraph_end(start)
        if end < 0 or (end > blank and self._is_prose(blank, end)):
            return Block(DISPLAY, found.start(), start, blank, blank) if text[start:blank].strip() else None
        alone = not text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip(" >")
        return Block(
            DISPLAY if alone or "\n" in text[start:end] else INLINE, found.start(), start, end, end + len(sign)
        )

    def _is_prose(self, start: int, end: int) -> bool:
        """Whether what follows a blank line is no maths: it has maths within, or a heading."""
        if end - start > _MOST_WITH_BLANK_LINES:
            return True
        inside = self.text[start:end]
        if "$" in re.sub(r"\\[a-z]*(?:box|text[a-z]*)\s*\{[^{}]*\}|\\\$", "", inside):
            return True
        return _HEADING.search(inside) is not None

    def _struck(self, found: re.Match[str]) -> Block | None:
        depth = 0
        if self.unclosed > _MOST_UNCLOSED:
            return None
        for brace in _BRACES.finditer(
            self.text, found.end(), min(self._paragraph_end(found.end()), found.end() + 2000)
        ):
            depth += (brace[0] == "{") - (brace[0] == "}")
            if depth == 0:
                return Block(CUT, found.start(), found.start(), brace.end(), brace.end())
        self.unclosed += 1
        return None

    def _quoted(self, found: re.Match[str]) -> Block | None:
        """Code in a line: an equation, or left out."""
        block = self._in_paragraph(found, found[0], CUT)
        if block is None or "\n" in self.text[block.start : block.end]:
            return block
        inside = self.text[block.start : block.end]
        if inside.startswith("$") and inside.endswith("$") and len(inside) > 2:
            return block._replace(kind=INLINE)
        read = equations(inside)
        if len(read) == 1 and not read[0][2] and not inside[read[0][1] :].strip(" ;"):
            return block._replace(kind=PLAIN)
        return block

    def _fenced(self, found: re.Match[str]) -> Block | None:
        """A block between fences: code, maths, or lines of text, which are left to be read as such."""
        text, start = self.text, min(found.end() + 1, self.last)
        close = re.compile(rf"^[ >]*{re.escape(found['ticks'])}[ ]*$", re.MULTILINE).search(text, start, self.last)
        end, ends = (close.start(), close.end()) if close else (self.last, self.last)
        language = found["info"].lower()
        if language in _MATHS:
            return Block(DISPLAY, found.start(), start, end, ends)
        if language in _TEXTS and not _LOOKS_LIKE_CODE.search(text, start, end):
            return Block(LINES, found.start(), start, max(start, end), ends)
        return Block(CODE, found.start(), start, max(start, end), ends, language=language)


def _plain(text: str, start: int, end: int) -> list[Block]:
    """The lines of plain text that read as equations; those that share a line with maths do not."""
    found: list[Block] = []
    first = text.rfind("\n", 0, start) + 1
    if text[first:start].strip():
        first = text.find("\n", start, end) + 1 or end
    above = ""
    for line in text[first:end].split("\n"):
        if first + len(line) >= end and end < len(text) and text[end] != "\n":
            break
        read = equations(line, above) if line.strip() else []
        found += [Block(PLAIN, first + one[0], first + one[0], first + one[1], first + one[1], one[2]) for one in read]
        if len(found) > MOST_BLOCKS:
            break
        above = line[read[-1][0] : read[-1][1]] if read else above if not line.strip() else ""
        first += len(line) + 1
    return found
