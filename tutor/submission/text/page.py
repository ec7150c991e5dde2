"""A file cut into the statements it makes, with settings beside them, its code, and what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tutor.notation.read.layout.formula_layout import blanked, blanks, without_layout
from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import INSIDE
from tutor.submission.statement import SETTING, Code, Link, Page, Prose, Statement, Unread
from tutor.submission.text.blocks import (
    CODE,
    CUT,
    DISPLAY,
    INLINE,
    MOST_BLOCKS,
    MOST_OF_A_FORMULA,
    PLAIN,
    Block,
    blocks,
)
from tutor.submission.text.chains import Chain, Chains, Placed, trimmed
from tutor.submission.text.kinds import kind_of
from tutor.submission.text.macros import expanded
from tutor.submission.text.pieces import LINE_END, ROW_END, Cut, Piece, cut, systems
from tutor.submission.text.settings import Stated, with_settings
from tutor.submission.text.source import Source, source_of

MOST_CHARACTERS = 200_000
MOST_STATEMENTS = 1000
MOST_LINKS = 2000
MOST_PIECES = 8000
_MOST_WORDS = 120

_COMMENT = lazily(r"(?<!\\)%[^\n]*")
_STRUCK = lazily(r"\\(?:cancel|xcancel|bcancel|sout|st)\s*\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}")
_PROSE = lazily(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\\text[a-z]*\s*\{[^{}]*\S\s+\S")
_POINT = lazily(
    rf"(?<=\\partial)(?P<by>(?![A-Za-z]){INSIDE}\}}\s*)\.(?=\s*\\[dt]?frac\s*\{{\s*\\partial(?![A-Za-z])\s*(?P<of>{INSIDE})\}})"
)
"""A point on the line between two derivatives."""
_POINT_ALONE = lazily(r"(?<=[)}\]])\.(?=[\\(])")
_NOTHING = lazily(r"(?:\\(?:[lc]?dots|vdots)|…|\.\.\.|\?|[\s{}])+")
_QUOTED = lazily(r"^[ ]*>[ >]*", re.MULTILINE)
_HEADING = lazily(r"^[ ]*(?:#{1,6}[ ]|\\(?:sub)*(?:section|paragraph|question|part)\b)", re.MULTILINE)


def statements_of(text: str, kind: str) -> Page:
    """The statements of a page. ``kind`` is ``markdown``, ``latex`` or ``text``.

    What is too long or too much is left out, which the page says once.
    """
    unread: list[tuple[int, str]] = []
    source = source_of(text)
    if len(source.text) > MOST_CHARACTERS:
        end = source.text.rfind("\n", 0, MOST_CHARACTERS) + 1 or MOST_CHARACTERS
        unread.append((end, f"this page has {len(source.text)} characters; the most I read is {MOST_CHARACTERS}"))
        source = Source(text, source.text[:end], source.origins[:end])
    source = expanded(source)
    found = blocks(source.text, latex=kind == "latex")
    if len(found) > MOST_BLOCKS:
        found = found[:MOST_BLOCKS]
        reason = f"the most I read of a page is {MOST_BLOCKS} pieces of maths and code"
        unread.append((found[-1].ends, reason))
    maths = []
    for block in found:
        if block.kind not in (DISPLAY, INLINE, PLAIN):
            continue
        if block.end - block.start > MOST_OF_A_FORMULA:
            length = block.end - block.start
            unread.append(
                (block.begins, f"this has {length} characters; the most I read of one is {MOST_OF_A_FORMULA}")
            )
        else:
            maths.append(block)
    bare, chains = _chains(source.text, maths, unread)
    statements = _statements(source, bare, chains, unread)
    return Page(
        text=text,
        statements=tuple(statements),
        code=tuple(_code(source, block) for block in found if block.kind == CODE),
        prose=tuple(_prose(source, found)),
        unread=tuple(Unread(*source.place(position), reason) for position, reason in sorted(unread)),
    )


def _chains(text: str, maths: Sequence[Block], unread: list[tuple[int, str]]) -> tuple[str, list[Chain]]:
    """The text of a page with blanks for all that is no formula, and the chains in it."""
    bare = _bare(text, maths)
    placed: list[Placed] = []
    spans: list[tuple[int, int]] = []
    group, line_end, before, display = 0, -1, 0, True
    for number, block in enumerate(maths):
        gap = text[before : block.begins]
        inline = block.kind == INLINE or bool(block.words)
        group += display or block.kind == DISPLAY or block.begins > line_end
        display = block.kind == DISPLAY
        line_end = text.find("\n", block.ends)
        line_end = len(text) if line_end < 0 else line_end
        words = block.words or _words(text, max(before, text.rfind("\n", 0, block.begins) + 1), block.begins)
        parts = cut(bare, block.start, block.end, "", words)
        spans += parts.blanks
        headed = _HEADING.search(gap) is not None
        for one in _in_groups(parts, group):
            placed.append(Placed(one[1], number, one[0], not gap.strip(), inline, headed))
            group, headed = one[0], False
        before = block.ends
        if len(placed) > MOST_PIECES:
            unread.append((before, f"the most I read of a page is {MOST_PIECES} formulas"))
            break
    bare = blanked(bare, spans)
    return bare, Chains(bare).add_all(placed)


def _in_groups(parts: Cut, group: int) -> Iterator[tuple[int, Piece]]:
    """Pieces with the number of their row."""
    for piece in parts.pieces:
        group += piece.before in (ROW_END, LINE_END)
        yield group, piece


def _bare(text: str, maths: Sequence[Block]) -> str:
    """The text with blanks for all that is no formula; nothing moves."""
    parts: list[str] = []
    at = 0
    for block in maths:
        inside = text[block.start : block.end]
        if "\n" in inside and text[text.rfind("\n", 0, block.begins) + 1 : block.begins].lstrip().startswith(">"):
            inside = _QUOTED.sub(lambda found: blanks(found[0]), inside)
        if "%" in inside and block.kind != PLAIN:
            inside = _COMMENT.sub(lambda found: blanks(found[0]), inside)
        if block.kind == INLINE and "\n" in inside and inside[:1] != "\n":
            inside = inside.replace("\n", " ")  # a line of text that was broken, and no row
        if "\\" in inside:
            inside = _STRUCK.sub(lambda found: blanks(found[0]) if "=" in found[0] else found[0], inside)
            inside = blanked(inside, systems(inside))
        parts += [blanks(text[at : block.start]), without_layout(inside)]
        at = block.end
    bare = "".join([*parts, blanks(text[at:])])
    pointed = _POINT.sub(_multiplied, bare)
    return _POINT_ALONE.sub("·", pointed) if pointed != bare else bare


def _multiplied(point: re.Match[str]) -> str:
    """A point with the sign of a product for it, where the derivative behind is of what the one before is by."""
    by, of = ("".join(point[name].split()) for name in ("by", "of"))
    return f"{point['by']}·" if by == f"{of}}}" else point[0]


def _words(text: str, start: int, end: int) -> str:
    return " ".join(text[max(start, end - _MOST_WORDS) : end].split()).lstrip(" >*-#").rstrip(" *$")


def _statements(source: Source, bare: str, chains: Sequence[Chain], unread: list[tuple[int, str]]) -> list[Statement]:
    found: list[tuple[Statement, Chain]] = []
    count = 0
    for chain in chains:
        count += len(chain.sides)
        if len(found) == MOST_STATEMENTS or count > MOST_LINKS + len(found):
            reason = f"the most I read of a page is {MOST_STATEMENTS} statements, and {MOST_LINKS} sides of them"
            unread.append((chain.sides[0].start, reason))
            break
        statement = _statement(source, bare, chain)
        if statement is not None:
            found.append((statement, chain))
    return with_settings([Stated(statement, chain.block, chain.group) for statement, chain in found])


def _statement(source: Source, bare: str, chain: Chain) -> Statement | None:
    """The record of a chain; None where nothing is left of it."""
    start, end = trimmed(bare, chain.sides[0].start, chain.sides[0].end)
    left, first, last = bare[start:end], start, end
    links: list[Link] = []
    claims = False
    for side in chain.sides[1:]:
        start, end = trimmed(bare, side.start, side.end)
        text = bare[start:end]
        if not text or _NOTHING.fullmatch(text):
            continue
        kind = kind_of(left, side.relation, text, claims)
        claims |= kind not in (SETTING,)
        links.append(Link(*source.place(start), text, side.relation, kind, not source.straight(start, end)))
        first, last = first if left else min(first, start), end
    if not links and (not left or _PROSE.search(left)):
        return None
    return Statement(*source.place(first), bare[first:last], left, tuple(links), chain.words)


def _code(source: Source, block: Block) -> Code:
    start, end = source.offset(block.start), source.offset(block.end)
    return Code(*source.place(block.start), source.file[start:end], block.language)


def _prose(source: Source, found: Sequence[Block]) -> Iterator[Prose]:
    at = 0
    for begins, ends in [
        *((block.begins, block.ends) for block in found if block.kind != CUT),
        (len(source.text),) * 2,
    ]:
        if source.text[at:begins].strip():
            yield Prose(*source.place(at), *source.place(begins))
        at = ends
