"""What the palette lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PaletteEntry:
    """One entry: what it is called, a word on it, the key that does the same, and what it does."""

    label: str
    note: str
    key: str
    run: Callable[[], object]

    def matches(self, words: str) -> bool:
        """Whether every word that was typed begins somewhere in what is shown."""
        shown = f"{self.label} {self.note} {self.key}".casefold()
        return all(word in shown for word in words.casefold().split())
