"""A server of its own in a process of its own, and what a browser would do with it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

PATIENCE = 30.0
FORCED = signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM


@dataclass(frozen=True)
class Served:
    """A running server: its process, and the address that it printed."""

    process: subprocess.Popen[str]
    address: str
    folder: Path

    @property
    def origin(self) -> str:
        return self.address.partition("?")[0].rstrip("/")

    @property
    def apps(self) -> set[int]:
        """The processes of apps that this server has started."""
        return {pid for pid, parent in processes() if parent == self.process.pid}

    def end(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        """Send a signal; the exit code and what was printed after the address."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


def processes() -> list[tuple[int, int]]:
    """Every process and its parent."""
    told = subprocess.run(["ps", "-Ao", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [(int(pid), int(parent)) for pid, parent in map(str.split, told.splitlines())]


def gone(pids: set[int]) -> bool:
    """Whether all these processes end within the time that one of ours may take."""
    for _ in range(int(PATIENCE / 0.1)):
        if not pids & {pid for pid, _ in processes()}:
            return True
        time.sleep(0.1)
    return False


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Served]:
    """A server started in an empty folder, whose data folder is another."""
    pipe = subprocess.PIPE
    run = subprocess.Popen(
        [sys.executable, "-m", "tutor", "serve", "--port", "0", *options],
        stdout=pipe,
        stderr=pipe,
        text=True,
        cwd=folder,
        env=os.environ | {"TUTOR_HOME": str(folder.parent / f"{folder.name}-home"), "PYTHONWARNINGS": "error"},
    )
    try:
        assert run.stdout is not None
        said = run.stdout.readline()
        found = re.search(r"http://\S+", said)
        assert found, said
        yield Served(run, found[0], folder)
    finally:
        if run.poll() is None:
            run.send_signal(FORCED)
        run.communicate(timeout=PATIENCE)


class Visitor:
    """One websocket: what it was told, and what was drawn."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.drawn = b""
        self.all = b""
        self.told: list[Any] = []

    async def send(self, *message: Any) -> None:
        await self.socket.send_str(json.dumps(message))

    async def receive(self) -> bool:
        """Take in one message; false at the end."""
        message = await asyncio.wait_for(self.socket.receive(), PATIENCE)
        if message.type is aiohttp.WSMsgType.BINARY:
            self.drawn += message.data
            self.all += message.data
        elif message.type is aiohttp.WSMsgType.TEXT:
            self.told.append(json.loads(message.data))
        else:
            self.reason = message.extra
            return False
        return True

    async def shown(self, text: str) -> None:
        """Wait until the app has drawn this, and forget what it had drawn before."""
        while text not in plain(self.drawn):
            assert await self.receive(), self.drawn[-500:]
        self.drawn = b""

    async def answered(self, kind: str) -> Any:
        """Wait until the page is told something of this kind, and return it."""
        while not (found := [told[1] for told in self.told if told[0] == kind]):
            assert await self.receive(), self.told
        self.told.clear()
        return found[0]

    async def closed(self) -> tuple[int | None, str]:
        """Wait for the end: its code, and the reason that the page shows."""
        while await self.receive():
            pass
        return self.socket.close_code, self.reason or ""


def plain(drawn: bytes) -> str:
    """What was drawn without colours and places, its blanks as one."""
    return re.sub(" +", " ", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn.decode("utf-8", "replace")))


@asynccontextmanager
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(PATIENCE)) as opened:
        yield opened


@asynccontextmanager
async def visiting(served: Served, query: str = "width=100&height=30") -> AsyncIterator[Visitor]:
    """A visitor whose browser opens the websocket."""
    async with client() as session, session.ws_connect(f"{served.origin}/ws?{query}", origin=served.origin) as socket:
        yield Visitor(socket)
