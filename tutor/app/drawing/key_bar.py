"""The row of keys at the bottom of every page: what works now, most likely first, each one clickable."""

from __future__ import annotations

from typing import NamedTuple

from textual import events
from textual.content import Content, Span
from textual.style import Style
from textual.widgets import Static

from tutor.app.drawing.cell_text import width
from tutor.app.drawing.theme import MUTED


class Key(NamedTuple):
    """A key as it is written on the bar, what it does, and the action a click runs."""

    key: str
    label: str
    action: str


class KeyBar(Static, can_focus=False):
    """Entries that do not fit are left out from the right; the order of entries never changes.

    A blank row parts it from what stands above, unless the screen is low.
    """

    # The classes that follow the size are those of the page, above it.
    SCOPED_CSS = False
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; height: 2; width: 100%; padding: 1 2 0 2; background: $background;
        text-wrap: nowrap; text-overflow: clip;
        link-style: none; link-color: $foreground-muted; link-background: transparent;
        link-style-hover: none; link-color-hover: $foreground; link-background-hover: $surface;
    }
    .-wide KeyBar, .-huge KeyBar { padding: 1 4 0 4; }
    .-low KeyBar { height: 1; padding: 0 2; }
    """

    def __init__(self) -> None:
        super().__init__(id="keys")
        self._entries: tuple[Key, ...] = ()

    def show(self, *entries: Key) -> None:
        """Replace the entries."""
        if entries != self._entries:
            self._entries = entries
            self._draw()

    @property
    def entries(self) -> tuple[Key, ...]:
        """The entries asked for, those that did not fit included."""
        return self._entries

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        self.update(bar(self._entries, self.content_size.width), layout=False)


def bar(entries: tuple[Key, ...], cells: int) -> Content:
    """The bar as one row of at most `cells` cells; three blanks between entries, two where that is tight."""
    sizes = [width(entry.key) + 1 + width(entry.label) for entry in entries]
    gap = 3 if sum(sizes) + 3 * (len(sizes) - 1) <= cells else 2
    text = ""
    spans: list[Span] = []
    for entry, size in zip(entries, sizes, strict=True):
        if width(text) + (gap if text else 0) + size > cells:
            break
        text += " " * gap if text else ""
        start = len(text)
        middle = start + len(entry.key)
        text += f"{entry.key} {entry.label}"
        spans.append(Span(start, middle, f"bold {MUTED}"))
        spans.append(Span(middle, len(text), MUTED))
        spans.append(Span(start, len(text), Style.from_meta({"@click": entry.action})))
    return Content(text, spans=spans)
