"""What a Dask cluster takes beside processes of one machine to grade the same answers.

    python -m tests.benchmarks.grade_cluster [LINES]

A scheduler and two workers on this machine, against `--jobs 2`: processor time of all that runs, since the machine is
shared, from a tenth of the lines on, as in `grade`. The seconds by the clock are of whole runs, a cluster that is there
already against processes that are started.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.answer_mixes import distinct, of_own_seeds
from tests.benchmarks.figure import Figure, number_in_arguments, run
from tests.benchmarks.grade import Run, graded
from tests.executors.clusters import Cluster

MOST = 1.5
"""How much more processor time a cluster may take."""

WORKERS = 2


def on_cluster(folder: Path, lines: Iterator[str]) -> Run:
    """Grade some lines on a cluster that has just been started."""
    cluster = Cluster(folder, WORKERS)
    try:
        before = _seconds(cluster)
        client = graded(folder, lines, "--scheduler", cluster.address)
        return client._replace(seconds=client.seconds + _seconds(cluster) - before)
    finally:
        cluster.close()


def beside(folder: Path, lines: Iterator[str]) -> Run:
    """Grade some lines in as many processes."""
    return graded(folder, lines, "--jobs", str(WORKERS))


def _seconds(cluster: Cluster) -> float:
    """Processor time of the scheduler and its workers, as Linux has it."""
    ticks = 0
    for process in (cluster.scheduler, *cluster.workers):
        after_name = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(after_name[11]) + int(after_name[12])  # utime and stime
    return ticks / os.sysconf("SC_CLK_TCK")


def measured(folder: Path, kind: str, mix: Callable[[int], Iterator[str]], count: int) -> Iterator[Figure]:
    """The processor time of the last nine tenths of some lines on a cluster, in that of processes beside each other."""
    runs = [(way(folder, mix(count // 10)), way(folder, mix(count))) for way in (beside, on_cluster)]
    local, far = (many.seconds - few.seconds for few, many in runs)
    rate = (count - count // 10) / far
    clocks = [many.clock for _, many in runs]
    detail = f"{rate:,.0f} a second a core; {clocks[1]:.1f} s by the clock for {count:,}, {clocks[0]:.1f} s beside"
    yield Figure(f"grade on a cluster, {kind}", far / local, f"of --jobs {WORKERS}", MOST, detail)


def figures() -> Iterator[Figure]:
    """Those of a class in words of their own, and of a seed for each line."""
    count = number_in_arguments(100_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from measured(folder, "no two in the same words", distinct, count)
        yield from measured(folder, "a seed each", partial(of_own_seeds, in_numbers=0.1), count // 20)


if __name__ == "__main__":
    run(figures)
