"""What is known of the text that is typed: its steps in a column beside the editor, and its figure below the text."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.app.drawing.cell_text import stack, styled, wrap
from tutor.app.drawing.symbols import Symbols
from tutor.app.drawing.theme import MUTED
from tutor.app.network.live_check import Checked
from tutor.app.network.panel_text import figure_rows, known_rows, state_rows
from tutor.app.quiz.reference_text import heading
from tutor.graph.names_only import NameGraph

VISITOR = "In a browser it is kept until this page is closed: ctrl+s downloads it."


class KnownPanel(VerticalScroll, can_focus=False):
    """Whether the text can be read, and what follows from it: its arrays, its loss, the derived steps."""

    DEFAULT_CSS = """
    KnownPanel { height: 6fr; padding: 0 2; scrollbar-gutter: stable; }
    KnownPanel > Static { height: auto; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self) -> None:
        super().__init__(id="known")
        self._text = Static()
        self._read: Checked | None = None  # what was known when the text could last be read

    def compose(self) -> ComposeResult:
        yield self._text

    @property
    def cells(self) -> int:
        """The cells of a row."""
        return max(20, (self.scrollable_content_region.width or 75) - 1)

    def take(self, checked: Checked) -> None:
        """Remember what is known of a text that can be read."""
        if checked.arrays and checked.fault is None:
            self._read = checked

    def known(self, checked: Checked | None) -> Checked | None:
        """What is known of the text: as it is, or as it could last be read."""
        return checked if checked is not None and checked.arrays else self._read

    def draw(self, checked: Checked | None, symbols: Symbols, *, visitor: bool) -> None:
        """Write what is known now; to a ``visitor`` in a browser it is said where that is kept."""
        rows = state_rows(checked, self.cells, symbols)
        if visitor:
            rows += [styled((line, MUTED)) for line in wrap(VISITOR, self.cells)]
        known = self.known(checked)
        if known is not None:
            before = [heading("AS IT LAST COULD BE READ"), Content("")] if known is not checked and checked else []
            rows += [Content(""), *before, *known_rows(known, self.cells, symbols)]
        self._text.update(stack(rows), layout=self._text.size.height != len(rows))


class FigureBelow(Static, can_focus=False):
    """The figure of the network below its text, where there is room for it."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    FigureBelow { display: none; height: auto; padding: 1 0 1 1; text-wrap: nowrap; text-overflow: clip; }
    .-wide.-tall FigureBelow, .-huge.-tall FigureBelow { display: block; }
    .-wide.-tall FigureBelow.-empty, .-huge.-tall FigureBelow.-empty { display: none; }
    """

    def __init__(self) -> None:
        super().__init__(id="figure")
        self._drawn: tuple[NameGraph | None, int, Symbols] | None = None

    def draw(self, figure: NameGraph | None, cells: int, symbols: Symbols) -> None:
        """Draw the figure, unless it stands there already: of all that is drawn it takes the longest."""
        drawn = (figure, cells, symbols)
        if drawn != self._drawn:
            self._drawn = drawn
            rows = figure_rows(figure, cells, symbols) if figure else []
            self.set_class(not rows, "-empty")
            self.update(stack(rows))
