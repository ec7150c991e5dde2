"""`tutor serve`: the app in a browser, for this machine alone."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Tutor
from tutor.commands import serve

PATIENCE = 30.0
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
served = pytest.mark.skipif(find_spec("textual_serve") is None, reason="textual-serve is not installed")


def test_without_textual_serve_it_says_how_to_get_it(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda name: None)
    done = tutor("serve")
    assert (done.code, done.out) == (2, "")
    assert done.err == 'tutor: the browser needs textual-serve: `pip install "backprop-tutor[web]"` brings it\n'


@served
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--host", "203.0.113.1"), "http://203.0.113.1:8000/ cannot be served: cannot assign requested address"),
        (("--port", "65536"), "--port"),
        (("--port", "x"), "--port"),
    ],
)
def test_what_cannot_be_served_is_one_clear_sentence(tutor: Tutor, arguments: tuple[str, ...], said: str) -> None:
    done = tutor("serve", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err.splitlines()[-1]


@served
def test_a_port_that_is_taken_is_said_to_be_so(tutor: Tutor) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = tutor("serve", "--port", str(port))
    assert (done.code, done.out) == (2, "")
    assert done.err == f"tutor: http://127.0.0.1:{port}/ cannot be served: address already in use\n"


@served
def test_another_machines_reach_is_warned_of(tutor: Tutor) -> None:
    assert "whoever can reach 203.0.113.1 can use the app" in tutor("serve", "--host", "203.0.113.1").err


@pytest.fixture
def address() -> Iterator[str]:
    """A server of its own at a free port, which answers."""
    pytest.importorskip("textual_serve", reason="textual-serve is not installed")
    pipe = subprocess.PIPE
    run = subprocess.Popen([sys.executable, "-m", "tutor", "serve", "--port", "0"], stdout=pipe, stderr=pipe, text=True)
    assert run.stdout is not None
    said = run.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
    assert found, said
    with socket.socket() as probe:
        for _ in range(200):
            if probe.connect_ex(("127.0.0.1", int(found[1]))) == 0:
                break
            time.sleep(0.05)
    yield found[0]
    run.send_signal(signal.SIGINT)
    assert run.communicate(timeout=PATIENCE) == ("", "")
    assert run.returncode == 0


@asynccontextmanager
async def client() -> AsyncIterator[Any]:
    import aiohttp

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(PATIENCE)) as opened:
        yield opened


async def test_the_page_is_there_and_lets_the_browser_fetch_nothing_from_elsewhere(address: str) -> None:
    async with client() as session, session.get(address) as answer:
        page = await answer.text()
        assert answer.status == 200
        assert f"{address}static/js/textual.js" in page
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    async with client() as session, session.get(address.replace("127.0.0.1", "localhost")) as answer:
        assert "http://localhost:" in await answer.text()


async def test_the_app_runs_behind_the_page_and_takes_keys(address: str) -> None:
    async with client() as session, session.ws_connect(f"{address}ws?width=100&height=30") as socket:
        await shown(socket, "LSTM cell")
        await socket.send_json(["stdin", "\x1bOP"])
        await shown(socket, "letters filter the list")


async def shown(socket: Any, text: str) -> None:
    """Wait until the app has drawn this."""
    import aiohttp

    drawn = b""
    while text not in plain(drawn):
        message = await asyncio.wait_for(socket.receive(), PATIENCE)
        assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), drawn[-500:]
        drawn += message.data if message.type == aiohttp.WSMsgType.BINARY else b""


def plain(drawn: bytes) -> str:
    """What was drawn without colours and places, its blanks as one."""
    return re.sub(" +", " ", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn.decode("utf-8", "replace")))


@pytest.mark.parametrize("headers", [{"Origin": "http://elsewhere.example"}, {"Host": "elsewhere.example"}])
async def test_another_sites_page_gets_neither_the_page_nor_the_app(address: str, headers: dict[str, str]) -> None:
    async with client() as session:
        for path in ("", "ws"):
            async with session.get(address + path, headers=headers) as answer:
                assert answer.status == 403


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")
async def test_a_real_browser_draws_the_app_and_a_key_changes_it(address: str, tmp_path: Path) -> None:
    async with chromium(tmp_path) as send:
        await send("Page.navigate", url=address)
        for _ in range(int(PATIENCE / 0.2)):
            found = await send("Runtime.evaluate", expression="document.body.className")
            if "-first-byte" in found["result"].get("value", ""):
                break
            await asyncio.sleep(0.2)
        else:
            raise AssertionError("the app never drew anything")
        await send("Runtime.evaluate", expression="document.querySelector('textarea').focus()")
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
