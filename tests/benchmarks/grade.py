"""How many answers `tutor grade` marks a second on one core, and what memory it takes for ten times as many.

    python -m tests.benchmarks.grade [LINES]

Whole runs of the command: a class that answers the same questions, a tenth wrong, in the same words and then with no
two answers alike in their words, in one process and in two. What the start and the first mistakes take, all of which
have come after the first tenth of the lines, is left out of the rates, but not of the seconds on the clock. Then a
twentieth as many lines, each of a seed of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.answer_mixes import alike, distinct, of_own_seeds
from tests.benchmarks.figure import Figure, number_in_arguments, run

RUN = """
import resource, sys
from tutor.commands.run import run
if __name__ == "__main__":
    run(["grade", sys.argv[1], "-o", sys.argv[2], *sys.argv[3:]])
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime, max(own.ru_maxrss, others.ru_maxrss))
"""
"""Guarded: processes that are started begin with the same file."""


OF_OWN_SEEDS = {"formulas, a seed each": 0.0, "a tenth in numbers, a seed each": 0.1, "numbers, a seed each": 1.0}
"""The share of answers in numbers."""

FLAT = 1.3
"""How much more memory ten times as many lines may take: what is kept of answers fills up."""


class Run(NamedTuple):
    """What a run took: seconds of all processors, seconds on the clock, and the most memory of one process in MB."""

    seconds: float
    clock: float
    memory: int


def graded(folder: Path, lines: Iterator[str], *options: str) -> Run:
    """Grade some lines in a process of their own."""
    source, script = folder / "answers.jsonl", folder / "run.py"
    with source.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    script.write_text(RUN, encoding="utf-8")
    command = [sys.executable, str(script), str(source), str(folder / "verdicts.jsonl"), *options]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    clock = time.perf_counter() - began
    seconds, memory = done.stdout.split()[-2:]
    return Run(float(seconds), clock, int(memory) // 1024)


def measured(
    folder: Path, kind: str, mix: Callable[[int], Iterator[str]], count: int, jobs: int, least: float
) -> Iterator[Figure]:
    """The answers a second a core between a tenth of the lines and all of them, and the memory of both."""
    few, many = (graded(folder, mix(number), "--jobs", str(jobs)) for number in (count // 10, count))
    rate = (count - count // 10) / max(many.seconds - few.seconds, 1e-3)
    what = f"grade, {kind}, {jobs} {'process' if jobs == 1 else 'processes'}"
    detail = f"{many.clock:.1f} s for {count:,} by the clock"
    yield Figure(what, rate, "a second a core", least, detail, at_least=True)
    memory = f"{few.memory} MB for {count // 10:,}, {many.memory} MB for {count:,}"
    yield Figure(f"{what}: memory", many.memory / few.memory, "of a tenth's", FLAT, memory)


def figures() -> Iterator[Figure]:
    """Those of a class in the same words and in others, in one process and in two; and of a seed for each line."""
    count = number_in_arguments(100_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for jobs in (1, 2):
            yield from measured(folder, "in the same words", alike, count, jobs, 10_000)
            yield from measured(folder, "no two in the same words", distinct, count, jobs, 10_000)
        for kind, share in OF_OWN_SEEDS.items():
            mix = partial(of_own_seeds, in_numbers=share)
            yield from measured(folder, kind, mix, count // 20, 1, 500)


if __name__ == "__main__":
    run(figures)
