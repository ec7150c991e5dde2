"""What stands below the reply where a wide screen is tall enough: the graph, and the larger arrays as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from textual.content import Content

from tutor.app.drawing.cell_text import stack
from tutor.app.drawing.clickable_rows import ClickableRows
from tutor.app.drawing.role_styles import paint
from tutor.app.graph.array_page import NamedArray
from tutor.app.graph.array_tables import table_rows
from tutor.app.quiz.reference_text import heading
from tutor.graph.card import ROWS, SHORT, TABLES
from tutor.graph.cards import CardPicture, draw_cards, path, whole
from tutor.graph.fitted import fitted
from tutor.graph.picture import Picture
from tutor.record import Record

FEWEST = 3
"""Rows that are worth a part of their own: a heading and two below it."""


class Lower(Record):
    """What may be shown there: the graph, with the way of the step `lit`, and arrays.

    All of the graph stands here where it fits, on a screen that is not `huge` only with the gradient of each value in a
    row of its own: else the reference column has it as a list, and the lit path stands here.
    """

    picture: Picture | None = None
    tables: Sequence[NamedArray] = ()
    lit: bool = False
    huge: bool = False


@dataclass
class Drawn:
    """The rows that have room, and which of the parts that the reference column would have are among them.

    ``in_full`` are the names of the arrays of which the graph there shows all digits.
    """

    rows: list[Content] = field(default_factory=list)
    graph: bool = False
    tables: bool = False
    in_full: frozenset[str] = frozenset()


def lower_rows(lower: Lower, cells: int, room: int, *, ascii_only: bool) -> Drawn:
    """The parts that fit whole into `cells` and `room` rows, the graph first and with it in the middle of the rows."""
    drawn = Drawn()
    graph = _whole(lower, cells, room, ascii_only=ascii_only)
    drawn.graph = graph is not None
    graph = graph or _path(lower, cells, room, ascii_only=ascii_only)
    if graph is not None and lower.picture is not None:
        drawn.in_full = lower.picture.labels(graph.in_full)
        _add(drawn, paint(graph.rows))
    arrays = [one for one in lower.tables if one.name not in drawn.in_full]
    left = room - len(drawn.rows) - bool(drawn.rows)
    tables = [heading("NUMBERS"), *table_rows(arrays, cells)] if arrays and left >= FEWEST else []
    drawn.tables = 0 < len(tables) <= left and max(row.cell_length for row in tables) <= cells
    if drawn.tables:
        _add(drawn, tables)
    if graph is not None:
        drawn.rows = [*[Content("")] * ((room - len(drawn.rows)) // 2), *drawn.rows]
    return drawn


def _add(drawn: Drawn, part: list[Content]) -> None:
    drawn.rows += [*([Content("")] if drawn.rows else []), *part]


def _whole(lower: Lower, cells: int, room: int, *, ascii_only: bool) -> CardPicture | None:
    """All of the graph, if it fits; it leaves room for tables where there are any."""
    shown = lower.picture
    if shown is None or room < FEWEST:
        return None
    view = whole(shown, lit=lower.lit, ascii_only=ascii_only, roomy=not lower.tables)
    drawn = fitted(shown, view, cells, room)
    return drawn if drawn is not None and (lower.huge or drawn.kind in (TABLES, ROWS, SHORT)) else None


def _path(lower: Lower, cells: int, room: int, *, ascii_only: bool) -> CardPicture | None:
    """The way of the step once it is lit, if it fits."""
    shown = lower.picture
    if shown is None or not lower.lit or room < FEWEST:
        return None
    return draw_cards(shown, path(shown, ascii_only=ascii_only), cells, room)


class LowerPanel(ClickableRows, can_focus=False):
    """The rows below the reply. Its place is the same whatever is said above it."""

    DEFAULT_CSS = """
    LowerPanel { display: none; height: 1fr; text-wrap: nowrap; text-overflow: clip; }
    LowerPanel.-filled { display: block; }
    """

    def __init__(self) -> None:
        super().__init__(id="lower")

    def show(self, drawn: Drawn) -> None:
        """Show these rows; none of them takes no room."""
        self.set_class(bool(drawn.rows), "-filled")
        self.update(stack(drawn.rows), layout=False)
