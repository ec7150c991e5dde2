"""The ground of a terminal: asked of one that answers, and of others that do not."""

from __future__ import annotations

import os
import pty
import select
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tutor.app.shell.processes import terminal_ground
from tutor.app.shell.processes.terminal_ground import PATIENCE, has_light_ground, is_light

NAMED = {"VTE_VERSION": "7600"}
ATTRIBUTES = b"\x1b[?62;22c"


@contextmanager
def terminal(answer: bytes) -> Iterator[tuple[int, int]]:
    """The two ends of a terminal that gives an answer when it is asked for its attributes."""
    emulator, program = pty.openpty()
    ended = threading.Event()

    def answering() -> None:
        seen = b""
        while not ended.is_set():
            if select.select([emulator], [], [], 0.02)[0]:
                seen += os.read(emulator, 1024)
                if seen.endswith(b"\x1b[c"):
                    os.write(emulator, answer)
                    seen = b""

    thread = threading.Thread(target=answering)
    thread.start()
    try:
        yield emulator, program
    finally:
        ended.set()
        thread.join()
        os.close(emulator)
        os.close(program)


@pytest.mark.parametrize(
    ("colour", "light"),
    [
        (b"rgb:ffff/ffff/ffff", True),
        (b"rgb:fdf6/e3e3/d5d5", True),
        (b"rgb:ff/ff/ff", True),
        (b"rgb:0000/2b2b/3636", False),
        (b"rgb:0/0/0", False),
        (b"rgb:0000/0000/ffff", False),
        (b"rgb:0000/ffff/0000", True),
    ],
)
@pytest.mark.parametrize("end", [b"\x07", b"\x1b\\"])
def test_a_terminal_tells_its_ground(colour: bytes, light: bool, end: bytes) -> None:
    with terminal(b"\x1b]11;" + colour + end + ATTRIBUTES) as (_, program):
        before = termios.tcgetattr(program)
        assert has_light_ground(program, program, NAMED) is light
        assert termios.tcgetattr(program) == before
        assert not select.select([program], [], [], 0)[0]


def test_one_that_only_tells_its_attributes_is_not_waited_for() -> None:
    with terminal(ATTRIBUTES) as (_, program):
        began = time.monotonic()
        assert has_light_ground(program, program, NAMED) is None
        assert time.monotonic() - began < PATIENCE


def test_one_that_says_nothing_is_waited_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal_ground, "PATIENCE", 0.02)
    with terminal(b"") as (_, program):
        assert has_light_ground(program, program, NAMED) is None


@pytest.mark.parametrize("environ", [{}, {**NAMED, "SSH_CONNECTION": "10.0.0.1 22"}])
def test_one_that_may_not_answer_or_is_far_away_is_not_asked(environ: dict[str, str]) -> None:
    with terminal(b"\x1b]11;rgb:ffff/ffff/ffff\x07" + ATTRIBUTES) as (_, program):
        assert has_light_ground(program, program, environ) is None


def test_what_was_typed_before_is_left_for_the_app() -> None:
    with terminal(b"\x1b]11;rgb:ffff/ffff/ffff\x07" + ATTRIBUTES) as (emulator, program):
        os.write(emulator, b"q\n")
        time.sleep(0.05)
        assert has_light_ground(program, program, NAMED) is None
        assert os.read(program, 10) == b"q\n"


def test_what_is_no_terminal_is_not_asked() -> None:
    reading, writing = os.pipe()
    assert has_light_ground(reading, writing, NAMED) is None
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("answer", [b"", b"\x1b]11;rgb:zz/zz/zz\x07", b"\x1b]10;rgb:ff/ff/ff\x07", b"rgb:ff/ff/ff"])
def test_what_is_no_answer_tells_nothing(answer: bytes) -> None:
    assert is_light(answer) is None
