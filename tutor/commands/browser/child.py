"""The process of one visitor's app: it ends itself once the server is gone, and takes no more than its memory.

Run by `python -m tutor.commands.browser.child`, as the leader of a process group of its own.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time

GRACE = 2.0
"""Seconds in which the app may end by itself."""
MEMORY = 2**31
"""Bytes of address space: what is sent to it faster than it reads piles up in the app."""


def main() -> None:
    """Run the app; its command line is that of `tutor` with no arguments."""
    bound_memory()
    threading.Thread(target=end_with_server, daemon=True, name="end-with-server").start()
    sys.argv[1:] = []
    from tutor.__main__ import main as run

    run()


def bound_memory() -> None:
    """Limit the address space, where the system can."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        allowed = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, most))


def end_with_server() -> None:
    """Wait until nobody holds the other end of standard input, however the server ended, and end the whole group.

    Waits without reading: what is typed belongs to the app, which leaves by itself when it finds the end.
    """
    if not hasattr(select, "poll"):
        return
    waiting = select.poll()
    waiting.register(0, 0)  # a hang-up is always told
    waiting.poll()
    time.sleep(GRACE)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
