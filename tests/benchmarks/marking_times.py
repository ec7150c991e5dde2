"""How long marking takes: right and wrong answers to questions that were asked before, and SymPy on the same pair.

python -m tests.benchmarks.marking_times
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import sympy

import tutor
from tests.benchmarks.figure import Figure, run
from tests.benchmarks.marking_figures import timed, verdicts
from tutor import host
from tutor.marking import question

PAIRS = (
    ("lstm-cell", "dL/dC", "(h - d)*(o - o*tanh(C)^2)", "(h - d)*(o - o*tanh(C)**2) - (h - d)*o*(1 - tanh(C)**2)"),
    ("logistic-unit", "dL/dz", "yhat - yhat*t/yhat", "y - y*t/y - (y - t)"),
    ("lstm-cell", "dL/do", "h*tanh(C) - d*tanh(C)", "h*tanh(C) - d*tanh(C) - (h - d)*tanh(C)"),
)
"""A right answer to a step, and its difference from the author's formula, as SymPy has it."""


def figures() -> Iterator[Figure]:
    """Medians and the longest time over rewritten right answers and single mistakes of all problems."""
    right: list[float] = []
    wrong: list[float] = []
    for name in sorted(host.problems()):
        verdicts(tutor.problem(name), right, wrong)
    yield Figure("marking a right answer, median", statistics.median(right) * 1e3, "ms", 0.1, f"{len(right)} answers")
    yield Figure("marking a wrong answer, median", statistics.median(wrong) * 1e3, "ms", 3, f"{len(wrong)} answers")
    yield Figure("marking a wrong answer, longest", max(wrong) * 1e3, "ms", 20)
    yield from beside_simplify()


def beside_simplify() -> Iterator[Figure]:
    """The same pair for `sympy.simplify(a - b)`, its cache emptied first."""
    for problem, step, answer, difference in PAIRS:
        asked = question(tutor.problem(problem).instance(seed=1), step)
        expression = sympy.sympify(difference)
        cold = []
        for _ in range(5):
            sympy.core.cache.clear_cache()
            start = time.perf_counter()
            sympy.simplify(expression)
            cold.append(time.perf_counter() - start)
        ours, theirs = statistics.median(timed(asked, answer)[1] for _ in range(50)), statistics.median(cold)
        assert timed(asked, answer)[0].kind == "correct", (problem, step, answer)
        detail = f"{ours * 1e3:.3f} ms beside {theirs * 1e3:.1f}"
        yield Figure(f"the same as `{step}` of {problem}", ours / theirs, "of sympy.simplify", 0.01, detail)


if __name__ == "__main__":
    run(figures)
