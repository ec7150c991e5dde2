"""What stands below the rows of Home: one line about the row under the cursor, and the modes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from tutor.app.drawing.cell_text import row, styled
from tutor.app.drawing.theme import MUTED
from tutor.app.home.row_text import ALWAYS, FINISHED, MODES, Entry, HomeView, mode_line

if TYPE_CHECKING:
    from tutor.study import Mode

ABOUT = {
    "learn": "hints, worked steps, no clock",
    "practise": "new numbers, hints bring it back sooner",
    "exam": "a clock, no hints, marks at the end",
}
NOTHING = "No problems are installed. Run: tutor plugins"
_KEYS_FROM = 100
"""Cells of a screen from which the keys for a network stand beside that for other numbers."""


class Foot(Vertical):
    """Two lines: what the row under the cursor is, and the mode that is chosen."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    Foot { dock: bottom; height: 3; padding: 1 0 0 0; }
    Foot #about, Foot #mode {
        height: 1; padding: 0 2; link-style: none; link-color: $foreground-muted; link-background: transparent;
        link-style-hover: none; link-color-hover: $foreground; link-background-hover: transparent;
    }
    .-wide Foot #about, .-huge Foot #about, .-wide Foot #mode, .-huge Foot #mode { padding: 0 4; }
    """

    def compose(self) -> ComposeResult:
        yield Static(id="about")
        yield Static(id="mode")

    def show(self, view: HomeView, entry: Entry | None, *, filtered: str, request: str, mode: Mode) -> None:
        """Say what there is to say of a row, of the numbers asked for of it, and of the mode."""
        cells = max(20, self.query_one("#mode").content_size.width or 76)
        about = self._about(view, entry, filtered, request, cells).truncate(cells, ellipsis=True)
        self.query_one("#about", Static).update(about, layout=False)
        self.query_one("#mode", Static).update(mode_line(MODES, mode, ABOUT[mode], cells), layout=False)

    def _about(self, view: HomeView, entry: Entry | None, filtered: str, request: str, cells: int) -> Content:
        if filtered:
            found = "" if entry else "   nothing matches; backspace widens it"
            return styled(("filter  ", MUTED), (filtered, "bold $text-primary"), (found, MUTED))
        if entry is not None and entry.kind == "problem":
            hint = self._numbers_hint(entry, request)
            return row(_said(entry, cells - hint.cell_length - 2), hint, cells)
        if view.gathered and all(entry.kind in ALWAYS for entry in view.entries):
            return styled(NOTHING)
        return styled((view.note, MUTED))

    def _numbers_hint(self, entry: Entry, request: str) -> Content:
        """The numbers that were asked for, and the key to ask for others; a click on it does the same."""
        keys = [_key("F2", "change", "edit"), _key("F8", "delete", "delete")] if entry.network else []
        if not entry.fault and not (keys and self.screen.size.width < _KEYS_FROM):
            keys.append(_key("F4", "other numbers", "numbers"))
        asked: Sequence[Content] = [styled((request, "$text-primary"))] if request else []
        return Content("   ").join([*asked, *keys])


def _said(entry: Entry, cells: int) -> Content:
    """What a problem is about, and that it is finished; of the two the latter, where both have no room."""
    about = f"{entry.title}: {entry.summary}"
    if not entry.done == entry.total > 0:
        return styled(about)
    said = [
        styled(about, (f"   {FINISHED}", MUTED)),
        styled(entry.title, (f"   {FINISHED}", MUTED)),
        styled((FINISHED, MUTED)),
    ]
    return next((one for one in said if one.cell_length <= cells), styled((FINISHED.split(":")[0], MUTED)))


def _key(key: str, label: str, action: str) -> Content:
    """A key and what it does; a click on it does the same."""
    text = styled((key, f"bold {MUTED}"), (f" {label}", MUTED))
    return text.stylize(Style.from_meta({"@click": f"screen.{action}"}))
