"""The Textual application: Home, Quiz, Walkthrough, Hand in, Plots, Progress, Plugins and Help.

Nothing outside this package imports Textual.  Text that comes from a user or from a plugin is put on the
screen as `textual.content.Content` and never read as markup.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from tutor.errors import FAULT_EXIT
from tutor.terminal_text import printable

if TYPE_CHECKING:
    from tutor.study import Mode


def run(
    problem: str | None = None,
    seed: int | None = None,
    mode: Mode | None = None,
    sizes: Mapping[str, int] | None = None,
) -> int:
    """Open the app, on Home or at the quiz of a problem (at these sizes), and return when it is left.

    `mode` is learn, practise or exam; review needs no problem and asks what is due. What is returned is the exit
    code: 0, that of the signal that ended it, or 70 (EX_SOFTWARE) after a fault of the app's own.
    """
    from tutor.app.shell.app import TutorApp
    from tutor.app.shell.services.problem_services import InstanceRequest

    # A thread that imports gives way to a key after 1 ms instead of 5.
    sys.setswitchinterval(0.001)
    app = TutorApp(problem, mode, InstanceRequest(seed, sizes or {}))
    app.run()
    lost = app.services.unsaved
    with suppress(OSError):  # the terminal has gone
        sys.stderr.write("".join(app.tracebacks))
        if lost:
            sys.stderr.write(f"tutor: {printable(lost)}\n")
    # What SymPy and NumPy have made need not be searched for rubbish on the way out: 160 ms become 20.
    gc.freeze()
    return FAULT_EXIT if app.return_code == 1 else app.return_code or 0
