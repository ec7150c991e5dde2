"""A list to choose from by typing: every action by name, and the symbols that are hard to type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from tutor.app.drawing.cell_text import fit, row, styled, width
from tutor.app.drawing.cursor_list import CursorList
from tutor.app.drawing.theme import MUTED
from tutor.app.shell.guarded_screen import GuardedScreen
from tutor.app.shell.pages.palette_entry import PaletteEntry

CURSOR = "▸"


class Palette(GuardedScreen[PaletteEntry | None], ModalScreen[PaletteEntry | None]):
    """Typing narrows the list, enter takes the entry under the cursor, esc closes."""

    DEFAULT_CSS = """
    Palette { align: center top; background: $background 70%; }
    Palette > Vertical {
        width: 76; max-width: 100%; height: auto; max-height: 80%; margin: 2 0 0 0; padding: 1 0;
        background: $panel;
    }
    Palette #head { height: 1; padding: 0 2; color: $foreground-muted; text-wrap: nowrap; }
    Palette Input, Palette Input:focus {
        height: 1; margin: 0 0 1 0; padding: 0 1; border: none; border-left: outer $primary; background: $panel;
        background-tint: transparent;
        & > .input--placeholder { color: $foreground-muted; }
    }
    Palette CursorList { max-height: 24; scrollbar-background: $panel; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+p,ctrl+backslash", "close", show=False, priority=True),
        Binding("down", "move('cursor_down')", show=False, priority=True),
        Binding("up", "move('cursor_up')", show=False, priority=True),
        Binding("pagedown", "move('page_down')", show=False, priority=True),
        Binding("pageup", "move('page_up')", show=False, priority=True),
    ]

    def __init__(self, title: str, choices: Sequence[PaletteEntry]) -> None:
        super().__init__()
        self._about = title
        self._choices = tuple(choices)
        self._found = self._choices
        self._taken = False

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._about, id="head", markup=False)
            field = Input(placeholder="type to narrow the list", select_on_focus=False)
            field.cursor_blink = False
            yield field
            yield CursorList("choices")

    def fill(self) -> None:
        self.query_one(Input).focus()
        self.query_one(CursorList).can_focus = False
        self._put()

    def _put(self) -> None:
        found = self._found
        size = min(40, max([12, *(width(choice.label) for choice in self._choices)])) + 2

        def draw(index: int, cells: int, cursor: bool) -> Content:
            choice = found[index]
            muted = "" if cursor else MUTED
            left = styled(f"{CURSOR} " if cursor else "  ", fit(choice.label, size), (choice.note, muted))
            return row(left, styled((choice.key, muted), "  "), cells)

        self.query_one(CursorList).put([str(self._choices.index(choice)) for choice in found], draw)

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        self._found = tuple(choice for choice in self._choices if choice.matches(event.value))
        self._put()

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        chosen = self.query_one(CursorList).chosen
        if chosen is not None:
            self._close(self._choices[int(chosen)])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._close(self._choices[int(event.option_id or 0)])

    def action_move(self, how: str) -> None:
        """Move the cursor of the list while the input keeps the focus."""
        getattr(self.query_one(CursorList), f"action_{how}")()

    def action_close(self) -> None:
        """Choose nothing."""
        self._close(None)

    def _close(self, choice: PaletteEntry | None) -> None:
        # A second enter may be on its way already.
        if self.is_current and not self._taken:
            self._taken = True
            self.dismiss(choice)
