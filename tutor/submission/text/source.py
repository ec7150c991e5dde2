"""The text of a page as it is read: without signs of no width, with plain brackets and signs for wide ones, every
character with its place in the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from tutor.notation.characters import INVISIBLE

_INVISIBLE = re.compile(f"[{''.join(sorted(INVISIBLE))}]+")
_PLAIN = str.maketrans("（）［］｛｝，；：＝＋＊／＜＞｜＄＾＿＆\r\t\v\f", "()[]{},;:=+*/<>|$^_&    ")
"""Wide signs of East Asian keyboards, and blanks; the other wide characters are left to the reader of formulas."""


class Source:
    """``text`` is what is read, ``origins`` where each of its characters stands in the file, ``file`` all of that."""

    def __init__(self, file: str, text: str, origins: Sequence[int]) -> None:
        self.file = file
        self.text = text
        self.origins = origins
        self._lines = [0, *(found.end() for found in re.finditer("\n", file))]

    def replaced(self, parts: Iterable[tuple[str, Sequence[int]]]) -> Source:
        """The same page with another text: its parts, each with its characters' places in the file."""
        texts: list[str] = []
        origins: list[int] = []
        for text, places in parts:
            texts.append(text)
            origins += places
        return Source(self.file, "".join(texts), origins)

    def offset(self, position: int) -> int:
        """Where a position in the text stands in the file."""
        return self.origins[position] if position < len(self.origins) else len(self.file)

    def place(self, position: int) -> tuple[int, int]:
        """The line and column in the file, from 1, of a position in the text."""
        offset = self.offset(position)
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def straight(self, start: int, end: int) -> bool:
        """Whether a part of the text stands in the file as it is, character by character."""
        first = self.offset(start)
        return self.file[first : first + end - start].translate(_PLAIN) == self.text[start:end]


def source_of(file: str) -> Source:
    """The text of a file to be read."""
    plain = file.translate(_PLAIN)
    source = Source(file, plain, range(len(plain)))
    if not _INVISIBLE.search(plain):
        return source
    parts, at = [], 0
    for found in _INVISIBLE.finditer(plain):
        parts.append((plain[at : found.start()], range(at, found.start())))
        at = found.end()
    return source.replaced([*parts, (plain[at:], range(at, len(plain)))])
