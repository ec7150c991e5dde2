"""Hand in: open a worked solution or paste it, see every line marked, and be asked what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import Input, Static

from tutor.app.drawing.bars import hairline
from tutor.app.drawing.cell_text import fit, stack, styled
from tutor.app.drawing.key_bar import Key, KeyBar
from tutor.app.drawing.theme import MUTED
from tutor.app.shell.page import HELP, Page, TitleBar
from tutor.app.shell.pages.palette_entry import PaletteEntry
from tutor.app.shell.processes.background import run_in_thread, start_worker
from tutor.app.shell.services.kept_pages import KeptPage
from tutor.app.submission.handed_in import MOST_PASTED
from tutor.app.submission.marked_page import MarkedPage, Question
from tutor.app.submission.marking import Marking
from tutor.app.submission.page_view import PageView
from tutor.app.submission.panel_text import introduction, said_rows, state_rows, totals
from tutor.app.submission.path_input import PathInput, Paths
from tutor.app.submission.problems import problem_entries, session_on

if TYPE_CHECKING:
    from tutor.app.shell.services.services import Services

NOTHING_TYPED = "Type the path of a file, or paste the page itself"
ANY = "any that fits"
_SIGN = 11
"""Cells of a line before its text, and after it, on a page of less than 1000 lines."""


class HandIn(Page):
    """The path and the problem above, then the page with its marks; what is said of a line below or beside it."""

    DEFAULT_CSS = """
    HandIn #form { height: 3; padding: 1 2; layout: horizontal; }
    HandIn PathInput { width: 1fr; }
    HandIn #about { width: auto; max-width: 50%; height: 1; padding: 0 0 0 2; text-wrap: nowrap; }
    HandIn #body { layout: vertical; height: 1fr; }
    HandIn #left { height: 1fr; }
    HandIn PageView { display: none; }
    HandIn #rule, HandIn #said { display: none; }
    HandIn.-marked PageView, HandIn.-marked #rule, HandIn.-marked #said { display: block; }
    HandIn.-marked #introduction { display: none; }
    HandIn #introduction { padding: 0 2; height: auto; }
    HandIn #rule { height: 1; padding: 0 2; }
    HandIn #said { height: 8; padding: 0 2; }
    HandIn.-tall #said { height: 14; }
    HandIn #text { height: auto; text-wrap: nowrap; text-overflow: clip; }
    HandIn.-low #form { padding: 0 2; height: 1; }
    HandIn.-low #said { height: 4; }
    HandIn.-wide #body, HandIn.-huge #body { layout: horizontal; }
    HandIn.-wide #form, HandIn.-huge #form { height: 2; padding: 0 4 1 4; }
    HandIn.-wide #left, HandIn.-huge #left { width: 1fr; height: 100%; padding: 0 2 0 2; }
    HandIn.-wide.-marked #rule, HandIn.-huge.-marked #rule { display: none; }
    HandIn.-wide #said, HandIn.-huge #said {
        width: 46; height: 100%; padding: 1 2 1 4; background: $panel;
        scrollbar-background: $panel; scrollbar-background-hover: $panel; scrollbar-background-active: $panel;
    }
    HandIn.-huge #said { width: 60; padding: 2 4; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "practise", show=False),
        Binding("f5", "again", show=False),
        Binding("f8", "problem", show=False),
        Binding("ctrl+up", "scroll_by(-1)", show=False),
        Binding("ctrl+down", "scroll_by(1)", show=False),
        Binding("tab,shift+tab", "other_part", show=False, priority=True),
    ]

    HELP_TOPIC = "hand in"
    CALLED = "your page"
    SCROLLED = "#said"

    def __init__(self, path: str = "", problem: str = "", *, text: str = "", at_once: bool = False) -> None:
        super().__init__()
        self.page: MarkedPage | None = None
        self.marking = Marking(self, self.redraw_if_there, self._show, path, problem)
        if text:
            self.marking.take_text(text)
        self._at_once = at_once

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Container(id="form"):
            yield PathInput()
            yield Static(id="about")
        with Container(id="body"):
            with Vertical(id="left"):
                yield Static(id="introduction")
                yield PageView()
            yield Static(id="rule")
            with VerticalScroll(id="said", can_focus=False):
                yield Static(id="text")
        yield KeyBar()

    def fill(self) -> None:
        on_disk = self.services.networks.on_disk
        self.path.placeholder = "the path of a page, or paste it here" if on_disk else "paste your page here"
        self.path.suggester = Paths() if on_disk else None
        self.path.value = self.marking.path
        self.path.focus()
        self.redraw()
        if self._at_once:
            self.marking.start()

    @property
    def path(self) -> PathInput:
        """Where the path is typed."""
        return self.query_one(PathInput)

    @property
    def view(self) -> PageView:
        """The lines of the page."""
        return self.query_one(PageView)

    # What is shown

    def redraw(self) -> None:
        self._draw_title()
        self.query_one("#rule", Static).update(hairline(max(0, self.size.width - 4)), layout=False)
        about = styled(("problem ", MUTED), fit(self.marking.problem, 24).rstrip() or ANY, ("  F8", f"bold {MUTED}"))
        self.query_one("#about", Static).update(about)
        cells = max(20, min(76, self.query_one("#left").size.width - 4))
        before = [*state_rows(self.marking, cells, self.symbols), *introduction(self.services.networks.on_disk, cells)]
        self.query_one("#introduction", Static).update(stack(before))
        self.view.draw(self.symbols)
        self._draw_said()
        self._draw_keys()

    def _draw_title(self) -> None:
        page = self.page
        name = fit(page.name, 40).rstrip() if page is not None else ""
        right = totals(page) if page is not None and not self.marking.busy else None
        self.title_bar.show(styled(("Hand in", "bold"), (f"   {name}", MUTED)), right)

    def _draw_said(self) -> None:
        said = self.query_one("#said", VerticalScroll)
        cells = max(20, (said.scrollable_content_region.width or 76) - 1)
        rows = state_rows(self.marking, cells, self.symbols)
        page = self.page
        if page is not None:
            room = self.view.size.width - _SIGN
            page_first = self.roomy and self.has_class("-tall")
            rows += said_rows(page, self.view.line, cells, self.symbols, room=room, page_first=page_first)
        self.query_one("#text", Static).update(stack(rows))
        said.scroll_home(animate=False)

    def _draw_keys(self) -> None:
        page = self.page
        if page is None or self.path.has_focus:
            on_page = [Key("tab", "the page", "screen.other_part")] if page is not None else []
            mark = Key("enter", "mark", "screen.mark")
            self.keys.show(mark, Key("F8", "problem", "screen.problem"), *on_page, self.way_back, HELP)
            return
        question, cause = page.question(self.view.line), page.cause(self.view.line)
        enter = "ask" if question is not None else f"line {cause}" if cause else ""
        self.keys.show(
            *([Key("enter", enter, "screen.choose")] if enter else []),
            *([Key("← →", "wrong", "screen.wrong(1)")] if page.wrong else []),
            *([Key("F2", "ask all", "screen.practise")] if len(page.asked) > 1 else []),
            Key("F5", "again", "screen.again"),
            Key("tab", "path", "screen.other_part"),
            self.way_back,
            HELP,
        )

    @on(PageView.Moved)
    def _moved(self) -> None:
        if self.present:
            self.marking.trouble = ""
            self._draw_said()
            self._draw_keys()

    def on_descendant_focus(self) -> None:
        if self.present:
            self._draw_keys()

    # What is marked

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_mark()

    def action_mark(self) -> None:
        """Mark the file whose path is typed; without one, what was pasted."""
        typed = self.path.value
        if typed.strip():
            self.marking.take_path(typed)
        elif not self.marking.is_pasted:
            self.marking.say(NOTHING_TYPED)
            return
        self.marking.start()

    @on(PathInput.Pasted)
    def _pasted(self, event: PathInput.Pasted) -> None:
        event.stop()
        if event.cut:
            self.marking.say(f"What was pasted has more than {MOST_PASTED:,} characters: no page has")
            return
        self.marking.take_text(event.text)
        self.path.value = ""
        self.marking.start()

    def action_again(self) -> None:
        """Read the file again, which may have changed, and mark it; the cursor stays on its line."""
        if self.marking.has_work:
            self.marking.start()
        else:
            self.action_mark()

    def _show(self, page: MarkedPage) -> None:
        before = self.page
        self.page = page
        self.set_class(True, "-marked")
        same = before is not None and before.name == page.name
        line = self.view.line if same else page.wrong[0] if page.wrong else 1
        self.view.put(page, line)
        self.view.focus()
        self.call_after_refresh(self.redraw_if_there)

    def on_unmount(self) -> None:
        run_in_thread(self.marking.close, saves=True)

    # What can be done

    @on(PageView.Chosen)
    def action_choose(self) -> None:
        """Ask the question of the line under the cursor, or go to the line that it follows from."""
        page = self.page
        if page is None:
            return
        question, cause = page.question(self.view.line), page.cause(self.view.line)
        if question is not None:
            self._ask(page, (question,))
        elif cause:
            self.view.go_to(cause)
        elif self.view.line in page.wrong:
            self.notify("No question of the quiz asks this.", timeout=3)

    def action_wrong(self, by: int) -> None:
        """Go to the next wrong line, or to the one before."""
        self.view.action_wrong(by)

    def action_practise(self) -> None:
        """Ask all that was wrong on the page: what is about the problem of its first wrong line."""
        page = self.page
        if page is not None and page.asked:
            self._ask(page, page.asked)

    def _ask(self, page: MarkedPage, questions: Sequence[Question]) -> None:
        self.navigator.open("quiz", lambda: session_on(self.services, page, questions))

    def action_other_part(self) -> None:
        """From the path to the page, or back."""
        if self.page is not None and self.path.has_focus:
            self.view.focus()
        else:
            self.path.focus()

    def action_leave(self) -> None:
        if self.page is not None and self.path.has_focus:
            self.view.focus()
            return
        super().action_leave()

    def action_problem(self) -> None:
        """Choose the problem that the page is about."""
        start_worker(self, self._choose)

    async def _choose(self) -> None:
        entries = await run_in_thread(lambda: problem_entries(self.services, self._about))
        if self.present:
            self.navigator.choose("which problem is it about?", entries)

    def _about(self, problem: str) -> None:
        if problem != self.marking.problem:
            self.marking.problem = problem
            self.redraw_if_there()
            if self.page is not None or self.marking.busy:
                self.marking.start()

    def palette_entries(self) -> list[PaletteEntry]:
        return [
            PaletteEntry("Mark again", "the file may have changed", "F5", self.action_again),
            PaletteEntry("Problem", "which one the page is about", "F8", self.action_problem),
            PaletteEntry("Ask all", "that was wrong on the page", "F2", self.action_practise),
            PaletteEntry("Another page", "type its path, or paste it", "tab", self.path.focus),
        ]


def hand_in_page(services: Services, kept: KeptPage | None = None) -> HandIn:
    """The page for a worked solution: one handed in before, or the path of the last in its place."""
    if kept is None:
        return HandIn(services.handed_in.path, services.handed_in.problem)
    return HandIn(kept.path, kept.problem, text=kept.text, at_once=True)
