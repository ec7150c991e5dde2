"""The plugins: those that work, those that were set aside, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from tutor.app.drawing.bars import hairline
from tutor.app.drawing.cell_text import stack, styled
from tutor.app.drawing.cursor_list import CursorList
from tutor.app.drawing.key_bar import Key, KeyBar
from tutor.app.drawing.theme import MUTED
from tutor.app.shell.page import HELP, Page, TitleBar
from tutor.app.shell.pages.plugins_text import detail_rows, draw_report, footer_rows, problem_rows
from tutor.app.shell.processes.background import run_in_thread, start_worker

if TYPE_CHECKING:
    from tutor.app.shell.services.services import Services
    from tutor.host import Catalogue, PluginReport
    from tutor.problems.contract.problem import Problem


class Plugins(Page):
    """A list, and below or beside it what there is to say about the row under the cursor."""

    DEFAULT_CSS = """
    Plugins #body { layout: vertical; height: 1fr; }
    Plugins #list { height: auto; max-height: 50%; padding: 1 0 0 0; }
    Plugins #below { height: 1fr; padding: 0 2; }
    Plugins.-wide #body, Plugins.-huge #body { layout: horizontal; }
    Plugins.-wide #list, Plugins.-huge #list { width: 1fr; height: 100%; max-height: 100%; padding: 0; }
    Plugins.-wide #below, Plugins.-huge #below { width: 46; height: 100%; padding: 1 4; background: $panel; }
    Plugins.-huge #below { width: 64; }
    Plugins.-tall #below { padding: 2 4; }
    Plugins.-narrow #below, Plugins.-slim #below { padding: 0 2; }
    Plugins.-wide #rule, Plugins.-huge #rule { display: none; }
    Plugins #below Static { height: auto; text-wrap: nowrap; text-overflow: clip; }
    Plugins #rule { height: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "again", show=False),
        Binding("f4", "reason", show=False),
        Binding("pageup", "scroll_by(-8)", show=False, priority=True),
        Binding("pagedown", "scroll_by(8)", show=False, priority=True),
    ]

    HELP_TOPIC = "list"
    CALLED = "plugins"
    SCROLLED = "#below"

    def __init__(self, reports: tuple[PluginReport, ...], problems: Mapping[str, Problem]) -> None:
        super().__init__()
        self.reports = reports
        self.problems = problems
        self.full = False

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Container(id="body"):
            with Vertical(id="list"):
                yield CursorList("plugins")
            with VerticalScroll(id="below", can_focus=False):
                yield Static(id="rule")
                yield Static(id="detail")
        yield KeyBar()

    def fill(self) -> None:
        self.query_one(CursorList).focus()
        self.redraw()

    def redraw(self) -> None:
        works = sum(report.error is None for report in self.reports)
        aside = sum(report.error is not None for report in self.reports)
        count = f"{works} work" + (f", {aside} set aside" if aside else "")
        left = styled(("tutor", "bold $text-primary"), ("   plugins", MUTED))
        self.title_bar.show(left, styled((count, MUTED)))
        margin = 4 if self.roomy else 2

        def row(index: int, cells: int, cursor: bool) -> Content:
            return draw_report(self.reports[index], self.symbols, cells, cursor=cursor, margin=margin)

        self.query_one(CursorList).put([str(i) for i in range(len(self.reports))], row)
        self._detail()

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self.full = False
        self._detail()

    def _detail(self) -> None:
        below = self.query_one("#below", VerticalScroll)
        cells = below.scrollable_content_region.width or 76
        self.query_one("#rule", Static).update(hairline(cells), layout=False)
        chosen = self.query_one(CursorList).chosen
        report = self.reports[int(chosen)] if chosen is not None else None
        rows = detail_rows(report, cells, full=self.full) if report else [Content("No plugins are installed.")]
        if report is not None and report.error is None:
            rows += problem_rows(report, self.problems, cells)
        rows += [Content(""), *footer_rows(self.reports, cells)]
        self.query_one("#detail", Static).update(stack(rows))
        more = report is not None and bool(report.detail)
        reason = [Key("F4", "short reason" if self.full else "full reason", "screen.reason")] if more else []
        again = Key("F8", "try again", "screen.again")
        self.keys.show(Key("↑ ↓", "choose", "screen.scroll_by(8)"), again, *reason, self.way_back, HELP)

    def action_reason(self) -> None:
        """All that a failure printed, or one sentence."""
        self.full = not self.full
        self._detail()

    def action_again(self) -> None:
        """Look for plugins again, as after a repair."""
        start_worker(self, self._again)

    async def _again(self) -> None:
        def look() -> Catalogue:
            from tutor import host

            host.refresh()
            return self.services.catalogue()

        found = await run_in_thread(look)
        self.reports, self.problems = found.plugins, found.problems
        self.redraw_if_there()
        self.navigator.refresh_home()


def plugins_page(services: Services) -> Plugins:
    """The page on all that was found."""
    found = services.catalogue()
    return Plugins(found.plugins, found.problems)
