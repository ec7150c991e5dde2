"""Time of plans beside the solvers of the plugins, torch and jax; what a plan takes to make, and its memory.

    python -m tests.benchmarks.plans [WORD]...

Everything runs in one process, on one thread, in double precision; the sides take turns, in another order each round,
and medians count, with the least time in brackets: on a busy machine that is the one to compare. `hand` is the plugin's
own solver, `plan` copies inputs in and results out, `bound` are the calls alone. torch and jax are measured where they
are installed.
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", JAX_NUM_THREADS="1")
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["NPROC"] = "1"  # the number of threads that XLA makes on a processor

import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

import tutor
from tests.benchmarks import plan_losses
from tests.benchmarks.turns import Side, interleaved, peak_over
from tests.solve.declared import network
from tutor import Problem
from tutor.solve.plan import Bound, Plan

SECONDS = 3.0


class Row(NamedTuple):
    """A network, its sizes, and its loss for the frameworks."""

    label: str
    problem: Problem
    sizes: Mapping[str, int]
    loss: Callable[..., Any]


def _rows() -> list[Row]:
    mlp = network(
        "relu-mlp",
        {"N": 64, "I": 100, "H": 200, "C": 10},
        "X[n,i] W1[i,h] b1[h] W2[h,c] b2[c] Y[n,c]+",
        {
            "A[n,h]": "X W1 + b1",
            "H[n,h]": "relu(A)",
            "Z[n,c]": "H W2 + b2",
            "P[n,c]": "softmax(Z)",
            "L": "-1/N*sum_{n,c}(Y*log(P))",
        },
    )
    attention = network(
        "attention",
        {"T": 64, "D": 64},
        "Q[t,d] K[s,d] V[s,d] dO[t,d]",
        {
            "S[t,s]": "1/sqrt(D)*sum_d(Q[t,d]*K[s,d])",
            "A[t,s]": "softmax(S)",
            "O[t,d]": "sum_s(A[t,s]*V[s,d])",
            "L": "sum(dO*O)",
        },
        like={"s": "t"},
    )
    bundled = (
        ("skip-mlp", "skip-mlp", {"N": 5, "I": 3, "H": 4}, plan_losses.skip_mlp),
        ("softmax-net", "softmax-net", {"D": 5, "H": 4, "M": 3}, plan_losses.softmax_net),
        ("conv-dense", "conv-dense", {}, plan_losses.conv_dense),
        ("rnn T=3", "rnn-bptt", {"T": 3, "D": 2, "S": 4, "M": 3}, plan_losses.rnn),
        ("lstm-step", "lstm-step", {"D": 3, "H": 4, "N": 5}, plan_losses.lstm_step),
        ("rnn T=50", "rnn-bptt", {"T": 50, "D": 2, "S": 4, "M": 3}, plan_losses.rnn),
        ("lstm T=50 16/32/8", "lstm-sequence", {"T": 50, "D": 16, "H": 32, "N": 8}, plan_losses.lstm),
        ("lstm T=100 64/128/32", "lstm-sequence", {"T": 100, "D": 64, "H": 128, "N": 32}, plan_losses.lstm),
    )
    rows = [Row(label, tutor.problem(one), sizes, loss) for label, one, sizes, loss in bundled]
    rows.append(Row("relu mlp 64x(100,200,10)", mlp, mlp.sizes, plan_losses.relu_mlp))
    rows.append(Row("attention T=64 D=64", attention, attention.sizes, plan_losses.attention))
    return rows


def made_in(problem: Problem, sizes: Mapping[str, int], wanted: list[str]) -> float:
    """Milliseconds of processor time that making a plan takes, the least of several."""
    taken = []
    for _ in range(7):
        start = time.process_time()
        Plan(problem, sizes, float, wanted)
        taken.append(time.process_time() - start)
    return min(taken) * 1e3


def measure(row: Row) -> str:
    """One row: microseconds of each side, ratios of the medians and of the least times, set-up and memory."""
    instance = row.problem.instance(seed=1, sizes=row.sizes)
    given = dict(instance.given)
    for name in {"W", "Wx", "Wh"} & given.keys():
        given[name] = given[name] / len(given[name])  # nothing is to saturate
    own = type(row.problem).forward is not Problem.forward
    wanted = list(instance.gradients) if own else [q.name for q in row.problem.given if q.name not in ("Y", "dO")]
    plan = Plan(row.problem, instance.sizes, float, wanted)
    bound = Bound(plan.graph, plan.values, plan.gradients, plan.dtype)
    bound.run(given, forward_only=False)
    sides: dict[str, Side] = {"plan": lambda: plan.solve(given), "bound": partial(bound.run, given, forward_only=False)}
    if own:
        sides["hand"] = lambda: row.problem.backward(given, row.problem.forward(given))
    for name in ("torch", "jax"):
        if find_spec(name):
            sides[name] = plan_losses.FRAMEWORKS[name](row.loss, given, wanted)
    with np.errstate(all="ignore"):
        taken = interleaved(sides, SECONDS)
    cells = [f"{row.label:26}"]
    cells += [f"{name} {median:9.1f} ({least:.1f})" for name, (median, least) in taken.items()]
    for name in sides.keys() - {"plan", "bound"}:
        ratios = [mine / theirs for mine, theirs in zip(taken["plan"], taken[name], strict=True)]
        cells.append(f"{ratios[0]:.2f} ({ratios[1]:.2f}) of {name}")
    cells.append(f"made in {made_in(row.problem, instance.sizes, wanted):.1f} ms")
    cells.append(f"peak {peak_over(lambda: plan.solve(dict(given))):.2f} times kept")
    return "  ".join(cells)


def main() -> None:
    """Print a row for each network, or for those whose label holds one of the arguments."""
    for row in _rows():
        if not sys.argv[1:] or any(word in row.label for word in sys.argv[1:]):
            print(measure(row), flush=True)


if __name__ == "__main__":
    main()
