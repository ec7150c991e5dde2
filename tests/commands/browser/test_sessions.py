"""A visitor's session with real processes: what it may ask for, and that nothing of it stays."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("textual_serve")

import aiohttp

from tests.commands.browser.served import FORCED, Served, Visitor, client, gone, serving, visiting

HUGE = 100_000
NONSENSE = ("x", "[]", "[1]", '["stdin",5]', '["resize",{"width":"a","height":null}]', '["resize",1]', "[" * 9999)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "served"
    made.mkdir()
    return made


@pytest.fixture
def served(folder: Path) -> Iterator[Served]:
    with serving(folder, "--max-sessions", "1") as running:
        yield running


async def test_whatever_a_visitor_sends_the_app_stays_small_and_lives(served: Served) -> None:
    async with visiting(served, f"width={HUGE}&height={HUGE}") as visitor:
        await visitor.shown("LSTM cell")
        await visitor.send("resize", {"width": HUGE, "height": 10**30})
        # A terminal reports its size like this where it is asked to: no way around the bounds.
        await visitor.send("stdin", f"\x1b[48;{HUGE};{HUGE};1;1t")
        for text in NONSENSE:
            await visitor.socket.send_str(text)
        await visitor.socket.send_bytes(b"\xff")
        await visitor.send("stdin", "x" * 100_000)
        assert "at most 65536 characters" in await told(visitor, "at most")
        await visitor.send("resize", {"width": 100, "height": 30})
        await visitor.send("stdin", "\x1bOP")
        await visitor.shown("letters filter the list")
        rows = max(int(row) for row in re.findall(rb"\x1b\[(\d+);", visitor.all))
        assert rows <= 200
        (app,) = served.apps
        assert memory(app) < 400_000
    assert gone({app})
    assert served.end() == (0, "", "")


async def told(visitor: Visitor, part: str) -> str:
    """Wait for a sentence that the page is told."""
    while True:
        sentence: str = await visitor.answered("log")
        if part in sentence:
            return sentence


def memory(pid: int) -> int:
    """KiB that a process holds."""
    return int(subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True).stdout)


async def test_one_more_than_allowed_is_told_so_until_there_is_room(served: Served) -> None:
    async with visiting(served) as first:
        await first.shown("LSTM cell")
        async with visiting(served) as second:
            code, reason = await second.closed()
            assert code == aiohttp.WSCloseCode.TRY_AGAIN_LATER
            assert reason == "1 sessions are open, and no more are allowed. Try again later."
        assert len(served.apps) == 1
    async with visiting(served) as third:
        await third.shown("LSTM cell")
        await third.send("stdin", "\x11")
        assert await third.closed() == (aiohttp.WSCloseCode.OK, "The session has ended. All answers are kept.")


async def test_an_export_is_a_download_and_nothing_is_written_in_the_servers_folder(served: Served) -> None:
    async with visiting(served) as visitor, client() as session:
        await visitor.shown("LSTM cell")
        await visitor.send("stdin", "\x1b[17~")
        await visitor.shown("export")
        await visitor.send("stdin", "\x1b[20~")
        key = await visitor.answered("deliver_file_start")
        async with session.get(f"{served.origin}/download/{key}") as answer:
            assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''tutor-attempts-")
            assert (await answer.text()).startswith("{")
        async with session.get(f"{served.origin}/download/{key}") as answer:
            assert answer.status == 404
    assert list(served.folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="these signals are those of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, FORCED])
async def test_no_app_outlives_the_server_however_it_ends(served: Served, number: int) -> None:
    async with visiting(served) as visitor:
        await visitor.shown("LSTM cell")
        apps = served.apps
        assert len(apps) == 1
        stopped = asyncio.create_task(asyncio.to_thread(served.end, number))
        code, reason = await visitor.closed()
        if number != FORCED:
            assert (code, reason) == (aiohttp.WSCloseCode.GOING_AWAY, "The server was stopped. All answers are kept.")
        assert await stopped == (-FORCED if number == FORCED else 0, "", "")
    assert gone(apps)


@pytest.mark.skipif(sys.platform == "win32", reason="a process is stopped by a signal of POSIX")
async def test_an_app_that_does_not_answer_is_ended_all_the_same(served: Served) -> None:
    async with visiting(served) as visitor:
        await visitor.shown("LSTM cell")
        (app,) = served.apps
        subprocess.run(["kill", "-STOP", str(app)], check=True)
    assert gone({app})


async def test_for_other_machines_the_address_has_a_token_that_page_and_websocket_need(folder: Path) -> None:
    with serving(folder, "--host", "0.0.0.0") as served:
        token = served.address.partition("?")[2]
        assert re.fullmatch(r"token=[\w-]{32}", token)
        async with client() as session:
            for query, status in ((f"?{token}", 200), ("", 403), ("?token=x", 403)):
                async with session.get(f"{served.origin}/{query}") as answer:
                    assert answer.status == status
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with visiting(served):
                pass
        async with visiting(served, f"width=80&height=24&{token}") as visitor:
            await visitor.shown("LSTM cell")


async def test_a_visitor_types_a_network_and_is_asked_it(served: Served) -> None:
    async with visiting(served, "width=120&height=40") as visitor:
        await visitor.shown("LSTM cell")
        await visitor.send("stdin", "\x10")
        await visitor.shown("everything, by name")
        await visitor.send("stdin", "own network\r")
        await visitor.shown("It can be read")
        await visitor.send("stdin", "\x1b[200~oops = (\n\x1b[201~")
        await visitor.shown("! line")
        await visitor.send("stdin", "\x1b[A\x0b\x0b")
        await visitor.shown("It can be read")
        await visitor.send("stdin", "\x1bOQ")
        await visitor.shown("= ?")
        await visitor.send("stdin", "\x1b")
        await visitor.shown("in this browser page only")
        apps = served.apps
    assert gone(apps)
    assert list(served.folder.iterdir()) == []
    assert served.end() == (0, "", "")
