"""Time of the NumPy solvers beside torch, jax and autograd, and beside their own forward pass.

    python -m tests.benchmarks.solver_times

Everything runs in one process, on one thread, in double precision; the sides take turns, in another order each round,
and medians count. torch is needed (pip install torch); jax and autograd are measured where they are installed. Peak
memory is measured in a further run, with tracemalloc.
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", JAX_NUM_THREADS="1")
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["NPROC"] = "1"  # the number of threads that XLA makes on a processor

import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable

from tests.benchmarks.frameworks import FRAMEWORKS, installed
from tests.benchmarks.networks import NETWORKS, Network

SECONDS = 4.0
TURN = 0.004
LEAST = 9


def interleaved(sides: dict[str, Callable[[], object]], seconds: float) -> dict[str, float]:
    """Median time of each side in microseconds; they take turns of a few milliseconds each."""
    turns = {}
    for name, side in sides.items():
        for _ in range(3):
            side()
        start = time.perf_counter()
        side()
        turns[name] = max(1, round(TURN / (time.perf_counter() - start)))
    times: dict[str, list[float]] = {name: [] for name in sides}
    order = list(sides)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or min(map(len, times.values())) < LEAST:
        random.shuffle(order)
        for name in order:
            side, calls = sides[name], turns[name]
            side()  # what the other sides have thrown out of the caches is fetched before the clock runs
            start = time.perf_counter()
            for _ in range(calls):
                side()
            times[name].append((time.perf_counter() - start) / calls)
    return {name: statistics.median(taken) * 1e6 for name, taken in times.items()}


def peak_over_kept(network: Network) -> float:
    """The most memory that a solve takes, relative to the arrays that it leaves."""
    tracemalloc.start()
    values = network.solver.forward(network.given)
    gradients = network.solver.backward(network.given, values)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / sum(array.nbytes for array in (*values.values(), *gradients.values()))


def measure(network: Network, frameworks: list[str]) -> str:
    """One row: microseconds of each side, and what the budgets are about."""
    solver, given = network.solver, network.given
    sides: dict[str, Callable[[], object]] = {
        "own": lambda: solver.backward(given, solver.forward(given)),
        "forward": lambda: solver.forward(given),
        **{name: FRAMEWORKS[name](network) for name in frameworks},
    }
    taken = interleaved(sides, SECONDS)
    cells = [f"{network.label:28}"]
    cells += [f"{name} {taken[name]:9.1f}" for name in (*frameworks, "own")]
    cells.append(f"{taken['own'] / taken['torch']:5.3f} of torch (budget {network.budget})")
    cells.append(f"{taken['own'] / taken['forward']:4.2f} times forward")
    cells.append(f"peak {peak_over_kept(network):4.2f} times kept")
    return "   ".join(cells)


def main() -> None:
    """Print a row for each network, or for those whose label holds one of the arguments."""
    frameworks = installed()
    for network in NETWORKS:
        if not sys.argv[1:] or any(word in network.label for word in sys.argv[1:]):
            print(measure(network, frameworks), flush=True)


if __name__ == "__main__":
    main()
