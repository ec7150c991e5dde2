"""Work that ends its own process, for tests of what becomes of the rest; a spawned process imports little with it."""

from __future__ import annotations

import os
import signal
from pathlib import Path


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
