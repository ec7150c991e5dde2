"""Has the questions counted that Home has no count of, in a process beside the app."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from contextlib import suppress

from tutor.app.shell.processes.child_process import end_child, start_child

PATIENCE = 60.0
"""Seconds that all of it may take; a network that is in the way is not tried again."""


def count_questions(names: Sequence[str]) -> None:
    """Count the questions about these problems and keep the counts. Blocks, so it belongs in a thread."""
    with suppress(OSError, ValueError):  # no process, no counts
        child = start_child("tutor.app.home.counting_child")
        try:
            assert child.stdin is not None
            child.stdin.write(f"{json.dumps(list(names))}\n")
            child.stdin.flush()
            with suppress(subprocess.TimeoutExpired):
                child.wait(PATIENCE)
        finally:
            end_child(child)
