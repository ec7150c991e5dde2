"""Rows of spans with roles, as the drawing functions return them, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from tutor.app.drawing.styled_rows import Row
from tutor.app.drawing.theme import MUTED

STYLES = {
    "plain": "",
    "muted": MUTED,
    "title": "bold",
    "lit": "bold $text-accent",
    "target": "bold $background on $accent",
    **{f"plus{depth}": f"on $heat-plus {15 * depth}%" if depth else "on $panel" for depth in range(5)},
    **{f"minus{depth}": f"on $heat-minus {15 * depth}%" if depth else "on $panel" for depth in range(5)},
}

# What the built-in themes do not define: the grounds of a heat map, orange for plus and blue for minus.
DEFAULTS = {"heat-plus": "#e08a3c", "heat-minus": "#4a7fe0"}


def painted(row: Row) -> Content:
    """One row."""
    return Content.assemble(*((text, STYLES[role]) for text, role in row))


def paint(rows: Iterable[Row]) -> list[Content]:
    """Several rows."""
    return [painted(row) for row in rows]
