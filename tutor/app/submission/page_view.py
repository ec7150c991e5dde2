"""The lines of a page with their numbers and signs, and a cursor; only those that are seen are drawn."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tutor.app.drawing.cell_text import fit, stack, styled
from tutor.app.drawing.symbols import Symbols
from tutor.app.drawing.theme import HELP, MUTED, RIGHT, RULE, UNCOUNTED, WRONG
from tutor.app.submission.marked_page import MarkedPage

CURSOR = "▸"
STYLES = {"right": RIGHT, "wrong": WRONG, "follows": HELP, "not read": UNCOUNTED, "not judged": UNCOUNTED}
"""The style of a sign, by the verdict."""
_ON_CURSOR = "bold $block-cursor-foreground on $block-cursor-background"
_WHEEL = 3
"""Lines that a step of the wheel moves."""


class PageView(Static, can_focus=True):
    """Arrows move line by line, left and right to the wrong lines, enter chooses the one under the cursor."""

    DEFAULT_CSS = """
    PageView { height: 1fr; text-wrap: nowrap; text-overflow: clip; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "move(-1000000000)", show=False),
        Binding("end", "move(1000000000)", show=False),
        Binding("left", "wrong(-1)", show=False),
        Binding("right", "wrong(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another line."""

    class Chosen(Message):
        """The line under the cursor was chosen."""

    def __init__(self) -> None:
        super().__init__(id="view")
        self._page: MarkedPage | None = None
        self._symbols: Symbols | None = None
        self._top = 1
        self.line = 1

    def put(self, page: MarkedPage, line: int) -> None:
        """Show a page with the cursor on a line."""
        self._page = page
        self._top = 1
        self.go_to(line)

    def draw(self, symbols: Symbols) -> None:
        """Draw it with these signs."""
        self._symbols = symbols
        page, room, cells = self._page, self.size.height, self.size.width
        if page is None or room < 1 or cells < 1:
            return
        self._top = min(max(self._top, self.line - room + 1), self.line, max(1, len(page.lines) - room + 1))
        last = min(len(page.lines), self._top + room - 1)
        rows = [self._row(page, line, cells, symbols) for line in range(self._top, last + 1)]
        self.update(stack(rows), layout=False)

    def _row(self, page: MarkedPage, line: int, cells: int, symbols: Symbols) -> Content:
        cursor = line == self.line
        digits = len(str(len(page.lines)))
        verdict = page.verdicts.get(line, "")
        number = f"{CURSOR if cursor else ' '} {line:>{digits}} "
        sign = f"{symbols.text(page.signs.get(line, ' '))}  "
        text = fit(page.lines[line - 1].expandtabs(4), max(1, cells - len(number) - 4))
        if cursor:  # all in one colour: the others have too little contrast there
            drawn = styled((f"{number}{sign}{text}", _ON_CURSOR))
        else:
            style = f"bold {STYLES[verdict]}" if verdict else ""
            drawn = styled((number, MUTED), (sign, style), (text, "" if line in page.statements else MUTED))
        return Content.assemble(drawn, self._beside(page, line))

    def _beside(self, page: MarkedPage, line: int) -> Content:
        """The last cell of a row: which part of a long page is seen, and whereabouts its wrong lines are."""
        room, count = self.size.height, len(page.lines)
        if count <= room:
            return Content(" ")
        row = line - self._top
        first, last = row * count // room + 1, (row + 1) * count // room
        if any(first <= wrong <= last for wrong in page.wrong):
            return styled(("•", f"bold {WRONG}"))
        seen = first <= self._top + room - 1 and last >= self._top
        return styled(("┃", MUTED) if seen else ("│", RULE))

    def go_to(self, line: int) -> None:
        """Put the cursor on a line, or on the first or last one."""
        if self._page is not None:
            self.line = min(max(line, 1), len(self._page.lines))
            if self._symbols is not None:
                self.draw(self._symbols)
            self.post_message(self.Moved())

    def action_move(self, by: int) -> None:
        """Go to a line before or after this one."""
        self.go_to(self.line + by)

    def action_page(self, by: int) -> None:
        """Go a screen up or down."""
        self.go_to(self.line + by * max(1, self.size.height - 1))

    def action_wrong(self, by: int) -> None:
        """Go to the next wrong line, or to the one before; from the last on to the first."""
        if self._page is not None and self._page.wrong:
            wrong = self._page.wrong
            if by > 0:
                self.go_to(next((line for line in wrong if line > self.line), wrong[0]))
            else:
                self.go_to(next((line for line in reversed(wrong) if line < self.line), wrong[-1]))

    def action_choose(self) -> None:
        """Choose the line under the cursor."""
        if self._page is not None:
            self.post_message(self.Chosen())

    def on_click(self, event: events.Click) -> None:
        if self._page is not None and self._top + event.y <= len(self._page.lines):
            self.go_to(self._top + event.y)

    def on_mouse_scroll_down(self) -> None:
        self.action_move(_WHEEL)

    def on_mouse_scroll_up(self) -> None:
        self.action_move(-_WHEEL)
