"""The slot under the answer line: how the text is read, typeset, or a caret under what cannot be."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from tutor.app.drawing.cell_text import fit, nfc, stack, styled, width
from tutor.app.drawing.theme import MUTED, UNCOUNTED
from tutor.app.quiz.partial_reading import baseline


class Preview(Static, can_focus=False):
    """A slot of fixed height, so that typing never shifts a row."""

    DEFAULT_CSS = """
    Preview { height: 3; padding: 0 0 0 2; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self) -> None:
        super().__init__(id="preview")
        self._rows: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows shown, without the blank ones above that centre them."""
        return self._rows

    def formula(self, rows: Sequence[str], *, note: str = "") -> None:
        """Show a typeset formula, centred in the slot, and a muted `note` beside the row of its signs.

        Where it has no room there, it stands below the formula, and where it has none there either, nowhere.
        """
        self._rows = tuple(rows)
        lines = self._above(len(rows))
        base, cells = baseline(rows), self.content_size.width
        fits = bool(rows) and width(rows[base]) + 3 + width(note) <= cells
        for index, row in enumerate(rows):
            lines.append(styled(row, (f"   {note}" if note and fits and index == base else "", MUTED)))
        if note and not fits and len(lines) < self.content_size.height:
            lines.append(styled((fit(note, cells), MUTED)))
        self.update(stack(lines), layout=False)

    def note(self, text: str) -> None:
        """A muted line in the middle of the slot."""
        self._rows = ()
        self.update(stack([*self._above(1), styled((text, MUTED))]), layout=False)

    def _above(self, rows: int) -> list[Content]:
        return [Content("")] * max(0, (self.content_size.height - rows) // 2)

    def caret(self, column: int, length: int) -> None:
        """Mark `length` cells from `column` (both in cells from the left edge of the typed text)."""
        self._rows = ()
        self.update(styled(" " * max(0, column), ("^" * max(1, length), UNCOUNTED)), layout=False)


def caret_cells(text: str, column: int) -> tuple[int, int]:
    """Where the caret stands for an error at `column` (from 1) of `text`: (cells before it, cells marked).

    A word is marked whole, anything else as one sign.
    """
    start = min(max(column - 1, 0), len(text))
    end = start + 1
    if start < len(text) and _wordlike(text[start]):
        while end < len(text) and _wordlike(text[end]):
            end += 1
    return width(text[:start]), max(1, width(nfc(text[start:end])))


def _wordlike(char: str) -> bool:
    return char.isalnum() or char == "_"
