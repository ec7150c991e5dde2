"""The application object: themes, start and end, and what happens when something breaks."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from tutor.app.drawing import theme
from tutor.app.drawing.ascii_filter import AsciiCells
from tutor.app.drawing.cell_text import fit, shown
from tutor.app.drawing.printable_cells import PrintableCells
from tutor.app.drawing.role_styles import PLAIN, variables
from tutor.app.drawing.symbols import ASCII, UNICODE, Symbols, detect
from tutor.app.home.page import Home
from tutor.app.home.row_text import MODES
from tutor.app.shell.navigation import Navigation
from tutor.app.shell.page import Page
from tutor.app.shell.processes.background import run_in_thread, start_worker, wait_for_saves
from tutor.app.shell.processes.garbage_collection import ClosedPages, freeze_heap, gc_paused
from tutor.app.shell.processes.terminal_watch import leave_by_signal, terminal_gone
from tutor.app.shell.services.file_saving import save_file
from tutor.app.shell.services.problem_services import InstanceRequest
from tutor.app.shell.services.services import File, Services
from tutor.app.shell.textual_private import bound_style_cache, forget_rows, light_rows
from tutor.errors import TutorError, traceback_of

if TYPE_CHECKING:
    from tutor.study import Mode

TWICE = 2.0
SAVING = 2.0
LISTENING = 2.0
"""Seconds between two looks at whether the terminal is still there."""
# So long after the first paint the first key has been taken; imports would delay it.
AFTER_PAINT = 0.03
MOST_TRACEBACKS = 20
STILL_HELD = 3.0
"""Seconds after which the heap is cleared again, where a timer still held a page: the time of most timers."""
LIGHT_GROUNDS = ("7", "15")
"""What many terminals put last into COLORFGBG where their ground is white or light grey."""
READ = 1.0
"""Seconds that a notice stays whatever is pressed: one that comes while somebody types is seen."""

# One of each: a row that is drawn remembers what a filter made of it.
_PRINTABLE = PrintableCells()
_ASCII = AsciiCells()


class TutorApp(App[None]):
    """Backprop by hand.

    A `problem` with its `mode` and the numbers of `request` opens a quiz at once, and the mode `review` alone opens
    what is due. `environ` and `services` replace the real ones in tests.
    """

    TITLE = "tutor"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    NOTIFICATION_TIMEOUT = 3

    CSS = """
    * { scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1; }
    /* Its one row is for the text: a scrollbar would cover it. */
    Input { scrollbar-size-horizontal: 0; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", show=False, priority=True),
        Binding("ctrl+c", "interrupt", show=False, system=True),
        Binding("ctrl+p,ctrl+backslash", "palette", show=False, priority=True),
    ]

    def __init__(
        self,
        problem: str | None = None,
        mode: Mode | None = None,
        request: InstanceRequest | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        services: Services | None = None,
    ) -> None:
        environ = os.environ if environ is None else environ
        # Told at construction, NO_COLOR emits no colour at all; told later, Textual turns colours to grey.
        super().__init__(ansi_color=True if "NO_COLOR" in environ else None)
        self.animation_level = "none"
        bound_style_cache()
        light_rows()
        self.symbols: Symbols = detect(environ)
        self.services = services or Services()
        self.navigation = Navigation(self, self.services)
        self.register_theme(theme.DARK)
        self.register_theme(theme.LIGHT)
        self.register_theme(theme.ANSI)
        self.theme = _first_theme(environ, self.console.color_system, self.available_themes)
        self._opened_with = (problem, mode, request)
        self._left_pages = ClosedPages()
        self._interrupted = -TWICE
        self._noticed: float | None = None
        self.tracebacks: list[str] = []
        self.loaded = False

    def get_theme_variable_defaults(self) -> dict[str, str]:
        theme = self.current_theme
        return PLAIN if theme.ansi else variables(dark=theme.dark)

    def get_line_filters(self) -> Sequence[LineFilter]:
        # The last net under everything that is drawn: nothing that steers a terminal, one ASCII sign for one cell.
        return [*super().get_line_filters(), _PRINTABLE, *([_ASCII] if self.symbols.ascii else [])]

    @property
    def home(self) -> Home:
        """The page at the bottom of the stack."""
        return self.navigation.home

    # Start and end

    def get_default_screen(self) -> Screen[None]:
        return Home()

    def on_load(self) -> None:
        # Before the terminal is changed: whoever ends the app finds it as it was.
        if not self.is_headless:
            leave_by_signal(self)

    def on_ready(self) -> None:
        # Not before the first paint: plugins, numpy and SymPy take longer to import than the app to appear.
        self.set_timer(AFTER_PAINT, self._start_loading)
        if not self.is_headless:
            self.set_interval(LISTENING, self._leave_if_alone)

    def _leave_if_alone(self) -> None:
        if terminal_gone():
            self.exit()

    def _start_loading(self) -> None:
        self.services.networks.on_disk = not self.is_web  # the disk of a server is not its visitor's
        start_worker(self, self._load)

    async def _load(self) -> None:
        with gc_paused():
            await self._open_first()
            await self.home.gather()
            try:
                await run_in_thread(warm_up)
            except Exception as error:  # without SymPy formulas stay on one row
                self.report(error)
            shown = [entry.problem for entry in self.home.view.entries if entry.kind == "problem" and not entry.fault]
            try:
                await run_in_thread(lambda: self.services.look_for_plots(shown))
            except Exception as error:
                self.trace(error)
            if not self.is_headless:
                freeze_heap()
            self.loaded = True

    async def _open_first(self) -> None:
        problem, mode, request = self._opened_with
        if mode in MODES:
            self.home.mode = mode
        if problem is not None:
            await self.navigation.opened("quiz", lambda: self.services.begin(problem, mode or "learn", request))
        elif mode == "review":
            await self.navigation.opened("quiz", self.services.review)

    async def action_quit(self) -> None:
        self.exit()

    def on_unmount(self) -> None:
        wait_for_saves(SAVING)
        self.services.close()

    def action_interrupt(self) -> None:
        """The first ctrl+c says what a second one does."""
        if monotonic() - self._interrupted < TWICE:
            self.exit()
        else:
            self._interrupted = monotonic()
            saved = ", all is saved" if self.services.store.all_saved else ""
            self.notify(f"ctrl+c again quits{saved}", timeout=TWICE)

    # What pages ask for

    def action_palette(self) -> None:
        """Everything by name."""
        self.navigation.choose_from_everything()

    def notify(self, message: str, *, title: str = "", **options: Any) -> None:
        """As Textual does it, for text that is text: nothing in it is markup, and nothing unseen."""
        self._noticed = monotonic()
        super().notify(shown(message), title=shown(title), **(options | {"markup": False}))

    async def on_event(self, event: events.Event) -> None:
        """A key that comes after a notice was read takes it away: it would cover what the key is about."""
        if isinstance(event, events.Key) and self._noticed is not None and monotonic() - self._noticed > READ:
            self._noticed = None
            self.clear_notifications()
        await super().on_event(event)

    def copy(self, text: str) -> None:
        """Put text on the clipboard of the terminal, and say so."""
        self.copy_to_clipboard(text)
        self.notify(f"Copied: {fit(text, 60).rstrip()}")

    def edit(self, text: str) -> str:
        """A text as it comes back from the learner's own editor."""
        from tutor.app.shell.processes.external_editor import edited

        return edited(self, text, os.environ)

    def save(self, make: Callable[[], File]) -> None:
        """Write a file and say where it is."""
        start_worker(self, save_file, self, self.services, make)

    def toggle_ascii(self) -> None:
        """Write everything in ASCII, or no longer."""
        self.symbols = UNICODE if self.symbols.ascii else ASCII
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.redraw_if_there()
        self.refresh_css(animate=False)

    def clear_heap(self) -> None:
        """Clear the heap of closed pages; not in a test, whose app itself would stay for good."""
        if self.loaded and len(self.screen_stack) == 1 and not self.is_headless and not self._left_pages.clear():
            self.set_timer(STILL_HELD, self.clear_heap)

    def page_left(self, page: Screen[Any]) -> None:
        """A page was left and does not come back."""
        forget_rows(page)
        self._left_pages.add(page)

    def report(self, error: Exception) -> None:
        """Say that something failed, and whose fault it is, without leaving the page."""
        if isinstance(error, TutorError):
            title, said = error.title, error.message
        elif isinstance(error, OSError):
            title, said = "That did not work", str(error)
        else:
            from tutor import host

            title, said = "A fault, not yours", host.whose_fault(error)
        self.trace(error)
        self.notify(said or title, title=title, severity="warning", timeout=6)

    def trace(self, error: Exception) -> None:
        """Keep the traceback of a fault, where it is asked for, until the terminal is free again."""
        if not isinstance(error, TutorError) and len(self.tracebacks) < MOST_TRACEBACKS:
            self.tracebacks.append(traceback_of(error))


def warm_up() -> None:
    """Import what the quiz will need, slowest last, while the learner looks at Home."""
    import tutor.marking
    import tutor.notation.write.typeset  # noqa: F401


def _first_theme(environ: Mapping[str, str], color_system: str | None, known: Mapping[str, object]) -> str:
    """The theme asked for, else one of ours, for the terminal's ground; sixteen colours take the terminal's own."""
    asked = environ.get("TUTOR_THEME", "")
    if asked in known:
        return asked
    if color_system == "standard":
        return "tutor-ansi"
    ground = environ.get("COLORFGBG", "").rpartition(";")[2]
    return "tutor-light" if ground in LIGHT_GROUNDS else "tutor-dark"
