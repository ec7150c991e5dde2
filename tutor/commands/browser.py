"""The app in a browser: textual-serve, for one's own browser alone unless told otherwise."""

from __future__ import annotations

import asyncio
import logging
import shlex
import socket
import subprocess
import sys
from ipaddress import ip_address
from urllib.parse import urlsplit

import click
from aiohttp import web
from textual_serve.server import Server

from tutor.errors import TutorError

# Nothing is fetched from elsewhere, such as the font that the page of textual-serve names: nothing leaves the machine.
POLICY = (
    "default-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' data: blob:; "
    "connect-src 'self' ws: wss:; form-action 'none'; frame-ancestors 'none'"
)


class Browser(Server):
    """Serves the app at a host and port; every page that is opened runs an app of its own."""

    def __init__(self, host: str, port: int) -> None:
        # -P: a file of the name tutor in the folder that this runs in is not what is meant.
        program = [sys.executable, "-P", "-m", "tutor"]
        command = subprocess.list2cmdline(program) if sys.platform == "win32" else shlex.join(program)
        super().__init__(command, host=host, port=port, title="tutor")
        self._open: set[asyncio.Task[object]] = set()
        self._names = {host, "localhost", "127.0.0.1", "::1"} if is_loopback(host) else None

    def initialize_logging(self) -> None:
        """Only what went wrong, on stderr."""
        logging.basicConfig(level="WARNING", format="tutor: %(message)s")

    async def on_startup(self, app: web.Application) -> None:
        """Say where it is, once it is there."""
        click.echo(f"The app is at {address(self.host, self.port)} until ctrl+c ends it.")
        sys.stdout.flush()

    async def on_shutdown(self, app: web.Application) -> None:
        """End the apps that are open, so that nothing of them is left behind."""
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page, with addresses by the name that the browser called it by."""
        self._check(request)
        self.public_url = f"{request.scheme}://{request.host}"
        response: web.StreamResponse = await super().handle_index(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """The connection that drives an app."""
        self._check(request)
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            return await super().handle_websocket(request)
        finally:
            self._open.discard(task)

    def _check(self, request: web.Request) -> None:
        """Refuse what another site's page asks for: browsers send such requests to this machine, too."""
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="This page is not the tutor's.")
        if self._names is not None and urlsplit(f"//{request.host}").hostname not in self._names:
            raise web.HTTPForbidden(text="This machine is not called that.")


def run(host: str, port: int) -> None:
    """Serve until interrupted; port 0 is any that is free. Raises TutorError where that cannot be served."""
    try:
        Browser(host, _bindable(host, port)).serve()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TutorError(f"{address(host, port)} cannot be served: {reason}", title="Cannot serve") from error


def address(host: str, port: int) -> str:
    """The address to open."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _bindable(host: str, port: int) -> int:
    """The port, if it is free, or any that is. Raises OSError before anything has been said or started."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])
