"""`tutor serve` from the command line: what it refuses, in one sentence each."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

from tests.commands.conftest import Tutor
from tutor.commands import serve

served = pytest.mark.skipif(find_spec("textual_serve") is None, reason="textual-serve is not installed")


@pytest.mark.parametrize("missing", ["textual_serve", "aiohttp"])
def test_without_what_it_needs_it_says_how_to_get_it(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda name: None if name == missing else find_spec(name))
    done = tutor("serve")
    assert (done.code, done.out) == (2, "")
    assert done.err == 'tutor: the browser needs textual-serve: `pip install "backprop-tutor[web]"` brings it\n'


@served
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--host", "203.0.113.1"), "http://203.0.113.1:8000/ cannot be served: cannot assign requested address"),
        (("--host", "a..b"), "http://a..b:8000/ cannot be served: this is no name of a machine"),
        (("--host", "x" * 300), "cannot be served: this is no name of a machine"),
        (("--host", ""), "http://:8000/ cannot be served: an empty name is no address"),
        (("--host", "::g"), "http://[::g]:8000/ cannot be served: "),
        (("--port", "65536"), "--port"),
        (("--port", "x"), "--port"),
        (("--max-sessions", "0"), "--max-sessions"),
        (("--idle-minutes", "0"), "--idle-minutes"),
        (("--idle-minutes", "nan"), "--idle-minutes"),
        (("--idle-minutes", "1e9"), "--idle-minutes"),
    ],
)
def test_what_cannot_be_served_is_one_clear_sentence(tutor: Tutor, arguments: tuple[str, ...], said: str) -> None:
    done = tutor("serve", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err.splitlines()[-1]
    assert done.err.count("\n") == 1


@served
def test_a_name_that_nobody_knows_is_said_to_be_so(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    done = tutor("serve", "--host", "nowhere")
    assert (done.code, done.out) == (2, "")
    assert done.err == "tutor: http://nowhere:8000/ cannot be served: name or service not known\n"


@pytest.fixture
def _ordinary_user(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)


@served
@pytest.mark.usefixtures("_ordinary_user")
def test_a_port_of_the_system_is_said_to_be_one(tutor: Tutor) -> None:
    done = tutor("serve", "--port", "80")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "tutor: http://127.0.0.1:80/ cannot be served: permission denied; ports below 1024 are the system's\n"
    )


@pytest.fixture(params=["127.0.0.1", "::1"])
def taken(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    host = request.param
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as other:
        try:
            other.bind((host, 0))
        except OSError:
            pytest.skip(f"{host} is not there")
        other.listen()
        yield host, other.getsockname()[1]


@served
def test_a_port_that_is_taken_is_said_to_be_so(tutor: Tutor, taken: tuple[str, int]) -> None:
    host, port = taken
    done = tutor("serve", "--host", host, "--port", str(port))
    assert (done.code, done.out) == (2, "")
    shown = f"[{host}]" if ":" in host else host
    assert done.err == f"tutor: http://{shown}:{port}/ cannot be served: address already in use\n"
