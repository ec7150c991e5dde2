"""The reference slot: above the question on a narrow screen, a tinted column beside it on a wide one."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.app.drawing.cell_text import stack
from tutor.app.drawing.role_styles import paint
from tutor.app.drawing.styled_rows import Row, beside
from tutor.app.graph.graph_view import Graph, graph_rows
from tutor.app.quiz.reference_text import Facts, heading, narrow, wide
from tutor.app.shell.page_host import host_of

ROWS = 7


class Reference(VerticalScroll):
    """Network, given numbers, what was derived, the figure, and the larger arrays as tables.

    On a narrow screen these take turns in one place; on a wide one they stand one below the other.  With the
    focus it has a bar at its edge, in the place of a blank, and the arrows scroll it.
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
        self.graph: Graph | None = None
        self.tables: Sequence[list[Row]] = ()
        self.lit = False
        self.view = "text"
        self.rows = ROWS
        self.column = False
        self._text = Static()
        self._figure_at = 0
        self._cut = False
        self._drawn_for = 0
        self._elsewhere = (False, False)

    def compose(self) -> ComposeResult:
        yield self._text

    def on_resize(self) -> None:
        # The page may have drawn it before its width was known.
        if self._drawn_for != self.scrollable_content_region.width:
            self.draw()

    def focus_on_click(self) -> bool:
        """A click leaves the cursor on the answer line."""
        return False

    def show(self, facts: Facts, graph: Graph | None, tables: Sequence[list[Row]]) -> None:
        """A new question: its text is shown first."""
        self.facts, self.graph, self.tables = facts, graph, tables
        self.lit, self.view = False, "text"
        self.scroll_home(animate=False)

    @property
    def views(self) -> list[str]:
        """What can stand in the one place of a narrow screen."""
        more = ["all of it"] if self._cut else []
        return ["text", *more, *(["figure"] if self.graph else []), *(["numbers"] if self.tables else [])]

    @property
    def next_view(self) -> str:
        """What a turn would bring, "" if there is nothing else."""
        views = self.views
        if self.column:
            return "figure" if self.has_figure else ("numbers" if self.has_tables else "")
        return views[(views.index(self.view) + 1) % len(views)] if len(views) > 1 else ""

    @property
    def has_figure(self) -> bool:
        """Whether the figure is shown here."""
        return self.graph is not None and not self._elsewhere[0]

    @property
    def has_tables(self) -> bool:
        """Whether the larger arrays are shown here."""
        return bool(self.tables) and not self._elsewhere[1]

    def leave_out(self, *, figure: bool, tables: bool) -> None:
        """Leave out what is shown in another place."""
        self._elsewhere = (figure, tables)

    def light(self, *, show: bool) -> None:
        """Light the way of this step in the figure, and `show` the figure where it is not seen already."""
        self.lit = True
        if show and self.graph:
            self.view = "figure"
        self.draw()
        if show and self.has_figure and self.column:
            self.call_after_refresh(self._to_figure)

    def turn(self) -> None:
        """The next view; in a column, the next page of it."""
        if self.column:
            at_end = self.scroll_offset.y >= self.max_scroll_y
            step = 0 if at_end else self.scroll_offset.y + max(1, self.size.height - 1)
            self.scroll_to(y=step, animate=False)
        elif self.next_view:
            self.view = self.next_view
            self.scroll_home(animate=False)
            self.draw()

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
        self._drawn_for = self.scrollable_content_region.width
        cells = max(20, (self._drawn_for or 80) - self._text.styles.padding.width)
        if self.column:
            rows = wide(self.facts, cells)
            if self.has_figure:
                rows += [Content(""), heading("FIGURE"), *self._figure(cells)]
                self._figure_at = len(rows) + 1
            if self.has_tables:
                rows += [Content(""), heading("NUMBERS"), *self._tables(cells)]
        elif self.view == "all of it":
            rows = narrow(self.facts, cells).rows
        elif self.view == "figure":
            rows = self._figure(cells)
        elif self.view == "numbers":
            rows = self._tables(cells)
        else:
            rows = narrow(self.facts, cells, self.rows).rows
        if not self.column:
            text = narrow(self.facts, cells, self.rows)
            self._cut = text.cut
            # The question below keeps its place, whichever view is taller.
            rows += [Content("")] * (len(text.rows) - len(rows))
        self._text.update(stack(rows))

    def _to_figure(self) -> None:
        """Bring the whole figure into sight, no further than needed."""
        below = self._figure_at + self._text.styles.padding.top - self.size.height
        if below > self.scroll_offset.y:
            self.scroll_to(y=below, animate=False)

    def _figure(self, cells: int) -> list[Content]:
        assert self.graph is not None
        return graph_rows(self.graph, cells, lit=self.lit, ascii_only=host_of(self).symbols.ascii)

    def _tables(self, cells: int) -> list[Content]:
        return paint(beside(self.tables, cells))
