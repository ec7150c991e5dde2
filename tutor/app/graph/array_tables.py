"""Arrays as tables beside each other, each as wide as there is room; a click on them shows all their entries."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style

from tutor.app.drawing.role_styles import paint
from tutor.app.graph.array_page import NamedArray
from tutor.app.graph.heat_table import heat
from tutor.styled_rows import Row, beside

_CLICK = Style.from_meta({"@click": "screen.arrays"})


def table_rows(arrays: Sequence[NamedArray], cells: int, gap: int = 3) -> list[Content]:
    """The rows of the tables of all arrays in `cells` cells."""
    return side_by_side([heat(one.name, one.array, cells) for one in arrays], cells, gap)


def side_by_side(blocks: list[list[Row]], cells: int, gap: int = 3) -> list[Content]:
    """The rows of some tables; those that have no room beside others go below."""
    return [row.stylize(_CLICK) for row in paint(beside(blocks, cells, gap))] if blocks else []
