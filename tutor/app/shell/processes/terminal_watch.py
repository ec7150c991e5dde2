"""Being told to end: by a signal, or by a terminal that has gone away without a word.

Closing a window ends the app by a signal, but not where it was detached from its terminal (nohup, setsid); there
Textual would read the end of its input again and again, at the cost of a whole core, for good.
"""

from __future__ import annotations

import asyncio
import select
import signal
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App


def terminal_gone() -> bool:
    """Whether nobody can type any more; where that cannot be asked, no."""
    poll = getattr(select, "poll", None)
    if poll is None or sys.__stdin__ is None:
        return False
    try:
        asked = poll()
        asked.register(sys.__stdin__.fileno(), 0)
        return any(told & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, told in asked.poll(0))
    except (OSError, ValueError):  # standard input is closed, or is no file
        return False


def leave_by_signal(app: App[None]) -> None:
    """Have the signals that end a program leave the app as its own key does: all saved, the terminal as it was."""
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is None or signal.getsignal(number) == signal.SIG_IGN:  # nohup wants it to go on
            continue
        with suppress(NotImplementedError, ValueError, RuntimeError):  # Windows, or not in the main thread
            loop.add_signal_handler(number, partial(app.exit, None, 128 + number))
