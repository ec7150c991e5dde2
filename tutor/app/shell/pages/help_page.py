"""Help: the keys of the page it was called from, all ways to type a formula, and the map of screens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tutor.app.drawing.cell_text import stack, styled
from tutor.app.drawing.key_bar import Key, KeyBar
from tutor.app.drawing.theme import MUTED
from tutor.app.shell.page import SCROLLING, Page, TitleBar
from tutor.app.shell.pages.help_text import forms_page, keys_page, screens_page

PAGES = 3
BACK = Key("esc", "back", "screen.leave")


class Help(Page):
    """Three pages; the first belongs to where the learner is."""

    DEFAULT_CSS = """
    Help VerticalScroll { height: 1fr; padding: 1 2 0 2; }
    Help.-wide VerticalScroll, Help.-huge VerticalScroll { padding: 1 4; }
    Help.-short.-keys KeyBar { height: 1; padding: 0 2; }
    Help #text { height: auto; text-wrap: nowrap; text-overflow: clip; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "page(-1)", show=False),
        Binding("right", "page(1)", show=False),
        *SCROLLING,
    ]

    def __init__(self, topic: str, names: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.topic = topic
        self.names = names
        self.number = 1

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with VerticalScroll(id="scroll", can_focus=False):
            yield Static(id="text")
        yield KeyBar()

    def fill(self) -> None:
        self.keys.show(Key("← →", "page", "screen.page(1)"), Key("↑ ↓", "scroll", "screen.scroll_by(10)"), BACK)
        self.redraw()

    def redraw(self) -> None:
        left = styled(("help", "bold $text-primary"), (f"   {self.topic}", MUTED))
        self.title_bar.show(left, styled((f"{self.number} of {PAGES}", MUTED)))
        self.set_class(self.number == 1, "-keys")  # which fill a screen of 24 rows
        scroll = self.query_one(VerticalScroll)
        cells = scroll.scrollable_content_region.width or 76
        if self.number == 1:
            rows = keys_page(self.topic, self.names, cells)
        else:
            rows = forms_page(cells) if self.number == 2 else screens_page(cells)
        self.query_one("#text", Static).update(stack(rows))

    def action_page(self, step: int) -> None:
        """Another page; the first comes after the last."""
        self.number = (self.number - 1 + step) % PAGES + 1
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.redraw()

    def action_help(self) -> None:
        self.action_leave()
