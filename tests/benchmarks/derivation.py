"""How long it takes to derive a network, to prove what was derived, and to print it from the command line.

    python -m tests.benchmarks.derivation [ROUNDS]

Processor time, the least of several rounds, each on a network that was just read. The command is a ratio to
``import numpy`` in the same rounds.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.figure import Figure, number_in_arguments, run
from tests.derivation.networks import NETWORKS
from tutor.derivation.derivation import derived_steps
from tutor.derivation.problem_steps import steps_of
from tutor.problems.contract.problem import Problem
from tutor.problems.network.reader import read_network

PYTHON = sys.executable
TUTOR = str(Path(PYTHON).with_name("tutor"))
BLOCK = """
    input X[t,m], dY[t,m]
    weights W_Q[m,e], W_K[m,e], W_V[m,e], W_O[e,m], g1[m], g2[m], W_1[m,f], b_1[f], W_2[f,m], b_2[m]
    constant eps positive
    c1[t] = mean_m(X[t,m])
    D1[t,m] = X[t,m] - c1[t]
    v1[t] = mean_m(D1[t,m]^2)
    N1[t,m] = g1[m]*D1[t,m]/sqrt(v1[t] + eps)
    Q = N1 W_Q
    K[u=t,e] = N1 W_K
    V[u=t,e] = N1 W_V
    S = Q K^T/sqrt(E)
    A = softmax(S)
    O = A V
    R = X + O W_O
    c2[t] = mean_m(R[t,m])
    D2[t,m] = R[t,m] - c2[t]
    v2[t] = mean_m(D2[t,m]^2)
    N2[t,m] = g2[m]*D2[t,m]/sqrt(v2[t] + eps)
    F = N2 W_1 + b_1
    G = relu(F)
    Y = R + G W_2 + b_2
    L = sum(Y*dY)"""
NAMES = {"two-layer": NETWORKS["two-layer"], "transformer block": BLOCK}
BUDGETS = {
    ("two-layer", "derived"): 8.0,
    ("two-layer", "derived and proved"): 20.0,
    ("transformer block", "derived and proved"): 1000.0,
}
"""Milliseconds, on a quiet machine."""
COMMAND_BUDGET = 1.8


def figures() -> Iterator[Figure]:
    """The least times of deriving and proving, and the whole command beside `import numpy`."""
    rounds = number_in_arguments(15)
    for name, text in NAMES.items():
        plain = "\n".join(line.strip() for line in text.strip().splitlines())
        for what, work in (("derived", derived_steps), ("derived and proved", steps_of)):
            budget = BUDGETS.get((name, what))
            if budget is not None:
                taken = min(_processor_time(plain, work) for _ in range(rounds)) * 1e3
                yield Figure(f"{name}, {what}", taken, "ms", budget)
    yield _command(rounds)


def _processor_time(text: str, work: Callable[[Problem], object]) -> float:
    problem = read_network(text, "network")
    started = time.process_time()
    work(problem)
    return time.process_time() - started


def _command(rounds: int) -> Figure:
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode beside it
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "two-layer.net"
        file.write_text("\n".join(line.strip() for line in NETWORKS["two-layer"].strip().splitlines()))
        programs = ([PYTHON, "-c", "import numpy"], [TUTOR, "derive", str(file)])
        least = [float("inf")] * len(programs)
        for number in range(rounds + 1):
            for at, program in enumerate(programs):
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                subprocess.run(program, stdout=subprocess.DEVNULL, check=True, env=environment)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                if number:
                    least[at] = min(least[at], taken)
    numpy, derive = least
    detail = f"{derive * 1e3:.0f} ms beside {numpy * 1e3:.0f}"
    return Figure("tutor derive two-layer.net", derive / numpy, "of `import numpy`", COMMAND_BUDGET, detail)


if __name__ == "__main__":
    run(figures)
