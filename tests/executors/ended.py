"""Work that ends its own process, for tests of what becomes of the rest; a spawned process imports little with it."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

LARGE = 2_000_000


def doubled(numbers: list[int]) -> list[tuple[str, int]]:
    """Twice each number; 13 ends the process that works on it, and 7 does so once, which a file remembers."""
    for number in numbers:
        once = os.environ.get("ENDED_ONCE", "")
        if number == 13 or (number == 7 and not os.path.exists(once)):
            if number == 7:
                Path(once).touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return [("done", 2 * number) for number in numbers]


def gone(numbers: list[int]) -> list[tuple[str, int]]:
    """What stands for numbers whose process was ended."""
    return [("lost", number) for number in numbers]


def half_written(numbers: list[int]) -> bytes:
    """A result that no pipe holds at once; the first process with that for 25 is ended soon after."""
    once = Path(os.environ["ENDED_ONCE"])
    if 25 in numbers and not once.exists():
        once.touch()
        threading.Thread(target=_soon_ended, daemon=True).start()
    return bytes([numbers[0]]) * LARGE


def _soon_ended() -> None:
    time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGKILL)


def inverse(numbers: list[float]) -> list[float]:
    """One over each of the numbers."""
    return [1 / number for number in numbers]


class MuteError(Exception):
    """What says nothing and can be sent to no other process."""

    def __str__(self) -> str:
        raise ValueError("nothing to say")

    def __reduce__(self) -> str:
        raise TypeError("not to be sent")


def mute(numbers: list[int]) -> list[int]:
    """What raises such an error, whatever it is given."""
    raise MuteError


def slowly(numbers: list[int]) -> list[int]:
    """Twice each number, which takes a while."""
    time.sleep(0.05)
    return [2 * number for number in numbers]
