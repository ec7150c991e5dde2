"""Every budget beside what is measured, as one table.

    python -m tests.benchmarks [WORD]...

Each part runs in a process of its own; with words, only the parts whose names hold one of them. Peers, torch and jax,
are measured in the same run where they are installed, and what needs them is skipped by name where they are not.
The whole takes about a quarter of an hour. Some parts have an option or a longer listing of their own: see their files.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks.figure import JSON, Figure, rows

PARTS = (
    "startup", "start_app", "key_repaint", "event_loop", "commit", "marking_times", "hostile", "mistake_tables",
    "grade", "grade_cluster", "gradcheck_time", "page_times", "derivation", "solver_times", "plans",
)  # fmt: skip


def figures_of(part: str) -> Iterator[Figure]:
    """The figures of one part, as they come out of its process."""
    command = [sys.executable, "-m", f"tests.benchmarks.{part}", JSON]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        for line in process.stdout:
            yield Figure(**json.loads(line))
    if process.returncode:
        print(f"{part} ended with {process.returncode}", file=sys.stderr)


def main() -> None:
    """Print the table, and how many of the budgets are kept."""
    words = sys.argv[1:]
    found: list[Figure] = []
    for part in PARTS:
        if words and not any(word in part for word in words):
            continue
        print(f"\n{part.replace('_', ' ')}")
        for one in figures_of(part):
            found.append(one)
            print(*rows([one]), flush=True)
    measured = [one for one in found if not one.skipped]
    kept = sum(one.is_met for one in measured)
    print(f"\n{kept} of {len(measured)} budgets are kept; {len(found) - len(measured)} were not measured")


if __name__ == "__main__":
    main()
