"""How long a long backward pass takes to be held against the truth, each kind of wrong one in a process of its own.

    python -m tests.benchmarks.gradcheck_time

`gradcheck.py` has more networks, and the memory.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figure import Figure, run
from tests.benchmarks.gradcheck import CASES, KINDS

PROGRAM = Path(__file__).with_name("gradcheck.py")


def figures() -> Iterator[Figure]:
    """The processor time of the first case, of each kind."""
    problem, sizes, step = CASES[0]
    for kind in KINDS:
        given = json.dumps([problem, sizes, kind, step])
        done = subprocess.run([sys.executable, PROGRAM, given], capture_output=True, text=True, check=True, timeout=120)
        taken = re.search(r"processor +([0-9.]+) s", done.stdout)
        assert taken is not None, done.stdout
        yield Figure(f"gradcheck of {problem}, {kind}", float(taken[1]), "s", 2, "T=60 N=32 D=64 H=48, all tensors")


if __name__ == "__main__":
    run(figures)
