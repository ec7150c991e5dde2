"""Your own network: type a forward pass, see what is derived from it, and be asked it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.timer import Timer
from textual.widgets import Static

from tutor.app.drawing.bars import hairline
from tutor.app.drawing.cell_text import styled
from tutor.app.drawing.key_bar import Key, KeyBar
from tutor.app.drawing.theme import HELP as ATTENTION
from tutor.app.drawing.theme import MUTED
from tutor.app.network.draft import Draft, Typed
from tutor.app.network.editor import LONGEST, NetworkEditor, editable
from tutor.app.network.known_panel import FigureBelow, KnownPanel
from tutor.app.network.live_check import Checked, Request
from tutor.app.network.other_networks import OtherNetworks
from tutor.app.network.panel_text import name_in_title
from tutor.app.network.reading import Reading
from tutor.app.shell.page import HELP, SCROLLING, Page, TitleBar
from tutor.app.shell.pages.palette_entry import PaletteEntry
from tutor.app.shell.processes.background import run_in_thread, start_worker
from tutor.app.shell.services.networks import UNNAMED, first_example
from tutor.app.shell.services.services import File

if TYPE_CHECKING:
    from tutor.app.shell.services.networks import Opened
    from tutor.app.shell.services.services import Services
    from tutor.problems.network.network import Network
    from tutor.study import QuizSession

PAUSE = 0.25
"""Seconds without a key after which the text is read."""
FILLING = 0.1
"""Seconds between two drawings of steps that come in."""


class OwnNetwork(Page):
    """An editor, and beside it (below it on a narrow screen) what is known of the text."""

    DEFAULT_CSS = """
    OwnNetwork #body { layout: vertical; height: 1fr; padding: 1 0 0 0; }
    OwnNetwork #write { height: 5fr; padding: 0 2; }
    OwnNetwork #rule { height: 1; padding: 0 2; }
    OwnNetwork.-steps #write, OwnNetwork.-steps #rule { display: none; }
    OwnNetwork.-wide #body, OwnNetwork.-huge #body { layout: horizontal; padding: 0; }
    OwnNetwork.-wide #write, OwnNetwork.-huge #write { width: 5fr; height: 100%; padding: 0 2 0 4; }
    OwnNetwork.-wide #rule, OwnNetwork.-huge #rule { display: none; }
    OwnNetwork.-wide #known, OwnNetwork.-huge #known {
        width: 6fr; height: 100%; padding: 1 2 1 4; background: $panel;
        scrollbar-background: $panel; scrollbar-background-hover: $panel; scrollbar-background-active: $panel;
    }
    OwnNetwork.-huge #write { width: 7fr; max-width: 88; }
    OwnNetwork.-huge #known { width: 8fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "quiz", show=False),
        Binding("f3", "walkthrough", show=False),
        Binding("f4", "steps", show=False),
        Binding("f8", "networks", show=False),
        Binding("ctrl+s", "save", show=False, priority=True),
        *SCROLLING,
    ]

    HELP_TOPIC = "network"
    CALLED = "editor"
    SCROLLED = "#known"

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self.checked: Checked | None = None
        self._pause: Timer | None = None
        self.typed = Typed(opened, editable(opened.text))
        self.draft = Draft(self, self.typed)
        self.others = OtherNetworks(self, self.typed, self.draft)
        self.reading = Reading(self, self._wanted, self._told)
        self._drawing = False

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Container(id="body"):
            with Container(id="write"):
                yield NetworkEditor(self.text)
                yield FigureBelow()
            yield Static(id="rule")
            yield KnownPanel()
        yield KeyBar()

    def fill(self) -> None:
        self.editor.focus()
        self.redraw()
        self.call_after_refresh(self.call_after_refresh, self.reading.start)

    @property
    def editor(self) -> NetworkEditor:
        """Where the network is typed."""
        return self.query_one(NetworkEditor)

    @property
    def _known(self) -> KnownPanel:
        return self.query_one(KnownPanel)

    @property
    def opened(self) -> Opened:
        """The network that was opened, or saved last."""
        return self.typed.opened

    @property
    def text(self) -> str:
        """What is typed."""
        return self.typed.text

    @property
    def changed(self) -> bool:
        """Whether what is typed is not what is saved."""
        return self.text != editable(self.opened.saved)

    # What is shown

    def redraw(self) -> None:
        self._draw_title()
        self._draw_known()
        if self.reading.outdated:
            self.reading.start()
        leave = Key("esc", "editor", "screen.leave") if self.has_class("-steps") else self.way_back
        self.keys.show(
            Key("F2", "quiz", "screen.quiz"),
            Key("F3", "walkthrough", "screen.walkthrough"),
            Key("F4", "steps", "screen.steps"),
            Key("F8", "networks", "screen.networks"),
            Key("ctrl+s", "save", "screen.save"),
            leave,
            HELP,
        )

    def _draw_title(self) -> None:
        on_disk = self.services.networks.on_disk
        name = name_in_title(self.opened.name, self.size.width // 2) or "new"
        untouched = not self.opened.name and self.text == editable(first_example())
        state = "an example to change" if untouched else "not saved" if self.changed else "saved"
        self.title_bar.show(
            styled(("Your own network", "bold"), (f"   {name}", MUTED)),
            styled(
                (
                    state if on_disk else "in this browser page only",
                    ATTENTION if self.changed and not untouched else MUTED,
                )
            ),
        )

    def _draw_known(self) -> None:
        self.query_one("#rule", Static).update(hairline(max(0, self.size.width - 4)), layout=False)
        checked, panel = self.checked, self._known
        panel.draw(checked, self.symbols, visitor=not self.services.networks.on_disk)
        known = panel.known(checked)
        cells = self.query_one("#write").size.width - 4
        self.query_one(FigureBelow).draw(known.figure if known is not None else None, cells, self.symbols)
        fault = checked.fault if checked is not None and checked.text == self.text else None
        self.editor.mark(fault.line if fault else 0, fault.column if fault else 0)

    # What is typed

    @on(NetworkEditor.Changed)
    def _typed(self) -> None:
        if not self.present:
            return
        self.typed.text = self.editor.text
        self.editor.mark(0, 0)
        self._draw_title()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self.reading.start)
        self.draft.typed()

    @on(NetworkEditor.Cut)
    def _cut(self) -> None:
        self.notify(f"What is longer than {LONGEST} characters was left out: no network is.", severity="warning")

    def _wanted(self) -> Request | None:
        """What is to be read; nothing once the page has gone."""
        if not self.present:
            return None
        return Request(self.text, self.opened.name or UNNAMED, self._known.cells, self.symbols.ascii)

    def _told(self, checked: Checked) -> None:
        """Take in what is known of a text, unless it has been changed meanwhile."""
        if not self.present or checked.text != self.text:
            return
        self.checked = checked
        self._known.take(checked)
        if not self._drawing:
            self._drawing = True
            self.set_timer(0.001 if checked.whole else FILLING, self._filled)

    def _filled(self) -> None:
        self._drawing = False
        if self.present:
            self._draw_known()

    def on_unmount(self) -> None:
        self.draft.keep_now()
        run_in_thread(self.reading.close, saves=True)

    # What can be done

    def action_quiz(self) -> None:
        """Ask this network."""
        self._with_network(lambda make: self.navigator.open("quiz", partial(self._begin, make)))

    def _begin(self, make: Callable[[], Network]) -> QuizSession:
        network = make()
        self.services.networks.keep_asked(network)
        return self.services.begin(network, "learn")

    def action_walkthrough(self) -> None:
        """Show this network solved step by step."""
        self._with_network(lambda make: self.navigator.open("walkthrough", lambda: make().instance()))

    def _with_network(self, do: Callable[[Callable[[], Network]], None]) -> None:
        """Do something with the network as it is typed, or say why it cannot be."""
        text, checked, name = self.text, self.checked, self.opened.name or UNNAMED
        if checked is not None and checked.text == text and checked.fault is not None:
            self.notify(f"Not yet: {checked.fault.said}", severity="warning", timeout=6)
            return

        def make() -> Network:
            from tutor.problems.network.reader import read_network

            return read_network(text, name)

        self.draft.keep_now()
        do(make)

    def action_steps(self) -> None:
        """The steps alone, with the whole screen for them, or the editor again."""
        self.set_class(not self.has_class("-steps"), "-steps")
        if self.has_class("-steps"):
            self.set_focus(None)
        else:
            self.editor.focus()
        self.call_after_refresh(self.redraw_if_there)

    def action_leave(self) -> None:
        if self.has_class("-steps"):
            self.action_steps()
            return
        super().action_leave()

    def action_save(self) -> None:
        """Save it under its name, a new one under one made of its title; in a browser it is a download."""
        text = self.text
        if not self.services.networks.on_disk:
            self.host.save(lambda: File("network.net", text))
            return
        start_worker(self, self._save, text, group="save")

    async def _save(self, text: str) -> None:
        before = self.opened
        saved = await run_in_thread(lambda: self.services.networks.save(before, text), saves=True)
        if not self.present:
            return
        self.typed.opened = saved
        self.draft.saved(text)
        if before.name and saved.name != before.name:
            self.notify(f"{before.name} was changed elsewhere and stays; yours is {saved.name}", timeout=8)
        else:
            self.notify(f"Saved: {saved.name}", timeout=3)
        self.redraw()

    def action_networks(self) -> None:
        """Choose another network, or delete this one."""
        self.others.choose()

    def palette_entries(self) -> list[PaletteEntry]:
        entries = [
            PaletteEntry("Quiz", "asks this network", "F2", self.action_quiz),
            PaletteEntry("Walkthrough", "this network solved", "F3", self.action_walkthrough),
            PaletteEntry("Steps", "the whole screen for them", "F4", self.action_steps),
            PaletteEntry("Networks", "open, new, delete", "F8", self.action_networks),
            PaletteEntry("Save", "", "ctrl+s", self.action_save),
            PaletteEntry("Copy", "the whole network", "", lambda: self.host.copy(self.text)),
        ]
        return entries


def network_page(services: Services, name: str = "") -> OwnNetwork:
    """The page on a network of the disk, or on a new one. Raises TutorError where its file cannot be read."""
    return OwnNetwork(services.networks.open(name))
