"""Whether the terminal has gone away without a word.

Closing a window ends the app by a signal, but not where it was detached from its terminal (nohup, setsid); there
Textual would read the end of its input again and again, at the cost of a whole core, for good.
"""

from __future__ import annotations

import select
import sys


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
