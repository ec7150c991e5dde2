"""Has the text that is typed read and derived, one text at a time, and gives up one that is no longer wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from functools import partial

from textual.screen import Screen

from tutor.app.network.checking_process import CheckingProcess
from tutor.app.network.live_check import Checked, Request
from tutor.app.shell.processes.background import run_in_thread, start_worker

PATIENCE = 2.0
"""Seconds after which the reading of a text that is no longer wanted is ended."""


class Reading:
    """What is read for a page: ``wanted`` says what that is, or None once the page has gone; ``told`` takes it in."""

    def __init__(
        self, page: Screen[None], wanted: Callable[[], Request | None], told: Callable[[Checked], None]
    ) -> None:
        self._page = page
        self._wanted = wanted
        self._told = told
        self.process = CheckingProcess()
        self.busy = False
        self._request: Request | None = None

    @property
    def outdated(self) -> bool:
        """Whether what was read last is no longer what is wanted: another width, or other signs."""
        return self._request is not None and self._request != self._wanted()

    def start(self) -> None:
        """Have what is wanted read. If another text is being read, that is given up, and ended if it cannot be."""
        if self._wanted() is None:
            return
        if self.busy:
            self.process.give_up()
            self._page.set_timer(PATIENCE, partial(self._end_if_still, self._request))
        else:
            self.busy = True
            start_worker(self._page, self._read_until_current)

    def close(self) -> None:
        """End the process; may wait for it, so call it in a thread."""
        self.process.close()

    def _end_if_still(self, request: Request | None) -> None:
        if self.busy and self._request is request and request != self._wanted():
            start_worker(self._page, self._end)

    async def _end(self) -> None:
        await run_in_thread(self.process.stop)

    async def _read_until_current(self) -> None:
        try:
            while (wanted := self._wanted()) is not None and self._request != wanted:
                await self._read(wanted)
        finally:
            self.busy = False

    async def _read(self, request: Request) -> None:
        self._request = request
        loop, context = asyncio.get_running_loop(), copy_context()

        def tell(checked: Checked) -> None:
            loop.call_soon_threadsafe(self._told, checked, context=context)

        await run_in_thread(lambda: self.process.check(request, tell))
