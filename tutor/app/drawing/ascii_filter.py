"""A filter over everything that is drawn: where only ASCII can be shown, no other sign leaves the app."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tutor.app.drawing.symbols import cell_by_cell


class AsciiCells(LineFilter):
    """Replaces each sign by an ASCII one of the same width, so that nothing moves."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            Segment(cell_by_cell(text), style, control) if not text.isascii() else segment
            for segment in segments
            for text, style, control in (segment,)
        ]
