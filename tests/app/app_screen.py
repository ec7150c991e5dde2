"""The screen of a headless app as plain text, and waiting until it has come to rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from textual.app import App
from textual.pilot import Pilot

PATIENCE = 120.0
"""Seconds that anything may take to come about, on a machine that is busy elsewhere."""


def screen_text(app: App[None]) -> str:
    """What is on the screen, row by row, without blanks at the ends of rows."""
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


class Written(NamedTuple):
    """Text on the screen in one style, its colours as ``#rrggbb``."""

    text: str
    ink: str
    ground: str
    underlined: bool


def written(app: App[None]) -> Iterator[Written]:
    """All pieces of text on the screen, with what they look like."""
    for strip in app.screen._compositor.render_strips(app.size):
        for text, style, _ in strip:
            if style is not None and style.color is not None and style.bgcolor is not None:
                ink, ground = style.color.get_truecolor().hex, style.bgcolor.get_truecolor().hex
                yield Written(text, ink, ground, bool(style.underline))


async def settled(pilot: Pilot[None], rounds: int = 3) -> None:
    """Let workers and the refreshes that follow them finish."""
    for _ in range(rounds):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def until(holds: Callable[[], bool], between: float = 0.0) -> None:
    """Give the loop its turns until something holds; a failure where it never does."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "what is waited for does not come about"
        await asyncio.sleep(between)
