"""Figures of marking: verdicts on rewritten right answers and on single mistakes, and how long they take.

    python -m tests.benchmarks.marking_figures

Prints false rejects and false accepts (must be none), the share of single mistakes that are named, and the time of a
right and of a wrong answer; `marking_times` has these beside their budgets.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter

import tutor
from tests.marking.rewriting import rewritten, written
from tests.marking.test_verdicts import differs
from tutor import host
from tutor.marking import Question, Verdict, mark, question
from tutor.marking.mistakes.edits.single_edits import single_edits
from tutor.marking.mistakes.step_mutants import mutants_of
from tutor.notation.tree_walks import names
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed

RIGHT_PER_STEP, WRONG_PER_STEP = 6, 8


def main() -> None:
    """Print all figures."""
    totals: Counter[str] = Counter()
    right_times: list[float] = []
    wrong_times: list[float] = []
    for name in sorted(host.problems()):
        problem = tutor.problem(name)
        counts = verdicts(problem, right_times, wrong_times)
        totals.update(counts)
        share = counts["named"] / max(counts["wrong"], 1)
        print(f"{name:15} right {counts['right']:4}  wrong {counts['wrong']:4}  named {share:6.1%}  {dict(counts)}")
    print(f"all: {dict(totals)}")
    print(f"right answer: median {statistics.median(right_times) * 1e3:.3f} ms, worst {max(right_times) * 1e3:.2f} ms")
    print(f"wrong answer: median {statistics.median(wrong_times) * 1e3:.3f} ms, worst {max(wrong_times) * 1e3:.2f} ms")


def verdicts(problem: Problem, right_times: list[float], wrong_times: list[float]) -> Counter[str]:
    """Mark rewritten right answers and single mistakes of every step."""
    counts: Counter[str] = Counter()
    instance, other = problem.instance(seed=1), problem.instance(seed=2)
    rng = random.Random(problem.id)
    for step in problem.formula_steps():
        asked = question(instance, step.id)
        tree = parsed(problem)[step.id].tree
        mutants_of(problem, step.id)
        for times in range(RIGHT_PER_STEP):
            text = written(rewritten(tree, problem, rng, times), problem.scope, rng)
            verdict, seconds = timed(asked, text)
            right_times.append(seconds)
            counts["right"] += 1
            if verdict.kind != "correct":
                counts["false reject"] += 1
                print("  rejected:", problem.id, step.id, text, verdict.diagnosis)
        edits = [e for e in single_edits(tree, problem, swaps=True) if not names(e.tree) & asked.scope.refused]
        rng.shuffle(edits)
        for edit in [e for e in edits[:60] if differs(problem, step, e.tree, other)][:WRONG_PER_STEP]:
            text = written(rewritten(edit.tree, problem, rng, 2), problem.scope, rng)
            verdict, seconds = timed(asked, text)
            if verdict.kind == "invalid":
                continue
            wrong_times.append(seconds)
            counts["wrong"] += 1
            counts["false accept"] += verdict.kind == "correct"
            if verdict.kind == "correct":
                print("  accepted:", problem.id, step.id, edit.code, text)
            codes = [diagnosis.code for diagnosis in verdict.diagnosis]
            # What is a number nowhere equals nothing: that it is none is all that can be said of it.
            named = edit.code in codes or codes == ["not-finite"]
            counts["named"] += named
            counts["named as a sibling"] += not named and "unrecognised" not in codes
    return counts


def timed(asked: Question, text: str) -> tuple[Verdict, float]:
    """The verdict and the better of two times."""
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        verdict = mark(asked, text)
        best = min(best, time.perf_counter() - start)
    return verdict, best


if __name__ == "__main__":
    main()
