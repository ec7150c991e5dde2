"""The editor for a network file: what is pasted is bounded and seen, words and comments are told apart by style."""

from __future__ import annotations

import re
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.color import Color, ColorParseError
from textual.message import Message
from textual.widgets import TextArea

from tutor.app.drawing.cell_text import shown
from tutor.problems.network.declarations import KEYWORDS

LONGEST = 100_000
"""Characters of a text: no longer network file can be read."""
LONGEST_LINE = 2_000
"""Characters of a line: a longer one would be slow to draw."""
_STATEMENT = re.compile(rf"\s*({'|'.join(KEYWORDS)})\b(?!\s*[=\[(])")
_WORD = re.compile(r"\w+|\S|$")


def editable(text: str) -> str:
    """A text as the editor takes it: without what would not be seen, and with lines that can be drawn."""
    plain = shown(text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4))
    if len(plain) > LONGEST or any(len(line) > LONGEST_LINE for line in plain.split("\n")):
        plain = "\n".join(line[:LONGEST_LINE] for line in plain[:LONGEST].split("\n"))
    return plain


class NetworkEditor(TextArea):
    """A text with line numbers. The word that a fault is at is underlined, and its line has the colour of warnings."""

    DEFAULT_CSS = """
    NetworkEditor, NetworkEditor:focus {
        border: none; border-left: outer $primary; padding: 0 1 0 0; background: transparent;
        background-tint: transparent; color: $foreground;
        & .text-area--cursor { background: $input-cursor-background; color: $input-cursor-foreground; }
        & .text-area--cursor-line { background: $surface; }
        & .text-area--gutter { color: $foreground-muted; }
        & .text-area--cursor-gutter { color: $foreground; background: $surface; text-style: bold; }
        & .text-area--selection { background: $input-selection-background; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # Their keys are those of pages here.
        Binding("f6,f7", "nothing", show=False),
    ]

    class Cut(Message):
        """What was pasted was longer than a network can be."""

    def __init__(self, text: str) -> None:
        super().__init__(
            text, id="editor", soft_wrap=True, show_line_numbers=True, tab_behavior="focus", highlight_cursor_line=True
        )
        self.cursor_blink = False
        self._fault: tuple[int, int] | None = None

    def action_nothing(self) -> None:
        """Do nothing."""

    def mark(self, line: int, column: int) -> None:
        """Mark the word at a place, both from 1; a line of 0 marks nothing."""
        fault = (line - 1, max(0, column - 1)) if line else None
        if fault != self._fault:
            self._fault = fault
            self._line_cache.clear()
            self.refresh()

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        text = line.plain
        code = text.partition("#")[0]
        if len(code) < len(text):
            line.stylize(self._styled("foreground-muted"), len(code))
        word = _STATEMENT.match(code)
        if word:
            line.stylize(self._styled("text-primary"), word.start(1), word.end(1))
        if self._fault is not None and self._fault[0] == line_index:
            line.stylize(self._styled("text-warning"))
            found = _WORD.search(text, min(self._fault[1], len(text)))
            if found:
                line.stylize(Style(underline=True, bold=True), *found.span())
        return line

    def _styled(self, variable: str) -> Style:
        """The colour of a variable of the theme; none where there are no colours."""
        try:
            return Style(color=Color.parse(self.app.theme_variables[variable]).rich_color)
        except (KeyError, ColorParseError):  # a theme may say "auto 87%"
            return Style()

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        room = LONGEST - len(self.text) + len(self.selected_text)
        text = editable(event.text[: LONGEST + 1])
        if len(event.text) > len(text) or len(text) > room:
            self.post_message(self.Cut())
        result = self._replace_via_keyboard(text[: max(0, room)], *self.selection)
        if result:
            self.move_cursor(result.end_location)
            self.focus()
