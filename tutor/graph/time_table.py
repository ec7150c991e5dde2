"""A recurrent network as a table: a column for each time, a row for each quantity, the lines of one time before them.

It serves networks whose values at one time are no chain, where their cards with all lines have no room. The lines are
the same at each time, so they stand there once; what comes from the time before is repeated by name.
"""

from __future__ import annotations

from rich.cells import cell_len

from tutor.graph.card import ROWS, SHORT, Detail
from tutor.graph.cards import CardPicture, View
from tutor.graph.line_canvas import Canvas
from tutor.graph.period import Period, period_of
from tutor.graph.picture import Picture
from tutor.graph.placed_cards import PlacedCards
from tutor.graph.rails import draw_rails, rail_cells

_DETAILS = ((Detail(ROWS, 12), (1,)), (Detail(SHORT, 12), (1, 0)))
"""What a card shows, and the blank rows between two, the most first."""
LEAST_BETWEEN, MOST_BETWEEN = 1, 6
"""Cells between two times: so many at least, and more where there is room."""
HEAD = 1
"""Rows above the first card, which say the times."""


def draw_table(picture: Picture, view: View, cells: int, rows: int) -> CardPicture | None:
    """The table in so many cells and rows; None where the network is none, or it does not fit."""
    period = period_of(picture.graph)
    if period is None:
        return None
    for detail, gaps in _DETAILS:
        detail = detail.replace(indent=3 if view.ascii_only else detail.indent)
        cards = PlacedCards(picture, view, detail, period.attached)
        for table in (_Table(cards, period, gap) for gap in gaps):
            if table.width(LEAST_BETWEEN) <= cells and table.height <= rows:
                spare = (cells - table.width(LEAST_BETWEEN)) // len(picture.graph.times)
                return table.painted(min(MOST_BETWEEN, LEAST_BETWEEN + spare))
    return None


class _Table:
    """The table at one level of detail, its rows parted by so many blank ones."""

    def __init__(self, cards: PlacedCards, period: Period, gap: int) -> None:
        self.cards, self.period = cards, period
        self.ascii_only = cards.view.ascii_only
        sizes = [[cards.size(number) for number in row if number is not None] for row in period.cells]
        self.card = max(size.cells for row in sizes for size in row) + 1
        self.tops: list[int] = []
        top = HEAD
        for row in sizes:
            self.tops.append(top)
            top += max((size.rows for size in row), default=1) + gap
        self.side_cells = max((cards.size(number).cells + 1 for number in period.side), default=0)
        rows = [cards.size(number).rows for number in period.side]
        apart = max(gap, int(HEAD + sum(rows) + len(rows) - 1 <= top - gap))
        self.side = [HEAD + sum(rows[:at]) + at * apart for at in range(len(rows))]
        self.height = max(top - gap, HEAD + sum(rows) + apart * (len(rows) - 1))

    def width(self, between: int) -> int:
        """The cells that it takes with so many between two columns."""
        count = len(self.cards.graph.times) + (1 if self.side else 0)
        return rail_cells(self.period.graph) + 2 + count * (self.card + between) - between - self._narrower

    @property
    def _narrower(self) -> int:
        """The cells that the column of the side has less than others."""
        return self.card - self.side_cells if self.side else 0

    def painted(self, between: int) -> CardPicture:
        """The picture."""
        cards, period, times = self.cards, self.period, self.cards.graph.times
        canvas = Canvas(self.height, self.width(between))
        shown, lit = cards.picture, cards.view.lit
        rails = draw_rails(
            period.graph,
            self.tops,
            self.height,
            lit=period.lit_rows(shown.lit) if lit else (),
            lit_edges=period.lit_edges(shown.lit_edges) if lit else (),
            ascii_only=self.ascii_only,
        )
        for row, spans in enumerate(rails):
            canvas.put_row(row, 0, spans)
        columns = [rail_cells(period.graph) + 2 + at * (self.card + between) for at in range(len(times) + 1)]
        for time, column in zip(times, columns, strict=False):
            text = f"t = {time}"
            canvas.put(0, column + 1, text, cell_len(text), "muted")
        if len(times) < cards.graph.steps:
            canvas.put(0, columns[1] - between // 2 - 1, ":" if self.ascii_only else "⋯", 1, "muted")
        for top, own, comes in zip(self.tops, period.cells, period.comes, strict=True):
            for column, number, other in zip(columns, own, comes, strict=False):
                if number is not None:
                    cards.put(canvas, number, top, column, self.card)
                elif other is not None:
                    sign = ">" if self.ascii_only else "↳"
                    role = "lit" if other in cards.lit else "muted"
                    canvas.put_row(top, column, [(f"{sign} {cards.labels[other]}", role)])
        for number, top in zip(period.side, self.side, strict=True):
            cards.put(canvas, number, top, columns[-1], self.side_cells)
        return cards.picture_on(canvas, self.width(between))
