"""Lines that somebody types at a prompt; they can be edited, and earlier ones come back, where there is readline."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from tutor.commands.support.standard_streams import streams_of_python

PROMPT = "> "
_A_MOMENT = 0.2
"""Seconds that a signal waits at most that comes just before a read begins."""


def typed_lines(*, prompt: bool) -> Iterator[str]:
    """What is typed, a line at a time, without the empty ones; with a `prompt` before each where somebody types."""
    edited = prompt and _can_be_edited()
    while True:
        line = _edited_line() if edited else _plain_line(prompt=prompt)
        if line is None:
            return
        if line.strip():
            yield line.strip()


def _can_be_edited() -> bool:
    """Whether both ends are one terminal that moves its cursor, and Python has readline."""
    if os.environ.get("TERM", "dumb") == "dumb" or not sys.stdout.isatty():
        return False
    with suppress(ImportError):
        import readline

        readline.parse_and_bind("tab: self-insert")  # it would offer the names of files
        return True
    return False


def _edited_line() -> str | None:
    with streams_of_python(), _ticking():
        try:
            return input(PROMPT)
        except EOFError:
            return None


def _plain_line(*, prompt: bool) -> str | None:
    if prompt:
        sys.stdout.write(PROMPT)
        sys.stdout.flush()
        _wait_for_a_line()
    return sys.stdin.readline() or None


def _wait_for_a_line() -> None:
    """Wait until a terminal has something to read.

    A signal that comes just before a read begins is noted by Python and dealt with only when the read returns: ctrl+c
    would need a second press. Between two waits it is dealt with at once.
    """
    while os.name == "posix" and not select.select([sys.stdin], [], [], _A_MOMENT)[0]:
        pass


@contextmanager
def _ticking() -> Iterator[None]:
    """The same for a line that is edited, whose wait is not ours: a timer interrupts it again and again."""
    before = signal.signal(signal.SIGALRM, _tick)
    signal.setitimer(signal.ITIMER_REAL, _A_MOMENT, _A_MOMENT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _tick(number: int, frame: FrameType | None) -> None:
    """Nothing: what else was signalled is dealt with on the way here."""
