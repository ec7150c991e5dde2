"""The line that a path is typed on; a paste of several lines is a page itself."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from tutor.app.quiz.pasted import one_line
from tutor.app.shell.processes.background import run_in_thread
from tutor.app.submission.handed_in import MOST_PASTED, completed

LONGEST = 4_000


class Paths(Suggester):
    """What is typed as the path of a page, completed; it is looked for in a thread."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return await run_in_thread(lambda: completed(value))


class PathInput(Input):
    """One line. ``Pasted`` has the text of a page."""

    DEFAULT_CSS = """
    PathInput, PathInput:focus {
        height: 1; border: none; border-left: outer $primary; padding: 0 1; background: $surface;
        background-tint: transparent; color: $foreground;
        & > .input--placeholder, & > .input--suggestion { color: $foreground-muted; }
    }
    """

    class Pasted(Message):
        """A page was pasted, as far as pages go; ``cut`` where it is longer."""

        def __init__(self, text: str, cut: bool) -> None:
            super().__init__()
            self.text = text
            self.cut = cut

    def __init__(self) -> None:
        super().__init__(id="path", max_length=LONGEST, select_on_focus=False)
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        if "\n" in text.strip():
            self.post_message(self.Pasted(text[:MOST_PASTED], len(text) > MOST_PASTED))
        else:
            self.replace(one_line(text[:LONGEST]), *sorted(self.selection))
