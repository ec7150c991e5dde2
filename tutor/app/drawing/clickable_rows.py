"""Rows of which some lead on at a click."""

from __future__ import annotations

from typing import Any

from textual.widget import Widget
from textual.widgets import Static


class ClickableRows(Static):
    """Rows in their own colours, those that can be clicked as well: as links they would be underlined and white."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.set_reactive(Widget.auto_links, False)
