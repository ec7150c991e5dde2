"""A screen that is filled once its parts are there and takes no key before: it may be left while it opens."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from time import thread_time
from typing import TypeVar

from textual import events
from textual.screen import Screen

from tutor.app.shell.page_host import host_of
from tutor.app.shell.processes.garbage_collection import defer_gc

T = TypeVar("T")
LONG = 0.008
"""Seconds of work on the loop after which a screen that has more to do lets others have their turn first."""
TURN = 0.001


class GuardedScreen(Screen[T]):
    """The moments of a screen: opened, its parts there, left.  Textual mounts a screen after it has been left too."""

    def on_mount(self) -> None:
        # Left in between, alone or with the whole app, a screen is mounted without its parts.
        if self in self.app.screen_stack and self.app.return_code is None:
            self.fill()

    def fill(self) -> None:
        """Fill the parts, once they are there."""

    def on_screen_suspend(self) -> None:
        # Not where another lies on it only.
        if self not in self.app.screen_stack:
            host_of(self).page_left(self)

    async def on_event(self, event: events.Event) -> None:
        """As Textual does it, which deals with all events that have come in one piece; here a key comes in between.

        A screen that is opened is drawn in a piece of its own, after it has been laid out.
        """
        began = thread_time()
        with self.app.batch_update() if isinstance(event, events.ScreenResume) else nullcontext():
            await super().on_event(event)
        if thread_time() - began > LONG:
            await asyncio.sleep(TURN)

    def _compositor_refresh(self) -> None:
        defer_gc()
        super()._compositor_refresh()

    @property
    def present(self) -> bool:
        """Whether the screen is on the stack, so that its parts are there and it may be drawn on."""
        there = self.is_mounted and self.is_attached and self in self.app.screen_stack
        return there and self.app.return_code is None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # A key may come before the screen has its parts, or after it has lost them.
        return self.present
