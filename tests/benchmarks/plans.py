"""Time of plans beside the solvers of the plugins, torch and jax; what a plan takes to make, and its memory.

    python -m tests.benchmarks.plans [WORD]...

Everything runs in one process, on one thread, in double precision; the sides take turns, in another order each round,
and medians count; beside them is the ratio of the least times: on a busy machine that is the one to compare. A plan
copies inputs in and results out. torch and jax are measured where they are installed.
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", JAX_NUM_THREADS="1")
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["NPROC"] = "1"  # the number of threads that XLA makes on a processor

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

import tutor
from tests.benchmarks import plan_losses
from tests.benchmarks.figure import JSON, Figure, run, skipped
from tests.benchmarks.turns import Side, interleaved, peak_over
from tests.solve.declared import network
from tutor import Problem
from tutor.solve.plan import Bound, Plan

SECONDS = 3.0
LONG = 50
"""Steps of time from which the arrays that are kept outweigh Python's own."""
SIDES = {"hand": "the plugin's solver", "torch": "torch", "jax": "jax"}


class Row(NamedTuple):
    """A network, its sizes, its loss for the frameworks, and the ratio to torch that is kept to."""

    label: str
    problem: Problem
    sizes: Mapping[str, int]
    loss: Callable[..., Any]
    of_torch: float

    @property
    def budgets(self) -> dict[str, float]:
        """The ratio to each side that is kept to."""
        return {"hand": 1.05 if self.sizes.get("T") == 100 else 1.0, "jax": 1.0, "torch": self.of_torch}


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
        ("skip-mlp", "skip-mlp", {"N": 5, "I": 3, "H": 4}, plan_losses.skip_mlp, 0.15),
        ("softmax-net", "softmax-net", {"D": 5, "H": 4, "M": 3}, plan_losses.softmax_net, 0.15),
        ("conv-dense", "conv-dense", {}, plan_losses.conv_dense, 0.15),
        ("rnn T=3", "rnn-bptt", {"T": 3, "D": 2, "S": 4, "M": 3}, plan_losses.rnn, 0.15),
        ("lstm-step", "lstm-step", {"D": 3, "H": 4, "N": 5}, plan_losses.lstm_step, 0.15),
        ("rnn T=50", "rnn-bptt", {"T": 50, "D": 2, "S": 4, "M": 3}, plan_losses.rnn, 0.06),
        ("lstm T=50 16/32/8", "lstm-sequence", {"T": 50, "D": 16, "H": 32, "N": 8}, plan_losses.lstm, 0.22),
        ("lstm T=100 64/128/32", "lstm-sequence", {"T": 100, "D": 64, "H": 128, "N": 32}, plan_losses.lstm, 0.75),
    )
    rows = [Row(label, tutor.problem(one), sizes, loss, budget) for label, one, sizes, loss, budget in bundled]
    rows.append(Row("relu mlp 64x(100,200,10)", mlp, mlp.sizes, plan_losses.relu_mlp, 0.65))
    rows.append(Row("attention T=64 D=64", attention, attention.sizes, plan_losses.attention, 0.65))
    return rows


def made_in(problem: Problem, sizes: Mapping[str, int], wanted: list[str]) -> float:
    """Milliseconds of processor time that making a plan takes, the least of several."""
    taken = []
    for _ in range(7):
        start = time.process_time()
        Plan(problem, sizes, float, wanted)
        taken.append(time.process_time() - start)
    return min(taken) * 1e3


def measure(row: Row) -> Iterator[Figure]:
    """One row: ratios of the medians to each other side, set-up and memory."""
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
    for name, budget in row.budgets.items():
        what, unit = f"plan, {row.label}", f"of {SIDES[name]}"
        if name in taken:
            yield _beside(what, unit, budget, taken["plan"], taken[name])
        elif name != "hand":
            yield skipped(what, unit, budget, f"{name} is not installed")
    recurs = "T" in row.sizes
    made = made_in(row.problem, instance.sizes, wanted)
    bound_time = f"its calls alone {taken['bound'][0]:.1f} µs"
    yield Figure(f"plan, {row.label}, made", made, "ms", 10 if recurs else 3, bound_time)
    if row.sizes.get("T", 0) >= LONG:
        peak = peak_over(lambda: plan.solve(dict(given)))
        yield Figure(f"plan, {row.label}, peak memory", peak, "of what is kept", 1.5)


def _beside(what: str, unit: str, budget: float, ours: tuple[float, float], theirs: tuple[float, float]) -> Figure:
    detail = f"{ours[0]:.1f} µs beside {theirs[0]:.1f}; the least times {ours[1] / theirs[1]:.2f}"
    return Figure(what, ours[0] / theirs[0], unit, budget, detail)


def figures() -> Iterator[Figure]:
    """Those of each network, or of those whose label holds one of the arguments."""
    words = [word for word in sys.argv[1:] if word != JSON]
    for row in _rows():
        if not words or any(word in row.label for word in words):
            yield from measure(row)


if __name__ == "__main__":
    run(figures)
