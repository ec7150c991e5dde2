"""The command `tutor`, and `python -m tutor`."""

from __future__ import annotations

import gc
import os
import sys
import threading

_OBJECTS = 250_000
_INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code."""
    # Importing makes many objects and hardly any garbage: looking through 50,000 of them takes 20 ms.
    gc.set_threshold(_OBJECTS)
    try:
        from tutor.commands.run import run
        from tutor.commands.support.standard_streams import hold_places

        hold_places()
        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # before there is what deals with it: from a slow disk, importing takes a while
        code = _INTERRUPTED
    if threading.active_count() == 1:
        # All is written and closed: taking the interpreter apart piece by piece would take another 8 ms.
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
