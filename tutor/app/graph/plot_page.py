"""The plots of a problem, or of one's progress: curves, what to take from them, and the numbers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.app.drawing.cell_text import stack, styled, wrap
from tutor.app.drawing.key_bar import Key, KeyBar
from tutor.app.drawing.theme import MUTED, QUESTION
from tutor.app.graph.curve_plot import CurvePlot
from tutor.app.graph.plot_data import plots_of, progress_plots, table_rows
from tutor.app.shell.page import HELP, SCROLLING, Page, TitleBar

if TYPE_CHECKING:
    from tutor.app.shell.services.services import Services
    from tutor.problems.contract.plot import Plot

NOTHING = "This problem has no plot."


class Plots(Page):
    """One plot a page."""

    DEFAULT_CSS = """
    Plots #head { height: auto; padding: 1 2 0 2; }
    Plots.-wide #head, Plots.-huge #head { padding: 0 4; }
    Plots #curves { height: 1fr; padding: 1 2 0 2; max-width: 124; max-height: 34; }
    Plots.-wide #curves, Plots.-huge #curves { padding: 1 4 0 4; }
    Plots #scroll { height: 1fr; }
    Plots #table { height: auto; padding: 1 2; text-wrap: nowrap; text-overflow: clip; }
    Plots.-wide #table, Plots.-huge #table { padding: 1 4; }
    Plots #note { height: auto; padding: 0 2 1 2; }
    Plots.-wide #note, Plots.-huge #note { padding: 0 4 1 4; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "plot(-1)", show=False),
        Binding("right", "plot(1)", show=False),
        Binding("f4", "table", show=False),
        Binding("f9", "save", show=False),
        *SCROLLING,
    ]

    HELP_TOPIC = "plots"
    CALLED = "plots"

    def __init__(self, title: str, plots: tuple[Plot, ...]) -> None:
        super().__init__()
        self.heading = title
        self.plots = plots
        self.number = 0
        self.as_table = False

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield Static(id="head")
        with Container(id="curves"):
            if self.plots:
                yield CurvePlot()
        with VerticalScroll(id="scroll", can_focus=False):
            yield Static(id="table")
        yield Static(id="note")
        yield KeyBar()

    def fill(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        several = f"{self.number + 1} of {len(self.plots)}" if self.plots else ""
        left = styled((self.heading, "bold"), ("   plots", MUTED))
        self.title_bar.show(left, styled((several, MUTED)))
        head = self.query_one("#head", Static)
        if not self.plots:
            head.update(Content(NOTHING))
            self.keys.show(self.way_back, HELP)
            return
        plot = self.symbols.spelled(self.plots[self.number])
        head.update(styled((plot.title, QUESTION), f"   {plot.about}"))
        self.query_one("#note", Static).update(stack([Content(line) for line in wrap(plot.note, 76)]))
        self.query_one("#curves").display = not self.as_table
        self.query_one("#scroll").display = self.as_table
        cells = max(20, self.size.width - 8)
        if self.as_table:
            self.query_one("#table", Static).update(stack(table_rows(plot, cells)))
        else:
            self.query_one(CurvePlot).draw(plot.curves, plot.across, ascii_only=self.symbols.ascii)
        turn = [Key("← →", "plot", "screen.plot(1)")] if len(self.plots) > 1 else []
        view = Key("F4", "as a plot" if self.as_table else "as a table", "screen.table")
        self.keys.show(*turn, view, Key("F9", "save", "screen.save"), self.way_back, HELP)

    def action_plot(self, by: int) -> None:
        """The next plot, or the one before."""
        if self.plots:
            self.number = (self.number + by) % len(self.plots)
            self.redraw()

    def action_table(self) -> None:
        """The numbers instead of the curves, or back."""
        self.as_table = not self.as_table
        self.redraw()

    def action_save(self) -> None:
        """Write the numbers to a file."""
        if self.plots:
            plot = self.plots[self.number]
            self.host.save(lambda: self.services.plot_numbers(plot))


def plots_page(services: Services, problem: str) -> Plots:
    """The plots of a problem."""
    found = services.problem(problem)
    return Plots(found.title, plots_of(found))


def days_page(services: Services) -> Plots:
    """The plots of one's own progress."""
    from tutor.study import read_learner_state

    return Plots("tutor", progress_plots(read_learner_state(services.store), date.today()))
