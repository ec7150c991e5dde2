"""The answer line: one input that keeps readline habits, gives `?` away and joins what is pasted."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from tutor.app.quiz.edit_history import EditHistory
from tutor.app.quiz.pasted import pasted

MAX_LENGTH = 4000

EDITS = {
    key: binding.action
    for binding in Input.BINDINGS
    if isinstance(binding, Binding) and binding.action.startswith(("cursor_", "delete_", "home", "end", "submit"))
    for key in binding.key.split(",")
} | {"ctrl+z": "undo", "ctrl+y": "redo"}
"""The keys that move in the line, change it, take a change back or hand it in, and what they do."""


class Answer(Input):
    """An input for one formula.

    `?` is not part of the notation, so a typed one is left to the screen (next hint) while a pasted one is
    text.  Up and down walk through the learner's earlier tries; what was being typed comes back at the end.
    """

    DEFAULT_CSS = """
    Answer, Answer:focus {
        height: 1; border: none; border-left: outer $primary; padding: 0 1; background: $surface;
        background-tint: transparent; color: $foreground;
        &.-right { border-left: outer $success; }
        &.-wrong { border-left: outer $error; }
        &.-uncounted { border-left: outer $warning; }
        &.-help { border-left: outer $accent; }
        & > .input--placeholder { color: $foreground-muted; }
    }
    """

    # Longer text must be scrolled to but never moves a widget: without this every key lays the page out anew.
    virtual_size = Reactive(Size(0, 0), layout=False)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "earlier(-1)", show=False),
        Binding("down", "earlier(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="answer", max_length=MAX_LENGTH, select_on_focus=False)
        self.cursor_blink = False
        self.read_only = False
        # Called at once, not through a message: what it draws is painted together with the sign that was typed.
        self.on_edit: Callable[[], None] | None = None
        # What up and down do where options stand above the line; without it they bring earlier tries back.
        self.on_step: Callable[[int], None] | None = None
        self._tries: list[str] = []
        self._place = 0
        self._draft = ""
        self._history = EditHistory()

    def on_mount(self) -> None:
        # Input does not scroll to the end of the first text it is given, which could be a long paste.
        self.value, self.value = " ", ""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return character != "?" and super().check_consume_key(key, character)

    async def on_key(self, event: events.Key) -> None:
        action = EDITS.get(event.key)
        if action:
            # By way of the bindings it would come after signs that were typed later: ctrl+u would take them too.
            event.prevent_default()
            event.stop()
            await self.run_action(action)
        elif event.character == "?" or (self.read_only and event.is_printable):
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = pasted(event.text)
        if text and not self.read_only:
            text = text[: max(0, MAX_LENGTH - len(self.value) + len(self.selected_text))]
            self.replace(text, *sorted(self.selection))

    def replace(self, text: str, start: int, end: int) -> None:
        if not self.read_only:
            super().replace(text, start, end)

    def delete(self, start: int, end: int) -> None:
        if not self.read_only:
            super().delete(start, end)

    def watch_value(self) -> None:
        self._history.note(self.value)
        if self.on_edit is not None:
            self.on_edit()

    def restricted(self) -> None:
        """No bell: the line is simply full."""

    def begin(self, text: str = "", tries: list[str] | None = None, placeholder: str = "") -> None:
        """Start on a question with `text` in the line and the earlier tries within reach of the up key."""
        self.read_only = False
        self._tries = list(tries or ())
        self._place = len(self._tries)
        self._draft = text
        self.placeholder = placeholder
        self.value = text
        self.cursor_position = len(text)
        self._history = EditHistory(text)

    def put(self, text: str) -> None:
        """Put a text in the place of what stands there."""
        self.value = text[:MAX_LENGTH]
        self.cursor_position = len(self.value)

    def action_undo(self) -> None:
        """Take the last change back."""
        self._put_back(None if self.read_only else self._history.undo())

    def action_redo(self) -> None:
        """Make the change again that was taken back last."""
        self._put_back(None if self.read_only else self._history.redo())

    def _put_back(self, found: tuple[str, int] | None) -> None:
        if found is not None:
            self.value, self.cursor_position = found

    def remember(self, text: str) -> None:
        """Put a try at the end of those that the up key brings back."""
        if text and (not self._tries or self._tries[-1] != text):
            self._tries.append(text)
        self._place = len(self._tries)

    def action_earlier(self, step: int) -> None:
        """Show the try before or after the one shown, or take the option beside the one taken."""
        if self.on_step is not None and not self.read_only:
            self.on_step(step)
            return
        if self.read_only or not self._tries:
            return
        if self._place == len(self._tries):
            self._draft = self.value
        self._place = min(max(self._place + step, 0), len(self._tries))
        at_end = self._place == len(self._tries)
        self.value = self._draft if at_end else self._tries[self._place]
        self.cursor_position = len(self.value)
