"""How long commands take from start to end, as ratios to bare Python programs in the same run.

    python -m tests.benchmarks.startup [ROUNDS]

Processor time, and beside it how long one waits: other programs lengthen that. Rounds are interleaved, the first is
thrown away, and medians are compared. The one test in the suite that belongs to this looks at which modules are
imported: it cannot be slow by accident on a busy machine.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figure import Figure, number_in_arguments, run

PYTHON = sys.executable
TUTOR = str(Path(PYTHON).with_name("tutor"))

BASES = {
    "import numpy": [PYTHON, "-c", "import numpy"],
    "import click, importlib.metadata": [PYTHON, "-c", "import click, importlib.metadata"],
}
SHORT = {"import numpy": "import numpy", "import click, importlib.metadata": "import click, ..."}
COMMANDS = {
    "tutor solve lstm-cell --format json": ("import numpy", 1.4),
    "tutor --version": ("import click, importlib.metadata", 1.5),
    "tutor list": ("import click, importlib.metadata", 1.5),
}


def figures() -> Iterator[Figure]:
    """The processor time of each command beside that of its base."""
    rounds = number_in_arguments(25)
    programs = BASES | {name: [TUTOR, *name.split()[1:]] for name in COMMANDS}
    # One BLAS thread on both sides: NumPy would start a pool that neither side uses.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode beside it
    worked: dict[str, list[float]] = {name: [] for name in programs}
    waited: dict[str, list[float]] = {name: [] for name in programs}
    for number in range(rounds + 1):
        for name, program in programs.items():
            before, started = _processor_time(), time.perf_counter()
            subprocess.run(program, stdout=subprocess.DEVNULL, check=True, env=environment)
            if number:
                worked[name].append(_processor_time() - before)
                waited[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(times) * 1e3 for name, times in worked.items()}
    for name, (base, budget) in COMMANDS.items():
        detail = (
            f"{medians[name]:.0f} ms beside {medians[base]:.0f}; waited {statistics.median(waited[name]) * 1e3:.0f}"
        )
        yield Figure(name, medians[name] / medians[base], f"of `{SHORT[base]}`", budget, detail)


def _processor_time() -> float:
    """What the programs that were started have used so far, in seconds."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    run(figures)
