"""Home: go on where you stopped, review what is due, or choose a problem."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from tutor.app.drawing.cell_text import stack, styled
from tutor.app.drawing.cursor_list import CursorList
from tutor.app.drawing.key_bar import Key, KeyBar
from tutor.app.drawing.theme import MUTED
from tutor.app.home.foot import Foot
from tutor.app.home.openings import open_row
from tutor.app.home.row_text import MODES, Columns, Entry, HomeView, draw, standing
from tutor.app.shell.page import HELP, Page, TitleBar
from tutor.app.shell.processes.background import run_in_thread, start_worker

if TYPE_CHECKING:
    from tutor.app.shell.pages.palette_entry import PaletteEntry
    from tutor.study import Mode

# Seconds after which a closed page is cleared away: longer than its timers run, which hold it.
TIDY_AFTER = 2.5
# Rows of a screen from which there is a blank one between plugins.
SPACED_FROM = 40


class Home(Page):
    """The first page."""

    DEFAULT_CSS = """
    Home #body { height: 1fr; }
    Home #left { width: 1fr; padding: 1 0 0 0; }
    Home #list { height: auto; max-height: 100%; }
    Home #side { display: none; width: 1fr; height: 100%; background: $panel; padding: 2 4; }
    Home.-huge #left { width: 65%; max-width: 122; }
    Home.-huge #side { display: block; }
    Home.-wide #left, Home.-huge #left { padding: 0; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "mode(-1)", show=False),
        Binding("right", "mode(1)", show=False),
        Binding("f2", "edit", show=False),
        Binding("f8", "delete", show=False),
        Binding("f3", "walkthrough", show=False),
        Binding("f4", "numbers", show=False),
        Binding("f6", "progress", show=False),
        Binding("f7", "plugins", show=False),
        Binding("backspace", "erase", show=False),
    ]

    HELP_TOPIC = "home"
    CALLED = "home"

    def __init__(self, view: HomeView | None = None) -> None:
        super().__init__()
        self.view = view or HomeView(gathered=False)
        self.mode: Mode = "learn"
        self.filter = ""
        self._shown: tuple[Entry | None, ...] = ()
        self._counted: set[str] = set()

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Horizontal(id="body"):
            with Vertical(id="left"):
                with Vertical(id="list"):
                    yield CursorList("problems")
                yield Foot()
            yield Static(id="side")
        yield KeyBar()

    def fill(self) -> None:
        self.list.focus()
        self.redraw()

    @property
    def list(self) -> CursorList:
        """The list of rows."""
        return self.query_one(CursorList)

    @property
    def chosen(self) -> Entry | None:
        """The entry under the cursor."""
        return next((entry for entry in self._shown if entry and entry.id == self.list.chosen), None)

    async def gather(self) -> None:
        """Look for plugins and at what is remembered, and show what is found."""

        def gathered() -> HomeView:
            from tutor.app.home.view_model import gather

            return gather(self.services)

        try:
            view = await run_in_thread(gathered)
        except Exception as error:
            self.host.report(error)
        else:
            self.show(view)
            if not self.app.is_headless:  # a test's app starts no process
                start_worker(self, self._count, view.uncounted)
            if self.query_one("#side", Static).display:
                await self._read_statements(view)

    async def _count(self, uncounted: Sequence[str]) -> None:
        """Have the questions counted that were not yet, each once, and show how many there are."""
        new = [name for name in uncounted if name not in self._counted]
        if new:
            from tutor.app.home.counting import count_questions

            self._counted.update(new)
            await run_in_thread(lambda: count_questions(new))
            await self.gather()

    async def _read_statements(self, view: HomeView) -> None:
        """Read the networks that were not opened yet, for the side column."""

        def read() -> HomeView:
            from tutor.app.home.view_model import with_statements

            return with_statements(self.services, view)

        self.show(await run_in_thread(read))

    def show(self, view: HomeView) -> None:
        """Replace what is shown; after answers the cursor goes to what comes next, else it stays on its row."""
        answered = view.answers != self.view.answers
        self.view = view
        self.redraw_if_there()
        if answered and self.present:
            self.list.action_first()

    def redraw(self) -> None:
        view = self.view
        known = styled((standing(view.done, view.known, view.total), MUTED)) if view.total else None
        self.title_bar.show(styled(("tutor", "bold $text-primary"), ("   backprop by hand", MUTED)), known)
        self._put()
        self._draw_about()
        self._draw_keys()

    def _put(self) -> None:
        shown = self._shown = self.view.rows(self.filter, spaced=self.size.height >= SPACED_FROM)
        margin = 4 if self.roomy else 2
        plain = [entry for entry in shown if entry]
        columns = cache(partial(Columns.plan, plain, margin=margin))  # made anew for each row they took 30 ms

        def drawn(index: int, cells: int, cursor: bool) -> Content:
            entry = shown[index]
            assert entry is not None
            above = next((e for e in reversed(shown[:index]) if e), None)
            first = above is None or above.plugin != entry.plugin
            return draw(entry, columns(cells), cursor=cursor, first=first)

        resting = {entry.id for entry in plain if entry.kind == "review" and not entry.aside}
        self.list.put([entry.id if entry else None for entry in shown], drawn, resting)

    def _draw_about(self) -> None:
        entry = self.chosen
        request = str(self.services.request(entry.problem)) if entry else ""
        self._draw_side(entry)
        self.query_one(Foot).show(self.view, entry, filtered=self.filter, request=request, mode=self.mode)

    def _draw_side(self, entry: Entry | None) -> None:
        side = self.query_one("#side", Static)
        if not side.display:
            return
        from tutor.app.home.side_text import side_rows  # 20 ms that a narrow screen does not need

        problem = entry.problem if entry else ""
        shown = next((e for e in self.view.entries if e.kind == "problem" and e.problem == problem), None)
        cells = max(20, side.content_size.width or 48)
        rows = side_rows(shown, cells, side.content_size.height, ascii_only=self.symbols.ascii) if shown else []
        side.update(stack(rows), layout=False)

    def _draw_keys(self) -> None:
        enter = Key("enter", "start", "screen.start")
        if self.filter:
            self.keys.show(enter, Key("esc", "all problems", "screen.leave"), HELP)
            return
        self.keys.show(
            enter,
            Key("← →", "mode", "screen.mode(1)"),
            Key("F3", "walkthrough", "screen.walkthrough"),
            Key("F6", "progress", "screen.progress"),
            Key("F7", "plugins", "screen.plugins"),
            HELP,
        )

    def resized(self) -> None:
        # At once: in a terminal that tells no size, a drawing after the refresh brings the next resize, without end.
        self.redraw_if_there()

    def on_screen_resume(self) -> None:
        # After Home has been drawn, and before the next key is likely.
        self.set_timer(TIDY_AFTER, self.host.clear_heap)

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        if self.present:
            self._draw_about()

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_start()

    def on_key(self, event: events.Key) -> None:
        if event.character and event.is_printable and event.character != "?":
            if event.character == " " and not self.filter:
                return
            self._filter(self.filter + event.character)
            event.stop()

    def action_erase(self) -> None:
        """Take the last letter off the filter."""
        self._filter(self.filter[:-1])

    def action_leave(self) -> None:
        """Drop the filter; Home is the top, so nothing else is left to leave."""
        self._filter("")

    def _filter(self, text: str) -> None:
        if text != self.filter:
            self.filter = text
            self.redraw()

    def action_mode(self, step: int) -> None:
        """Choose the mode before or after."""
        self.mode = MODES[(MODES.index(self.mode) + step) % len(MODES)]
        self._draw_about()

    def action_start(self) -> None:
        """Begin what the cursor is on."""
        if self.chosen is not None:
            open_row(self.chosen, self.mode, self.navigator, self.services)

    def action_walkthrough(self) -> None:
        """Show the problem under the cursor solved step by step."""
        entry = self.chosen
        if entry and entry.problem and not entry.fault:
            self.navigator.open("walkthrough", partial(self.services.asked_for, entry.problem))

    def action_edit(self) -> None:
        """Open the editor: on the network under the cursor, or on a new one."""
        entry = self.chosen
        self.navigator.open("network", entry.problem if entry and entry.network else "")

    def action_delete(self) -> None:
        """Delete the network under the cursor, once that is confirmed."""
        from tutor.app.shell.pages.palette_entry import PaletteEntry

        entry = self.chosen
        if entry is None or not entry.network or not entry.problem:
            self.notify("Only a network of your own can be deleted: choose one in the list.")
            return
        delete = PaletteEntry(
            "Delete it", "its file; your answers stay in the log", "", partial(self._start_deleting, entry.problem)
        )
        self.navigator.choose(f"delete {entry.problem}?", [PaletteEntry("Keep it", "", "", lambda: None), delete])

    def _start_deleting(self, name: str) -> None:
        start_worker(self, self._delete, name)

    async def _delete(self, name: str) -> None:
        await run_in_thread(lambda: self.services.networks.delete(name), saves=True)
        self.notify(f"Deleted: {name}", timeout=3)
        await self.gather()

    def action_numbers(self) -> None:
        """Ask for the seed and the sizes of the problem under the cursor."""
        entry = self.chosen
        if entry and entry.kind == "problem" and not entry.fault:
            self.navigator.ask_instance(entry.problem, self.redraw_if_there)
        else:
            self.notify("Other numbers are for a problem: choose one in the list.")

    def palette_entries(self) -> Sequence[PaletteEntry]:
        from tutor.app.shell.pages.palette_entry import PaletteEntry

        return [
            PaletteEntry("Other numbers", "for the problem under the cursor", "F4", self.action_numbers),
            PaletteEntry("Change", "the network under the cursor", "F2", self.action_edit),
            PaletteEntry("Delete", "the network under the cursor", "F8", self.action_delete),
        ]

    def action_progress(self) -> None:
        """Show what is known."""
        self.navigator.open("progress")

    def action_plugins(self) -> None:
        """Show the plugins."""
        self.navigator.open("plugins")
