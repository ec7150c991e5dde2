"""What recognising mistakes takes: tables built cold, at a new seed, and all in memory.

python -m tests.benchmarks.mistake_tables
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np

from tests.benchmarks.figure import Figure, run
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
    tuple(mutants_of(problem, step).fitting_classes)  # made when they are first asked for


def marked(problem: Problem, step: str, seed: int) -> None:
    """Wrong numbers at a seed that nothing is known of."""
    asked = question(problem.instance(seed=seed), step)
    mark(asked, repr((asked.exact * 1.37 + 0.01).tolist()))


def of_problem(problem: Problem) -> tuple[Figure, int]:
    """The longest time for wrong numbers at a new seed, and the bytes of all tables of a problem."""
    cold, new, held = {}, {}, 0
    for step in [step.id for step in problem.formula_steps()]:
        TABLES.clear()
        cold[step] = milliseconds(built, problem, step)
        marked(problem, step, 1)
        new[step] = min(milliseconds(marked, problem, step, seed) for seed in range(1000, 1000 + SEEDS))
        held += TABLES.held
    longest, slowest = max(cold, key=cold.__getitem__), max(new, key=new.__getitem__)
    detail = f"{slowest}; median {np.median(list(new.values())):.1f}; cold at most {cold[longest]:.0f} ({longest})"
    return Figure(f"wrong numbers at a new seed, {problem.id}", new[slowest], "ms", 20, detail), held


def figures() -> Iterator[Figure]:
    """A figure for each problem, and what all tables together would take."""
    total = 0
    for problem in host.problems().values():
        figure, held = of_problem(problem)
        total += held
        yield figure
    detail = f"{total / 2**20:.0f} MB if all were held"
    yield Figure("tables of mistakes that are held", TABLES.most / 2**20, "MB", 64, detail)


if __name__ == "__main__":
    run(figures)
