"""Start to first accepted key, and quit to prompt, each beside the bare Textual app.

python -m tests.benchmarks.start_app [ROUNDS]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figure import Figure, number_in_arguments, run
from tests.benchmarks.terminal import Terminal

HERE = Path(__file__).parent
BARE = [sys.executable, str(HERE / "bare_app.py")]
TUTOR = [sys.executable, "-m", "tutor"]
CTRL_Q = "\x11"
BUDGETS = {"app: start to first key": 1.25, "app: quit to prompt": 1.0}


def once(command: list[str], home: str) -> tuple[float, float]:
    """Seconds from start until a typed key is drawn, and from ctrl+q until the process is gone."""
    terminal = Terminal(command, {"TUTOR_HOME": home})
    try:
        shown = terminal.poke("Z") - terminal.started
        terminal.drain(1.5)
        asked = terminal.type(CTRL_Q)
        return shown, terminal.until_exit() - asked
    finally:
        terminal.close()


def figures() -> Iterator[Figure]:
    """Both times as ratios to those of the bare app."""
    rounds = number_in_arguments(15)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    times: dict[str, list[tuple[float, float]]] = {"bare": [], "tutor": []}
    with tempfile.TemporaryDirectory() as home:
        for command in (BARE, TUTOR):
            once(command, home)
        for _ in range(rounds):
            for name, command in (("bare", BARE), ("tutor", TUTOR)):
                times[name].append(once(command, home))
    for index, (what, budget) in enumerate(BUDGETS.items()):
        bare, ours = (statistics.median(t[index] for t in times[name]) * 1000 for name in ("bare", "tutor"))
        yield Figure(what, ours / bare, "of a bare app", budget, f"{ours:.0f} ms beside {bare:.0f}")


if __name__ == "__main__":
    run(figures)
