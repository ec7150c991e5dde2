"""The reference slot: above the question on a narrow screen, a tinted column beside it on a wide one."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.app.drawing.cell_text import stack
from tutor.app.drawing.clickable_rows import ClickableRows
from tutor.app.drawing.role_styles import paint
from tutor.app.graph.array_page import NamedArray
from tutor.app.graph.array_tables import side_by_side
from tutor.app.graph.heat_table import heat
from tutor.app.quiz.lower_panel import Drawn
from tutor.app.quiz.reference_text import Fact, Facts, group_rows, heading, narrow, network_rows, wide, with_numbers
from tutor.app.quiz.row_budget import ROWS
from tutor.app.shell.page_host import host_of
from tutor.graph.cards import draw_cards, path
from tutor.graph.picture import Picture
from tutor.graph.tape import Tape, draw_tape
from tutor.styled_rows import Row, beside


class Reference(VerticalScroll):
    """Network, given numbers, what was derived; on a wide screen the graph as a list, and the larger arrays as tables.

    On a narrow screen the lit path takes the place of the text. With the focus it has a bar at its edge, in the place
    of a blank, and the arrows scroll it.
    """

    DEFAULT_CSS = """
    Reference {
        height: auto; scrollbar-size-vertical: 1; border-left: blank;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    Reference:focus { border-left: outer $primary; }
    Reference.-squeezed { display: none; }
    Reference > Static { height: auto; padding: 0 2 0 1; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self) -> None:
        super().__init__(id="side")
        self.facts = Facts()
        self.derived: Sequence[Fact] = ()
        self.picture: Picture | None = None
        self.tables: Sequence[NamedArray] = ()
        self.lit = False
        self.rows = ROWS
        self.column = False
        self._text = ClickableRows()
        self._drawn_for = (0, 0)
        self._elsewhere = Drawn()
        self._all = False

    def compose(self) -> ComposeResult:
        yield self._text

    def on_resize(self) -> None:
        # The page may have drawn it before its size was known.
        if self._drawn_for != self._room:
            self.draw()

    def focus_on_click(self) -> bool:
        """A click leaves the cursor on the answer line."""
        return False

    def show(self, facts: Facts, picture: Picture | None, tables: Sequence[NamedArray], *, lit: bool) -> None:
        """A new question, the way of its step ``lit`` or not."""
        self.facts, self.picture, self.tables, self.lit = facts, picture, tables, lit
        self._all = False
        self.scroll_home(animate=False)

    def leave_out(self, drawn: Drawn) -> None:
        """Leave out what is shown below the reply."""
        self._elsewhere = drawn

    def unfold(self) -> bool:
        """Show all of the text on a narrow screen, where some of it was left out; whether anything changed."""
        if self.column or self._all:
            return False
        self._all = True
        self.draw()
        return True

    def lay_out(self, *, column: bool, rows: int) -> None:
        """Choose between the column and at most `rows` rows above the question."""
        self.column, self.rows = column, rows
        self.styles.max_height = None if column else max(1, rows)
        self.set_class(not column and rows < 1, "-squeezed")
        self.draw()

    def draw(self) -> None:
        """Lay the text out for the present size."""
        if self.has_class("-squeezed"):
            return
        self._drawn_for = wide, high = self._room
        cells = max(20, (wide or 80) - self._text.styles.padding.width)
        self._text.update(stack(self._column(cells, high) if self.column else self._slot(cells)))

    @property
    def _room(self) -> tuple[int, int]:
        """The cells there are, and in a column the rows; above the question its height follows from its text."""
        return self.scrollable_content_region.width, self.size.height if self.column else 0

    def _column(self, cells: int, high: int) -> list[Content]:
        """The network, the graph with its numbers, formulas, and the larger arrays as tables, as many as have room."""
        tape = self._tape(cells)
        seen = self._elsewhere.in_full
        if tape is not None and self.picture is not None:
            seen |= self.picture.labels(tape.in_full)
        arrays = [one for one in self.tables if one.name not in seen]
        seen |= {one.name for one in arrays if self._elsewhere.tables}
        room = high - self._text.styles.padding.height
        tables = [] if self._elsewhere.tables else _first_tables(arrays, cells, room)
        for count in range(len(tables), 0, -1):
            rows = self._text_rows(cells, tape, seen.union(one.name for one in arrays[:count]))
            rows += [Content(""), heading("NUMBERS"), *side_by_side(tables[:count], cells)]
            if len(rows) <= room:
                return rows
        return self._text_rows(cells, tape, seen)

    def _text_rows(self, cells: int, tape: Tape | None, seen: frozenset[str]) -> list[Content]:
        """All but the tables, and what is not seen in the graph or in a table; numbers as text where no graph fits."""
        if tape is None and not self._elsewhere.graph:
            return wide(self.facts, cells)
        rows = network_rows(self.facts, cells) + group_rows("", self.facts.apart, cells)[2:]
        rows += [Content(""), heading("GRAPH"), *paint([tape.head, *tape.rows])] if tape is not None else []
        spelled = set(map(host_of(self).symbols.text, seen))
        given, values = (
            [fact for fact in group if fact.is_list and fact.name not in spelled]
            for group in (self.facts.given, self.facts.so_far)
        )
        rows += group_rows("GIVEN", given, cells)
        return rows + group_rows("SO FAR", with_numbers(self.derived, values), cells)

    def _slot(self, cells: int) -> list[Content]:
        """The text in few rows, or the lit path and the network; as high as the text: the question keeps its place."""
        text = narrow(self.facts, cells, self.rows).rows
        if self._all:
            return narrow(self.facts, cells).rows
        rows = self._path(cells) if self.lit else []
        if not rows:
            return text
        left = len(text) - len(rows) - 1
        below = [Content(""), *narrow(Facts(self.facts.network), cells, left).rows] if left > 0 else []
        return rows + below + [Content("")] * (len(text) - len(rows) - len(below))

    def _path(self, cells: int) -> list[Content]:
        if self.picture is None:
            return []
        drawn = draw_cards(self.picture, path(self.picture, ascii_only=self._ascii), cells, max(self.rows, 3))
        return paint(drawn.rows) if drawn is not None else []

    def _tape(self, cells: int) -> Tape | None:
        """The graph as a list, unless it is drawn elsewhere."""
        if self.picture is None or self._elsewhere.graph:
            return None
        return draw_tape(self.picture, cells, lit=self.lit, ascii_only=self._ascii, slopes=False)

    @property
    def _ascii(self) -> bool:
        return host_of(self).symbols.ascii


def _first_tables(arrays: Sequence[NamedArray], cells: int, room: int) -> list[list[Row]]:
    """Tables of the first arrays, as many as would have room if nothing else stood in the column."""
    tables: list[list[Row]] = []
    for one in arrays:
        tables.append(heat(one.name, one.array, cells))
        if len(beside(tables, cells)) > room:
            return tables[:-1]
    return tables
