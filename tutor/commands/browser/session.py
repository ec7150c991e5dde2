"""One visitor: a websocket on one side, the app's process on the other, and what passes between them."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from collections.abc import Callable, Coroutine
from contextlib import aclosing, suppress
from time import monotonic
from typing import Any, Final

from aiohttp import WSCloseCode, WSMsgType, web

from tutor.commands.browser import messages
from tutor.commands.browser.downloads import Downloads, File
from tutor.commands.browser.process import AppProcess

log = logging.getLogger(__name__)

BURST: Final = 2.0**16
RATE: Final = 2.0**13
"""Bytes a second that go on for long: far more than fingers and a mouse send."""
LEAST: Final = 16
"""What a message counts for, however short it is."""

Reason = tuple[int, str]
"""The code and the sentence, of at most 123 bytes, that a websocket is closed with."""


class Allowance:
    """How much may be taken in: a burst at once, and so much a second for long."""

    def __init__(self, burst: float, rate: float, clock: Callable[[], float] = monotonic) -> None:
        self._burst, self._rate, self._clock = burst, rate, clock
        self._left, self._at = burst, clock()

    def delay(self, amount: float) -> float:
        """Take an amount, and return the seconds to wait before more is read."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - amount
        self._at = now
        return max(0.0, -self._left / self._rate)


class Session:
    """Runs an app for one websocket, until either goes away or nothing was done for `idle` seconds."""

    def __init__(self, websocket: web.WebSocketResponse, downloads: Downloads, idle: float) -> None:
        self._websocket = websocket
        self._downloads = downloads
        self._idle = idle
        self._acted = monotonic()
        self._allowance = Allowance(BURST, RATE)
        self._keys: list[str] = []

    async def run(self, columns: int, rows: int) -> None:
        """Start the app and stay until it is over; whatever happens, the app's process is gone afterwards."""
        try:
            app = await AppProcess.start(columns, rows)
        except OSError as error:
            log.warning("an app could not be started: %s", error.strerror or error)
            await self._close((WSCloseCode.TRY_AGAIN_LATER, "The server could not start the app."))
            return
        reason: Reason = (WSCloseCode.GOING_AWAY, "The server was stopped. All answers are kept.")
        parts = [asyncio.create_task(part) for part in (self._show(app), self._obey(app), self._watch())]
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            reason = next(iter(done)).result()
        finally:
            await _finish(self._end(app, parts, reason))

    async def _end(self, app: AppProcess, parts: list[asyncio.Task[Reason]], reason: Reason) -> None:
        for part in parts:
            part.cancel()
        await asyncio.gather(*parts, return_exceptions=True)
        self._downloads.drop(self._keys)
        await asyncio.gather(app.stop(), self._close(reason))

    async def _show(self, app: AppProcess) -> Reason:
        """Send what the app draws to the page; the page's reading holds the app back where it is slow."""
        with suppress(ConnectionError):
            async with aclosing(app.packets()) as packets:
                async for kind, payload in packets:
                    if kind == "D":
                        await self._websocket.send_bytes(payload)
                    else:
                        await self._pass_on(json.loads(payload))
        return WSCloseCode.OK, "The session has ended. All answers are kept."

    async def _pass_on(self, told: dict[str, str]) -> None:
        if told["type"] == "file":
            key = self._downloads.add(File(told["name"], base64.b64decode(told["data"])), self._keys)
            await self._websocket.send_str(json.dumps(["deliver_file_start", key]))
        elif told["type"] == "open_url" and told["url"].startswith(("https://", "http://")):
            await self._websocket.send_str(json.dumps(["open_url", {"url": told["url"], "new_tab": True}]))

    async def _obey(self, app: AppProcess) -> Reason:
        """Hand what the visitor does to the app, no faster than is allowed; the socket holds back the rest."""
        with suppress(ConnectionError):
            async for received in self._websocket:
                try:
                    if received.type is not WSMsgType.TEXT:
                        raise messages.MalformedError("a message is text")
                    await self._act(app, messages.read(received.data))
                except messages.MalformedError as error:
                    await self._websocket.send_str(json.dumps(["log", f"not understood: {error}"]))
                await asyncio.sleep(self._allowance.delay(max(LEAST, len(received.data or ""))))
        return WSCloseCode.OK, ""

    async def _act(self, app: AppProcess, message: messages.Message) -> None:
        match message:
            case messages.Ping(data):
                await self._websocket.send_str(json.dumps(["pong", data]))
                return
            case messages.Keys(data):
                await app.type(data)
            case messages.Resize(columns, rows):
                await app.tell("resize", width=columns, height=rows)
            case messages.Focus(here):
                await app.tell("focus" if here else "blur")
        self._acted = monotonic()

    async def _watch(self) -> Reason:
        """Wait until nothing was done for too long."""
        while (left := self._acted + self._idle - monotonic()) > 0:
            await asyncio.sleep(left)
        return WSCloseCode.GOING_AWAY, "Closed because nothing was typed for long. All answers are kept."

    async def _close(self, reason: Reason) -> None:
        code, text = reason
        with suppress(ConnectionError, TimeoutError):
            await self._websocket.close(code=code, message=text.encode())


async def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Do work of a few seconds to its end, however often the server's own end cancels it meanwhile."""
    task = asyncio.create_task(work)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(task)
    task.result()
