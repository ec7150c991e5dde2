"""From a key to its repaint: the quiz with its live preview beside a bare Textual input, on a pseudo-terminal.

    python -m tests.benchmarks.key_repaint [KEYS]

The first number is the time until the typed sign is drawn, the second until nothing more is drawn for it
(the preview follows the sign in a paint of its own).
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figure import Figure, number_in_arguments, run
from tests.benchmarks.terminal import Terminal

HERE = Path(__file__).parent
BARE = [sys.executable, str(HERE / "bare_app.py")]
TUTOR = [sys.executable, "-m", "tutor", "quiz", "skip-mlp"]
TEXT = "2/N * sum_n((yhat - y) * yhat * (1 - yhat) * x_i)"
CTRL_Q, CTRL_U = "\x11", "\x15"
QUIET = 0.03


def typed(terminal: Terminal, keys: int) -> tuple[list[float], list[float]]:
    """Milliseconds to the first and to the last output after each key."""
    first: list[float] = []
    last: list[float] = []
    for number in range(keys):
        char = TEXT[number % len(TEXT)]
        if number % len(TEXT) == 0:
            terminal.type(CTRL_U)
            terminal.drain(0.2)
        sent = terminal.type(char)
        begun, ended = terminal.burst(QUIET)
        first.append((begun - sent) * 1000)
        last.append((ended - sent) * 1000)
        time.sleep(0.005)
    return first, last


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def figures() -> Iterator[Figure]:
    """The median of the time to the sign beside the bare input, and the slowest in a hundred."""
    keys = number_in_arguments(300)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as home:
        results = {}
        terminals = {
            name: Terminal(command, {"TUTOR_HOME": home}) for name, command in (("bare", BARE), ("tutor", TUTOR))
        }
        for terminal in terminals.values():
            terminal.drain(4.0)
        rounds = max(1, keys // len(TEXT))
        for name in terminals:
            results[name] = ([], [])
        for _ in range(rounds):
            for name, terminal in terminals.items():
                first, last = typed(terminal, len(TEXT))
                results[name][0].extend(first)
                results[name][1].extend(last)
        for terminal in terminals.values():
            terminal.type(CTRL_Q)
            terminal.drain(0.5)
            terminal.close()
    bare, ours = (statistics.median(results[name][0]) for name in ("bare", "tutor"))
    detail = f"{ours:.1f} ms beside {bare:.1f}; to the last paint {statistics.median(results['tutor'][1]):.1f}"
    yield Figure("app: key to repaint, median", ours / bare, "of a bare input", 1.5, detail)
    yield Figure("app: key to repaint, 99 in 100", percentile(results["tutor"][0], 0.99), "ms", 16)


if __name__ == "__main__":
    run(figures)
