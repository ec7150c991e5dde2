"""The web server: the page, its files, and a session for every websocket, within their number."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import click
from aiohttp import WSCloseCode, web

from tutor.commands.browser import messages
from tutor.commands.browser.access import Access
from tutor.commands.browser.child import GRACE
from tutor.commands.browser.downloads import Downloads
from tutor.commands.browser.listening import address, is_loopback, listen
from tutor.commands.browser.page import page
from tutor.commands.browser.session import Session

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Limits:
    """How many apps may run at once, and how many seconds one stays without anything being done."""

    sessions: int
    idle: float


class Browser:
    """Serves the app; every page that is opened runs an app of its own."""

    def __init__(self, access: Access, limits: Limits) -> None:
        self._access = access
        self._limits = limits
        self._downloads = Downloads()
        self._running: set[asyncio.Task[object]] = set()
        """The sessions that have an app, until its process has ended."""

    def application(self) -> web.Application:
        """What aiohttp runs."""
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/ws", self._socket),
                web.get("/download/{key}", self._download),
                web.static("/static", Path(str(files("textual_serve"))) / "static"),
            ]
        )
        app.on_shutdown.append(self._end)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._access.check_host(request)
        response = await handler(request)
        if not response.prepared:
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    async def _page(self, request: web.Request) -> web.Response:
        self._access.check_page(request)
        return page(request)

    async def _download(self, request: web.Request) -> web.Response:
        file = self._downloads.take(request.match_info["key"])
        if file is None:
            raise web.HTTPNotFound(text="This file was fetched before, or its session has ended.")
        return file.response()

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        self._access.check_socket(request)
        websocket = web.WebSocketResponse(heartbeat=15, timeout=GRACE, max_msg_size=4 * messages.TEXT)
        await websocket.prepare(request)
        if not await self._has_room():
            sentence = f"{self._limits.sessions} sessions are open, and no more are allowed. Try again later."
            await websocket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=sentence.encode())
            return websocket
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            size = messages.window(request.query.get("width"), request.query.get("height"))
            await Session(websocket, self._downloads, self._limits.idle).run(*size)
        finally:
            self._running.discard(task)
        return websocket

    async def _has_room(self) -> bool:
        """Whether one more app may run. A page that is loaded anew waits for its own app's end."""
        if len(self._running) >= self._limits.sessions:
            await asyncio.wait(self._running, timeout=2 * GRACE, return_when=asyncio.FIRST_COMPLETED)
        return len(self._running) < self._limits.sessions

    async def _end(self, app: web.Application) -> None:
        """End the apps that run, so that no process outlives the server."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


def run(host: str, port: int, limits: Limits) -> None:
    """Serve until interrupted; port 0 is any that is free. Raises TutorError where that cannot be served."""
    listening = listen(host, port)
    with listening:
        local = is_loopback(listening)
        token = None if local else secrets.token_urlsafe(24)
        names = LOOPBACK | {host.strip("[]").lower(), listening.getsockname()[0]} if local else None
        opened = address(host.strip("[]"), listening.getsockname()[1])
        app = Browser(Access(token, names), limits).application()
        app.on_startup.append(_end_by_hangup)
        _set_up_logging()
        click.echo(f"The app is at {opened}{f'?token={token}' if token else ''} until ctrl+c ends it.")
        sys.stdout.flush()
        web.run_app(app, sock=listening, access_log=None, print=None, shutdown_timeout=GRACE)


async def _end_by_hangup(app: web.Application) -> None:
    """A terminal that is closed ends the server as ctrl+c does."""
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # which nohup asks for
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, os.kill, os.getpid(), signal.SIGTERM)


class _OneLine(logging.Formatter):
    """A line for each thing that went wrong; what it came from only for whoever looks for the fault."""

    def formatException(self, ei: object) -> str:
        if os.environ.get("TUTOR_DEBUG") == "1":
            return super().formatException(ei)  # type: ignore[arg-type]
        error = ei[1] if isinstance(ei, tuple) else ei
        return f"{type(error).__name__}: {error}"

    def format(self, record: logging.LogRecord) -> str:
        said = super().format(record)
        return "".join(char if char.isprintable() or char == "\n" else "?" for char in said)


def _set_up_logging() -> None:
    """Only what went wrong, on stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine("tutor: %(message)s"))
    logging.basicConfig(level="WARNING", handlers=[handler])
