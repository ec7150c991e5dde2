"""Start to first accepted key, and quit to prompt, each beside the bare Textual app.

python tests/benchmarks/start_app.py [rounds]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from terminal import Terminal

HERE = Path(__file__).parent
BARE = [sys.executable, str(HERE / "bare_app.py")]
TUTOR = [sys.executable, "-m", "tutor"]
CTRL_Q = "\x11"


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


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    times: dict[str, list[tuple[float, float]]] = {"bare": [], "tutor": []}
    with tempfile.TemporaryDirectory() as home:
        for command in (BARE, TUTOR):
            once(command, home)
        for _ in range(rounds):
            for name, command in (("bare", BARE), ("tutor", TUTOR)):
                times[name].append(once(command, home))
    for index, what in enumerate(("start to first key", "quit to prompt")):
        bare, ours = (statistics.median(t[index] for t in times[name]) * 1000 for name in ("bare", "tutor"))
        print(f"{what:20} bare {bare:6.0f} ms   tutor {ours:6.0f} ms   ratio {ours / bare:.2f}")


if __name__ == "__main__":
    main()
