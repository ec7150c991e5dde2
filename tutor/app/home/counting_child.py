"""The process that counts the questions about problems whose steps are yet to be derived, beside the app."""

from __future__ import annotations

import json
import os
import sys
import threading
import warnings
from contextlib import suppress

from tutor.app.shell.processes.child_process import bound_memory


def main() -> None:
    """Count those that the first line of stdin names; end at once when stdin does."""
    warnings.simplefilter("ignore")
    bound_memory()
    if hasattr(os, "nice"):
        os.nice(10)
    names = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    from tutor import __version__, host
    from tutor.host import question_counts

    for name in names:
        # Whatever is wrong with one of them is said when it is opened.
        with suppress(Exception, RecursionError):
            question_counts.count(host.problem(name), __version__)


def _end_with_stdin() -> None:
    sys.stdin.read()
    os._exit(0)
