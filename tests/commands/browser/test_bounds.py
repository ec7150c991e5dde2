"""Bounds in time and number: the rate of messages, sessions in which nothing is done, and files that are kept."""

from __future__ import annotations

import pytest

pytest.importorskip("aiohttp")

from aiohttp import WSCloseCode
from aiohttp.test_utils import TestClient, TestServer

from tutor.commands.browser.access import Access
from tutor.commands.browser.downloads import FILES, Downloads, File
from tutor.commands.browser.server import Browser, Limits
from tutor.commands.browser.session import Allowance


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_taken_at_once_and_what_follows_at_the_rate() -> None:
    clock = Clock()
    allowance = Allowance(burst=100, rate=10, clock=clock)
    assert allowance.delay(100) == 0
    assert allowance.delay(5) == 0.5
    clock.now += 0.5
    assert allowance.delay(10) == 1
    clock.now += 1000
    assert allowance.delay(100) == 0
    assert allowance.delay(1) == 0.1


async def test_a_session_in_which_nothing_is_typed_is_closed_whatever_else_arrives() -> None:
    server = TestServer(Browser(Access(None, None), Limits(sessions=1, idle=0.2)).application())
    async with TestClient(server) as client:
        origin = str(server.make_url("")).rstrip("/")
        async with client.ws_connect("/ws", headers={"Origin": origin}) as socket:
            await socket.send_str('["ping","1"]')
            async for _ in socket:
                pass
            assert socket.close_code == WSCloseCode.GOING_AWAY


def test_a_file_is_there_once_and_only_the_newest_of_a_visitor() -> None:
    downloads = Downloads()
    keys: list[str] = []
    given = [downloads.add(File(f"{number}", b""), keys) for number in range(FILES + 1)]
    assert downloads.take(given[0]) is None
    assert downloads.take(given[1]) == File("1", b"")
    assert downloads.take(given[1]) is None
    downloads.drop(keys)
    assert [downloads.take(key) for key in given] == [None] * (FILES + 1)


@pytest.mark.parametrize("name", ["a.csv", 'a"b;c.csv', "a\r\nSet-Cookie: b", "∂L/∂W.csv"])
def test_any_name_of_a_file_fits_into_its_header(name: str) -> None:
    header = File(name, b"x").response().headers["Content-Disposition"]
    assert header.startswith("attachment; filename*=UTF-8''")
    assert header.isascii()
    assert header.isprintable()
