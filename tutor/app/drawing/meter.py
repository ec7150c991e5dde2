"""Bars of progress and rules across the page."""

from __future__ import annotations

from textual.content import Content

from tutor.app.drawing.bars import bar
from tutor.app.drawing.cell_text import styled
from tutor.app.drawing.role_styles import painted
from tutor.app.drawing.theme import RULE


def meter(done: float, total: float, cells: int) -> Content:
    """A bar of `cells` cells: a heavy line for what is done, a hairline for the rest."""
    if cells <= 0:
        return Content("")
    return painted(bar(done / total if total > 0 else 0.0, cells))


def hairline(cells: int) -> Content:
    """A rule across the page."""
    return styled(("─" * max(0, cells), RULE))
