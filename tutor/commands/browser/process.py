"""The server's side of one visitor's app: its process, and the packets of Textual's web driver."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from typing import Any, Final, Literal

from tutor.commands.browser.child import GRACE

log = logging.getLogger(__name__)

PROGRAM: Final = (sys.executable, "-P", "-m", "tutor.commands.browser.child")
"""-P: a file of the name tutor in the folder that this runs in is not what is meant."""
READY: Final = b"__GANGLION__\n"
"""What the driver writes before its first packet."""
PRELUDE: Final = 2**16
PACKET: Final = 2**26
KEPT: Final = 2**13
"""Bytes of what the app said last on stderr, for the message about its end."""

Packet = tuple[Literal["D", "M"], bytes]


class AppProcess:
    """An app of its own, in a process group of its own, that is gone for certain after `stop`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._said = b""
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, columns: int, rows: int) -> AppProcess:
        """Start the app in a terminal of this size. Raises OSError where no process can be started."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *PROGRAM,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            limit=PRELUDE,
            env=_environment(os.environ, columns, rows),
            start_new_session=True,
        )
        return cls(process)

    async def packets(self) -> AsyncGenerator[Packet, None]:
        """What the app draws (D) and tells (M), until it ends."""
        assert self._process.stdout is not None
        read = self._process.stdout
        try:
            await read.readuntil(READY)
            while True:
                head = await read.readexactly(5)
                size = int.from_bytes(head[1:], "big")
                if size > PACKET:
                    break
                payload = await read.readexactly(size)
                if head[:1] == b"D":
                    yield "D", payload
                elif head[:1] == b"M":
                    yield "M", payload
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        await self._report()

    async def type(self, data: bytes) -> None:
        """Send keys. Raises ConnectionError once the app has ended."""
        await self._send(b"D", data)

    async def tell(self, kind: str, **data: Any) -> None:
        """Send what is not typed: a size, focus, or that it should end. Raises ConnectionError once it has ended."""
        await self._send(b"M", json.dumps({"type": kind, **data}).encode())

    async def stop(self) -> None:
        """End the app: in peace if it does so at once, and with all that it started."""
        try:
            async with asyncio.timeout(GRACE):
                with suppress(ConnectionError):
                    await self.tell("quit")
                assert self._process.stdout is not None
                while await self._process.stdout.read(PRELUDE):
                    pass  # what it still draws is for nobody, but it must be able to write it
                await self._process.wait()
        except TimeoutError:
            log.info("an app did not end by itself")
        finally:
            self._kill()
            if self._process.stdin is not None:
                self._process.stdin.close()
            await asyncio.gather(self._process.wait(), self._listening)

    async def _send(self, kind: bytes, payload: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(kind + len(payload).to_bytes(4, "big") + payload)
        await self._process.stdin.drain()

    def _kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):  # there is nobody left in the group
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _listen(self) -> None:
        assert self._process.stderr is not None
        while said := await self._process.stderr.read(KEPT):
            self._said = (self._said + said)[-KEPT:]

    async def _report(self) -> None:
        """Say so where the app ended by a fault; only this process has a terminal to say it on."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                code = await self._process.wait()
                await self._listening
                if code > 0:
                    lines = self._said.decode("utf-8", "replace").strip().splitlines() or ["nothing"]
                    said = lines if os.environ.get("TUTOR_DEBUG") == "1" else lines[-1:]
                    log.warning("an app ended with exit code %d; it said: %s", code, "\n".join(said))


def _environment(ours: Mapping[str, str], columns: int, rows: int) -> dict[str, str]:
    """The environment of an app whose terminal is a page."""
    return {
        # The apps share the machine: none takes all of its cores for its small arrays.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        **ours,
        "COLUMNS": str(columns),
        "ROWS": str(rows),
        # The page shows what any modern terminal does, whichever the server was started in.
        "TERM": "xterm-256color",
        "PYTHONUTF8": "1",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "TEXTUAL_DRIVER": "tutor.commands.browser.driver:ServedDriver",
        "TEXTUAL_FPS": "60",
    }
