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

import sys

from tests.benchmarks.frameworks import FRAMEWORKS, installed
from tests.benchmarks.networks import NETWORKS, Network
from tests.benchmarks.turns import Side, interleaved, peak_over

SECONDS = 4.0


def measure(network: Network, frameworks: list[str]) -> str:
    """One row: microseconds of each side, and what the budgets are about."""
    solver, given = network.solver, network.given
    sides: dict[str, Side] = {
        "own": lambda: solver.backward(given, solver.forward(given)),
        "forward": lambda: solver.forward(given),
        **{name: FRAMEWORKS[name](network) for name in frameworks},
    }
    taken = {name: median for name, (median, _) in interleaved(sides, SECONDS).items()}
    peak = peak_over(lambda: (values := solver.forward(given), solver.backward(given, values)))
    cells = [f"{network.label:28}"]
    cells += [f"{name} {taken[name]:9.1f}" for name in (*frameworks, "own")]
    cells.append(f"{taken['own'] / taken['torch']:5.3f} of torch (budget {network.budget})")
    cells.append(f"{taken['own'] / taken['forward']:4.2f} times forward")
    cells.append(f"peak {peak:4.2f} times kept")
    return "   ".join(cells)


def main() -> None:
    """Print a row for each network, or for those whose label holds one of the arguments."""
    frameworks = installed()
    for network in NETWORKS:
        if not sys.argv[1:] or any(word in network.label for word in sys.argv[1:]):
            print(measure(network, frameworks), flush=True)


if __name__ == "__main__":
    main()
