"""Who is let in: by name of the machine, origin and token."""

from __future__ import annotations

import pytest

pytest.importorskip("aiohttp")

from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from tutor.commands.browser.access import Access

NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
HERE = "http://127.0.0.1:8000"


def request(host: str = "127.0.0.1:8000", origin: str | None = None, path: str = "/") -> web.Request:
    headers = {"Host": host} | ({"Origin": origin} if origin is not None else {})
    return make_mocked_request("GET", path, headers=headers)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "[::1]"])
def test_the_machine_answers_to_its_own_names(host: str) -> None:
    Access(None, NAMES).check_host(request(host))


@pytest.mark.parametrize("host", ["elsewhere.example", "localhost.example:8000", "127.0.0.1.example", "10.0.0.1", ""])
def test_a_foreign_name_that_points_here_is_refused(host: str) -> None:
    with pytest.raises(web.HTTPForbidden):
        Access(None, NAMES).check_host(request(host))


@pytest.mark.parametrize("host", ["[::1", "a b", "a;script-src *", 'a"b', "a:x", "[]:80", "a/b", "a@b", "é"])
def test_what_is_no_name_of_a_machine_is_refused_wherever_it_is_served(host: str) -> None:
    with pytest.raises(web.HTTPForbidden):
        Access("secret", None).check_host(request(host))


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "http://elsewhere.example",
        "http://127.0.0.1",
        "http://127.0.0.1:8001",
        "http://127.0.0.1:8000.elsewhere.example",
        "http://user@127.0.0.1:8000",
        "http://127.0.0.1:8000/",
        "file://127.0.0.1:8000",
        "http://[",
    ],
)
def test_a_websocket_is_for_our_own_page_alone(origin: str | None) -> None:
    with pytest.raises(web.HTTPForbidden):
        Access(None, NAMES).check_socket(request(origin=origin))


@pytest.mark.parametrize("origin", [HERE, HERE.replace("http", "https")])
def test_our_own_page_opens_a_websocket_behind_a_proxy_too(origin: str) -> None:
    Access(None, NAMES).check_socket(request(origin=origin))


def test_the_page_needs_no_origin_but_no_foreign_one() -> None:
    Access(None, NAMES).check_page(request())
    with pytest.raises(web.HTTPForbidden):
        Access(None, NAMES).check_page(request(origin="http://elsewhere.example"))


@pytest.mark.parametrize("given", ["", "?token=", "?token=Secret", "?token=secret2", "?token=%C3%A9", "?Token=secret"])
def test_without_the_token_there_is_neither_page_nor_websocket(given: str) -> None:
    access = Access("secret", None)
    with pytest.raises(web.HTTPForbidden, match="Forbidden"):
        access.check_page(request(path=f"/{given}"))
    with pytest.raises(web.HTTPForbidden):
        access.check_socket(request(origin=HERE, path=f"/ws{given}"))


def test_the_token_lets_in() -> None:
    access = Access("secret", None)
    access.check_page(request(path="/?token=secret"))
    access.check_socket(request(origin=HERE, path="/ws?width=80&height=24&token=secret"))
