"""The Textual application: Home, Quiz, Walkthrough, Plots, Progress, Plugins and Help.

Nothing outside this package imports Textual.  Text that comes from a user or from a plugin is put on the
screen as `textual.content.Content` and never read as markup.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from contextlib import suppress


def run(
    problem: str | None = None,
    seed: int | None = None,
    mode: str | None = None,
    sizes: Mapping[str, int] | None = None,
) -> None:
    """Open the app, on Home or at the quiz of a problem (at these sizes), and return when it is left.

    `mode` is learn, practise or exam; review needs no problem and asks what is due.
    """
    from tutor.app.main import TutorApp

    # A thread that imports gives way to a key after 1 ms instead of 5.
    sys.setswitchinterval(0.001)
    app = TutorApp(problem=problem, seed=seed, mode=mode, sizes=sizes)
    app.run()
    lost = app.library.unsaved
    if lost:
        with suppress(OSError):  # the terminal has gone
            sys.stderr.write(f"tutor: {lost}\n")
    # What SymPy and NumPy have made need not be searched for rubbish on the way out: 160 ms become 20.
    gc.freeze()
