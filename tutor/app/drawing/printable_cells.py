"""A filter over everything that is drawn: no sign leaves the app that could steer the terminal or stay unseen.

Text is made printable before it is measured (see `tutor.app.drawing.cell_text`); this is the net below that.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tutor.terminal_text import is_shown

_GONE = "\N{REPLACEMENT CHARACTER}"


class PrintableCells(LineFilter):
    """Replaces such a sign by as many cells as it was taken to have, none for most, so that nothing moves."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if (segment.text.isascii() and segment.text.isprintable()) or segment.control
            else Segment(segment.text.translate(_CELLS), segment.style)
            for segment in segments
        ]


class _Cells(dict[int, str]):
    """What is drawn for each character, by code point, for ``str.translate``; a character is looked up once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        found = char if is_shown(char) else (" " if char.isspace() else _GONE) * cell_len(char)
        if len(self) < _REMEMBERED:
            self[code] = found
        return found


_REMEMBERED = 4096
_CELLS = _Cells()
