"""What stands below the reply where a wide screen is tall enough: the figure, what was derived, the larger arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from textual.content import Content
from textual.widgets import Static

from tutor.app.drawing.cell_text import fit, stack, styled, width, wrap
from tutor.app.drawing.role_styles import paint
from tutor.app.drawing.styled_rows import Row, beside
from tutor.app.drawing.theme import MUTED
from tutor.app.graph.graph_view import Graph, graph_rows
from tutor.app.quiz.reference_text import Fact, heading

FEWEST = 3
"""Rows that are worth a part of their own: a heading and two below it."""


@dataclass(frozen=True)
class Lower:
    """What may be shown there: the figure, with the way of the step `lit`, formulas that were derived, arrays."""

    graph: Graph | None = None
    derived: tuple[Fact, ...] = ()
    tables: Sequence[list[Row]] = ()
    lit: bool = False


@dataclass
class Drawn:
    """The rows that have room, and which of the parts that the reference column would have are among them."""

    rows: list[Content] = field(default_factory=list)
    figure: bool = False
    tables: bool = False


def lower_rows(lower: Lower, cells: int, room: int, *, ascii_only: bool) -> Drawn:
    """The parts that fit whole into `cells` and `room` rows, the figure first; of the formulas as many as fit."""
    drawn = Drawn()
    figure = _figure(lower, cells, ascii_only=ascii_only)
    if figure and len(figure) <= room:
        drawn.figure = True
        _add(drawn, figure)
    tables = [heading("NUMBERS"), *paint(beside(lower.tables, cells))] if lower.tables else []
    left = room - len(drawn.rows) - bool(drawn.rows)
    drawn.tables = 0 < len(tables) <= left and max(row.cell_length for row in tables) <= cells
    after = len(tables) + 1 if drawn.tables else 0
    derived = _derived(lower.derived, cells, left - after)
    if derived:
        _add(drawn, derived)
    if drawn.tables:
        _add(drawn, tables)
    return drawn


def _add(drawn: Drawn, part: list[Content]) -> None:
    drawn.rows += [*([Content("")] if drawn.rows else []), *part]


def _figure(lower: Lower, cells: int, *, ascii_only: bool) -> list[Content]:
    """The figure below its heading; nothing where it would be cut."""
    if lower.graph is None:
        return []
    rows = graph_rows(lower.graph, cells + 1, lit=lower.lit, ascii_only=ascii_only)
    return [heading("FIGURE"), *rows] if rows and max(row.cell_length for row in rows) <= cells else []


def _derived(facts: Sequence[Fact], cells: int, room: int) -> list[Content]:
    """The gradients that were found, as formulas, below their heading: the newest of them, as many as fit."""
    if room < FEWEST or not facts:
        return []
    name = max(width(fact.name) for fact in facts)
    blocks = []
    for fact in facts:
        lines = wrap(fact.value, max(20, cells - name - 3))
        lead = f"{fit(fact.name, name)} = "
        blocks.append([styled((lead if at == 0 else " " * (name + 3), MUTED), line) for at, line in enumerate(lines)])
    shown: list[Content] = []
    while blocks and len(shown) + len(blocks[-1]) < room:
        shown = blocks.pop() + shown
    more = styled(("DERIVED", f"bold {MUTED}"), (f"   the newest, {len(blocks)} more before" if blocks else "", MUTED))
    return [more, *shown] if shown else []


class LowerPanel(Static, can_focus=False):
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
