"""Plain text measured in terminal cells: fitting, wrapping, columns.

`len` counts code points; `C̃` is two of them and one cell, `中` is one and two cells.  Everything that is
lined up on the screen is measured here, in NFC, and what nobody would see is written visibly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from rich.cells import cell_len
from textual.content import Content

from tutor.terminal_text import printable

CUT = "…"
_NUMBER = re.compile(r"[−+-]?\d[\d.]*")

Part: TypeAlias = str | tuple[str, str] | Content


def nfc(text: str) -> str:
    """Compose accents where a composed letter exists, so that cursor steps and cells agree."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def shown(text: str) -> str:
    """`text` as it is put on the screen, whoever wrote it: in NFC, and nothing in it unseen."""
    return nfc(printable(text))


def width(text: str) -> int:
    """Cells that `text` takes on one row."""
    return cell_len(shown(text))


def fit(text: str, cells: int, *, right: bool = False) -> str:
    """`text` in exactly `cells` cells: padded with blanks, or cut with `…`."""
    if cells <= 0:
        return ""
    text = shown(text)
    size = cell_len(text)
    if size > cells:
        text = text[: _end(text, cells - 1)] + CUT
        size = cell_len(text)
    pad = " " * (cells - size)
    return pad + text if right else text + pad


def shorten(content: Content, cells: int) -> Content:
    """Content in at most `cells` cells: whole, or cut with `…`."""
    if content.cell_length <= cells:
        return content
    return content[: _end(content.plain, cells - 1)] + CUT if cells > 0 else Content("")


def _end(text: str, cells: int) -> int:
    """How many characters of text fit into `cells` cells; a number that does not fit whole is left out."""
    end = len(_head(text, cells)) if cell_len(text[:1]) <= cells else 0
    for number in _NUMBER.finditer(text):
        if number.start() < end < number.end():
            return number.start()
    return end


def styled(*parts: Part) -> Content:
    """Text with styles; a part is a string, a pair of string and style, or content."""
    return Content.assemble(*map(_shown_part, parts))


def _shown_part(part: Part) -> Part:
    if isinstance(part, str):
        return shown(part)
    return part if isinstance(part, Content) else (shown(part[0]), part[1])


def row(left: Content, right: Content, cells: int) -> Content:
    """`left` at the left edge and `right` at the right edge of one row; `left` is cut if both do not fit."""
    room = cells - right.cell_length
    if room <= 0:
        return shorten(left, cells)
    if left.cell_length > room - 2:
        left = shorten(left, max(0, room - 2))
    return Content.assemble(left, " " * (room - left.cell_length), right)


def wrap(text: str, cells: int) -> list[str]:
    """Break `text` at blanks into rows of at most `cells` cells; a longer word is folded."""
    rows: list[str] = []
    for line in shown(text).split("\n"):
        current = ""
        for word in line.split(" "):
            while cell_len(word) > cells > 0:
                if current:
                    rows.append(current)
                    current = ""
                head = word[: _end(word, cells)] or _head(word, cells)
                rows.append(head)
                word = word[len(head) :]
            if not current:
                current = word
            elif cell_len(current) + 1 + cell_len(word) <= cells:
                current += " " + word
            else:
                rows.append(current)
                current = word
        rows.append(current)
    return rows


def flow(items: Iterable[Content], cells: int, gap: int = 3) -> list[Content]:
    """Set items side by side, `gap` blanks between them, breaking between items; within one that is too long itself."""
    rows: list[list[Content]] = [[]]
    used = 0
    for item in (piece for one in items for piece in _pieces(one, cells)):
        size = item.cell_length
        if rows[-1] and used + gap + size > cells:
            rows.append([])
            used = 0
        used += size + (gap if rows[-1] else 0)
        rows[-1].append(item)
    blank = Content(" " * gap)
    return [blank.join(r) for r in rows if r]


def _pieces(item: Content, cells: int) -> list[Content]:
    """An item that has room, or its words in as few pieces as have room."""
    if item.cell_length <= cells:
        return [item]
    pieces, start = [], 0
    for line in wrap(item.plain, cells):
        end = start + len(line)
        pieces.append(item[start:end])
        start = end + item.plain[end:].startswith(" ")
    return pieces


def stack(rows: Sequence[Content]) -> Content:
    """Rows as one content of several lines."""
    return Content("\n").join(rows)


def _head(word: str, cells: int) -> str:
    taken = 0
    for index, char in enumerate(word):
        taken += cell_len(char)
        if taken > cells:
            return word[: max(1, index)]
    return word
