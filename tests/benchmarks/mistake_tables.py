"""What recognising mistakes takes: tables built cold, at a new seed, and all in memory.

python tests/benchmarks/mistake_tables.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from tutor import host
from tutor.marking import mark, question
from tutor.marking.mistakes.bounded_cache import TABLES
from tutor.marking.mistakes.step_mutants import mutants_of
from tutor.problems.contract.problem import Problem

SEEDS = 3


def milliseconds(work: Callable[..., object], *arguments: object) -> float:
    """Processor time."""
    before = time.process_time()
    work(*arguments)
    return (time.process_time() - before) * 1e3


def built(problem: Problem, step: str) -> None:
    """The table at the sampled points."""
    assert mutants_of(problem, step).fitting_classes


def marked(problem: Problem, step: str, seed: int) -> None:
    """Wrong numbers at a seed that nothing is known of."""
    asked = question(problem.instance(seed=seed), step)
    mark(asked, repr((asked.exact * 1.37 + 0.01).tolist()))


def of_problem(problem: Problem) -> int:
    """Print the line of a problem; the bytes of its tables."""
    cold, new, held = {}, {}, 0
    for step in [step.id for step in problem.formula_steps()]:
        TABLES.clear()
        cold[step] = milliseconds(built, problem, step)
        marked(problem, step, 1)
        new[step] = min(milliseconds(marked, problem, step, seed) for seed in range(1000, 1000 + SEEDS))
        held += TABLES.held
    longest, slowest = max(cold, key=cold.__getitem__), max(new, key=new.__getitem__)
    print(
        f"{problem.id:15} cold: longest {cold[longest]:6.1f} ms ({longest}); "
        f"new seed: median {np.median(list(new.values())):5.1f} ms, longest {new[slowest]:6.1f} ms ({slowest})"
    )
    return held


def main() -> None:
    """Print a line a problem, and the totals."""
    held = sum(of_problem(problem) for problem in host.problems().values())
    print(f"all tables: {held / 2**20:.0f} MB if all were held; {TABLES.most / 2**20:.0f} MB at most are")


if __name__ == "__main__":
    main()
