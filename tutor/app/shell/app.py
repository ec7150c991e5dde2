"""The application object: themes, start and end, and what happens when something breaks."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from tutor.app.drawing import theme
from tutor.app.drawing.ascii_filter import AsciiCells
from tutor.app.drawing.printable_cells import PrintableCells
from tutor.app.drawing.role_styles import DEFAULTS
from tutor.app.drawing.symbols import Symbols, detect
from tutor.app.home.page import MODES, Home
from tutor.app.shell.background import beside, settle, spawn
from tutor.app.shell.garbage_collection import keep, let_rows_go, undisturbed
from tutor.app.shell.navigation import Ways, quiz_page
from tutor.app.shell.services import Library
from tutor.app.shell.terminal_watch import leave_by_signal, terminal_gone

if TYPE_CHECKING:
    from tutor.study import Mode

TWICE = 2.0
SAVING = 2.0
LISTENING = 2.0
"""Seconds between two looks at whether the terminal is still there."""
# So long after the first paint the first key has been taken; imports would delay it.
AFTER_PAINT = 0.03

# One of each: a row that is drawn remembers what a filter made of it.
_PRINTABLE = PrintableCells()
_ASCII = AsciiCells()


class TutorApp(Ways):
    """Backprop by hand.

    `problem`, `seed` and `mode` open a quiz at once, and the mode `review` alone opens what is due.
    `environ` and `library` replace the real ones in tests.
    """

    TITLE = "tutor"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None

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
        seed: int | None = None,
        mode: str | None = None,
        sizes: Mapping[str, int] | None = None,
        environ: Mapping[str, str] | None = None,
        library: Library | None = None,
    ) -> None:
        environ = os.environ if environ is None else environ
        # Told at construction, NO_COLOR emits no colour at all; told later, Textual turns colours to grey.
        super().__init__(ansi_color=True if "NO_COLOR" in environ else None)
        self.animation_level = "none"
        let_rows_go()
        self.symbols: Symbols = detect(environ)
        self.library = library or Library()
        self.register_theme(theme.DARK)
        self.register_theme(theme.LIGHT)
        self.register_theme(theme.ANSI)
        self.theme = _first_theme(environ, self.console.color_system, self.available_themes)
        self._wanted = (problem, seed, mode, sizes)
        self._interrupted = -TWICE
        self.numbers = {}
        self.tracebacks = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DEFAULTS

    def get_line_filters(self) -> Sequence[LineFilter]:
        # The last net under everything that is drawn: nothing that steers a terminal, one ASCII sign for one cell.
        return [*super().get_line_filters(), _PRINTABLE, *([_ASCII] if self.symbols.ascii else [])]

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
        spawn(self, self._load)

    async def _load(self) -> None:
        with undisturbed():
            await self._open_first()
            await self.refresh_home()
            try:
                await beside(warm_up)
            except Exception as error:  # without SymPy formulas stay on one row
                self.report(error)
            if not self.is_headless:
                keep()
            self.loaded = True

    async def _open_first(self) -> None:
        problem, seed, mode, sizes = self._wanted
        if mode in MODES:
            self.home.mode = mode
        if problem is not None:
            asked: Mode = mode or "learn"  # type: ignore[assignment]
            await self._open(lambda: quiz_page(self.library.begin(problem, asked, seed, sizes=sizes)))
        elif mode == "review":
            await self._open(lambda: quiz_page(self.library.review()))

    async def action_quit(self) -> None:
        self.exit()

    def on_unmount(self) -> None:
        settle(SAVING)
        self.library.close()

    def action_interrupt(self) -> None:
        """The first ctrl+c says what a second one does."""
        if monotonic() - self._interrupted < TWICE:
            self.exit()
        else:
            self._interrupted = monotonic()
            saved = ", all is saved" if self.library.store.all_saved else ""
            self.notify(f"ctrl+c again quits{saved}", timeout=TWICE, markup=False)


def warm_up() -> None:
    """Import what the quiz will need, slowest last, while the learner looks at Home."""
    import tutor.marking
    import tutor.notation.write.typeset  # noqa: F401


def _first_theme(environ: Mapping[str, str], color_system: str | None, known: Mapping[str, object]) -> str:
    """The theme asked for, else one of ours; sixteen colours take the terminal's own."""
    asked = environ.get("TUTOR_THEME", "")
    if asked in known:
        return asked
    return "tutor-ansi" if color_system == "standard" else "tutor-dark"
