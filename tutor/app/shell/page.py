"""What all pages share: a title row, the key bar, the breakpoints, the way back, and what they ask the app for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from tutor.app.drawing.cell_text import row
from tutor.app.drawing.key_bar import Key, KeyBar
from tutor.app.shell.guarded_screen import GuardedScreen
from tutor.app.shell.page_host import Navigator, PageHost, host_of

if TYPE_CHECKING:
    from tutor.app.drawing.symbols import Symbols
    from tutor.app.shell.pages.palette_entry import PaletteEntry
    from tutor.app.shell.services.services import Services

HELP = Key("F1", "help", "screen.help")
SCROLLING = (
    Binding("up", "scroll_by(-1)", show=False),
    Binding("down", "scroll_by(1)", show=False),
    Binding("pageup", "scroll_by(-10)", show=False),
    Binding("pagedown", "scroll_by(10)", show=False),
)


class TitleBar(Static, can_focus=False):
    """One row: what this page is at the left, where one stands at the right."""

    DEFAULT_CSS = """
    TitleBar {
        dock: top; height: 1; width: 100%; padding: 0 2; text-wrap: nowrap; text-overflow: clip;
    }
    """

    def __init__(self) -> None:
        super().__init__(id="title")
        self._left = Content("")
        self._aside = Content("")
        self._right = Content("")

    def show(self, left: Content, right: Content | None = None, *, aside: Content | None = None) -> None:
        """Set both ends of the row; what is said `aside` of the left one is left out where it has no room."""
        self._left, self._right = left, Content("") if right is None else right
        self._aside = Content("") if aside is None else aside
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        cells = self.content_size.width
        whole = Content.assemble(self._left, self._aside)
        left = whole if whole.cell_length + 2 + self._right.cell_length <= cells else self._left
        self.update(row(left, self._right, cells), layout=False)


class Page(GuardedScreen[None]):
    """A screen with a title, a key bar and the common keys.

    Classes that follow the size: `-slim` below 80 columns, `-narrow`, `-wide` from 108, `-huge` from 150;
    `-low` below 24 rows, `-short`, `-tall` from 30.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (80, "-narrow"), (108, "-wide"), (150, "-huge")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-short"), (30, "-tall")]

    DEFAULT_CSS = """
    Page { layout: vertical; background: $background; color: $foreground; }
    Page.-wide TitleBar, Page.-huge TitleBar { height: 3; padding: 1 4; }
    Page.-low TitleBar { height: 1; padding: 0 2; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("f1", "help", show=False),
        Binding("question_mark", "help", show=False),
    ]

    HELP_TOPIC = "home"
    SCROLLED = "#scroll"
    CALLED = ""
    """What the key bar of a page on top of this one calls it: where esc leads."""
    OF_SESSION = False
    """Whether it shows a session of questions. From one nobody comes back to another, which may have gone on since."""

    @property
    def host(self) -> PageHost:
        """The app."""
        return host_of(self)

    @property
    def navigator(self) -> Navigator:
        """What opens other pages."""
        return self.host.navigation

    @property
    def services(self) -> Services:
        """Problems, sessions and the log."""
        return self.host.services

    @property
    def symbols(self) -> Symbols:
        """The signs that the terminal has."""
        return self.host.symbols

    @property
    def keys(self) -> KeyBar:
        """The row of keys."""
        return self.query_one(KeyBar)

    @property
    def way_back(self) -> Key:
        """The key that leaves this page, and where it leads."""
        return Key("esc", self.navigator.called_below(self), "screen.leave")

    @property
    def title_bar(self) -> TitleBar:
        """The title row."""
        return self.query_one(TitleBar)

    @property
    def roomy(self) -> bool:
        """Whether there is a reference column beside the work."""
        return self.size.width >= 108

    def expect(self, size: Size) -> None:
        """Take on the classes of a size before the page is opened at it; else all of it would be laid out twice."""
        for dimension, breakpoints in (
            (size.width, self.HORIZONTAL_BREAKPOINTS),
            (size.height, self.VERTICAL_BREAKPOINTS),
        ):
            self.add_class(*[name for least, name in breakpoints if dimension >= least][-1:])

    def action_leave(self) -> None:
        """Go back to where one came from."""
        self.navigator.leave()

    def action_help(self) -> None:
        """Help on this page."""
        self.navigator.open_help(self.HELP_TOPIC)

    def palette_entries(self) -> Sequence[PaletteEntry]:
        """What this page adds to the palette."""
        return []

    def action_scroll_by(self, rows: int) -> None:
        """Scroll the part of the page that is named by `SCROLLED`."""
        self.query_one(self.SCROLLED, VerticalScroll).scroll_relative(y=rows, animate=False)

    def on_resize(self) -> None:
        self.resized()

    def resized(self) -> None:
        """Draw again once the parts have their new sizes."""
        self.call_after_refresh(self.redraw_if_there)

    def redraw_if_there(self) -> None:
        """Draw again, unless the page has been left since that was asked for."""
        if self.present:
            self.redraw()

    def redraw(self) -> None:
        """Draw all text again, after a change of size, theme or character set."""
