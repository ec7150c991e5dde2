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
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tests.benchmarks.figure import JSON, Figure, run, skipped
from tests.benchmarks.turns import Side, interleaved, peak_over

if TYPE_CHECKING:
    from tests.benchmarks.networks import Network

SECONDS = 4.0


def measure(network: Network, frameworks: list[str]) -> Iterator[Figure]:
    """One network: beside torch, beside its own forward pass, and the memory."""
    from tests.benchmarks.frameworks import FRAMEWORKS

    solver, given = network.solver, network.given
    sides: dict[str, Side] = {
        "own": lambda: solver.backward(given, solver.forward(given)),
        "forward": lambda: solver.forward(given),
        **{name: FRAMEWORKS[name](network) for name in frameworks},
    }
    taken = {name: median for name, (median, _) in interleaved(sides, SECONDS).items()}
    peak = peak_over(lambda: (values := solver.forward(given), solver.backward(given, values)))
    detail = ", ".join(f"{name} {taken[name]:.1f}" for name in ("own", *frameworks)) + " µs"
    what = f"solver, {network.label}"
    yield Figure(what, taken["own"] / taken["torch"], "of torch", network.budget, detail)
    yield Figure(what, taken["own"] / taken["forward"], "of its own forward", 2.5)
    yield Figure(f"{what}, peak memory", peak, "of what is kept", 1.5)


def figures() -> Iterator[Figure]:
    """Those of each network, or of those whose label holds one of the arguments."""
    if not find_spec("torch"):
        yield skipped("solvers of the plugins", "of torch", 0.15, "torch is not installed")
        return
    from tests.benchmarks.frameworks import installed
    from tests.benchmarks.networks import NETWORKS

    words = [word for word in sys.argv[1:] if word != JSON]
    for network in NETWORKS:
        if not words or any(word in network.label for word in words):
            yield from measure(network, installed())


if __name__ == "__main__":
    run(figures)
