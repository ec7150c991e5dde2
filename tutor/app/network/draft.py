"""What is typed on the page for one's own network and is not saved: kept all the same, a moment after the last key."""

from __future__ import annotations

from dataclasses import dataclass

from textual.timer import Timer

from tutor.app.shell.page import Page
from tutor.app.shell.processes.background import run_in_thread, start_worker
from tutor.app.shell.services.networks import Opened

AFTER = 1.0
"""Seconds without a key after which it is kept."""


@dataclass
class Typed:
    """What is on the page: the network that was opened or saved last, and the text as it is typed."""

    opened: Opened
    text: str


class Draft:
    """The draft of the network that is typed on a page."""

    def __init__(self, page: Page, typed: Typed) -> None:
        self._page = page
        self._typed = typed
        self._kept = typed.text
        self._timer: Timer | None = None

    def typed(self) -> None:
        """Keep it once there was no key for a while."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._page.set_timer(AFTER, self._start)

    def keep_now(self) -> None:
        """Keep it at once: the page, or the app, is being left."""
        page, text, opened = self._page, self._typed.text, self._typed.opened
        if text != self._kept:
            self._kept = text
            run_in_thread(lambda: page.services.networks.keep_draft(opened, text), saves=True)

    def saved(self, text: str) -> None:
        """Keep nothing of this text: its network is saved."""
        self._kept = text

    def drop(self) -> None:
        """Keep nothing of what is typed so far: it belongs to no network any more."""
        self.saved(self._typed.text)

    def _start(self) -> None:
        start_worker(self._page, self._keep)

    async def _keep(self) -> None:
        page, text, opened = self._page, self._typed.text, self._typed.opened
        if text != self._kept:
            await run_in_thread(lambda: page.services.networks.keep_draft(opened, text), saves=True)
            self._kept = text
