"""The page in a browser: complete by itself, and with the keyboard."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("textual_serve")

from tests.commands.browser.served import PATIENCE, Served, client, serving

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "served"
    folder.mkdir()
    with serving(folder) as running:
        yield running


async def test_the_page_and_its_files_come_from_the_server_alone(served: Served) -> None:
    async with client() as session:
        async with session.get(f"{served.address}?fontsize=1e9") as answer:
            page = await answer.text()
            policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'self'; script-src 'self' 'nonce-")
        assert 'data-font-size="72"' in page
        assert set(re.findall(r"(?:https?|wss?)://[^/\"]+", page)) == {
            served.origin,
            served.origin.replace("http", "ws"),
        }
        files = re.findall(r'(?:src|href)="(http[^"]+)"', page)
        assert len(files) == 2
        for file in files:
            async with session.get(file) as answer:
                assert answer.status == 200
        for scheme in re.findall(r"<script[^>]*>", page):
            assert "src=" in scheme or "nonce=" in scheme
        for path in (
            "static/../server.py",
            "static/%2e%2e/server.py",
            "static/..%2fserver.py",
            "static/",
            "download/x",
        ):
            async with session.get(f"{served.origin}/{path}") as answer:
                assert answer.status in (403, 404), path
        async with session.get(served.address.replace("127.0.0.1", "localhost")) as answer:
            assert "http://localhost:" in await answer.text()
        async with session.get(served.address, headers={"Host": "elsewhere.example"}) as answer:
            assert answer.status == 403
        async with session.get(served.address, headers={"Origin": "http://elsewhere.example"}) as answer:
            assert answer.status == 403
        for headers in ({}, {"Origin": "http://elsewhere.example"}):
            async with session.get(f"{served.origin}/ws", headers=headers) as answer:
                assert answer.status == 403
    assert served.end() == (0, "", "")


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")
async def test_a_real_browser_gives_the_app_its_keys_without_a_click(served: Served, tmp_path: Path) -> None:
    async with chromium(tmp_path) as send:
        await send("Page.navigate", url=served.address)
        for _ in range(int(PATIENCE / 0.2)):
            found = await send("Runtime.evaluate", expression="document.body.className")
            if "-first-byte" in found["result"].get("value", ""):
                break
            await asyncio.sleep(0.2)
        else:
            raise AssertionError("the app never drew anything")
        await asyncio.sleep(1)
        home = await settled(send)
        await send("Input.dispatchKeyEvent", type="keyDown", key="F1", code="F1", windowsVirtualKeyCode=112)
        for _ in range(int(PATIENCE / 0.5)):
            if await settled(send) != home:
                return
            await asyncio.sleep(0.2)
        raise AssertionError("F1 changed nothing")


Send = Callable[..., Awaitable[dict[str, Any]]]


async def settled(send: Send) -> str:
    """The picture of the page once it stays the same."""
    last = ""
    while True:
        picture = (await send("Page.captureScreenshot"))["data"]
        if picture == last:
            return str(picture)
        last = picture
        await asyncio.sleep(0.3)


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Send]:
    """A browser without a window, driven through its own protocol."""
    assert CHROMIUM is not None
    options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--no-first-run")
    log = folder / "chromium.log"
    with log.open("wb") as file:
        run = subprocess.Popen([CHROMIUM, *options, f"--user-data-dir={folder / 'profile'}"], stderr=file)
    try:
        port = folder / "profile" / "DevToolsActivePort"
        for _ in range(int(PATIENCE / 0.1)):
            if port.exists() and port.read_text().count("\n"):
                break
            await asyncio.sleep(0.1)
        number = port.read_text().splitlines()[0]
        async with client() as session:
            async with session.get(f"http://127.0.0.1:{number}/json/list") as answer:
                page = next(entry for entry in await answer.json() if entry["type"] == "page")
            async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield commands(socket)
    finally:
        run.terminate()
        run.wait(PATIENCE)


def commands(socket: Any) -> Send:
    count = 0

    async def send(method: str, **parameters: Any) -> dict[str, Any]:
        nonlocal count
        count += 1
        await socket.send_json({"id": count, "method": method, "params": parameters})
        while True:
            answer = await asyncio.wait_for(socket.receive_json(), PATIENCE)
            if answer.get("id") == count:
                result: dict[str, Any] = answer["result"]
                return result

    return send
