"""What it takes to hold large backward passes against the truth, and the memory: each case in a process of its own.

OMP_NUM_THREADS=1 python tests/benchmarks/gradcheck.py
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Mapping

import numpy as np

import tutor
from tutor.errors import TutorError
from tutor.marking.mistakes.edits.single_edits import single_edits
from tutor.notation.lower.value import Arrays
from tutor.problems.instances.formula_values import compute, environment, evaluated, lift, parsed
from tutor.problems.instances.instance import Instance

CASES: tuple[tuple[str, dict[str, int], str], ...] = (
    ("lstm-sequence", {"T": 60, "N": 32, "D": 64, "H": 48}, "dL/da"),
    ("rnn-bptt", {"T": 100, "D": 64, "S": 64, "M": 32}, "dL/dh_s"),
    ("skip-mlp", {"N": 1000, "I": 100, "H": 100}, "dL/dv"),
    ("conv-dense", {"I": 100, "J": 100}, "dL/da"),
    ("lstm-step", {"N": 256, "D": 64, "H": 64}, "dL/dc"),
)
KINDS = ("nothing known", "one wrong", "own mistakes", "one slip")


def wrong(instance: Instance, kind: str, step: str) -> Arrays:
    """Wrong gradients of one kind."""
    right = instance.gradients
    if kind in ("nothing known", "one wrong"):
        some = list(right)[:: 1 if kind == "nothing known" else 3][: None if kind == "nothing known" else 1]
        return {name: right[name] * 1.37 + 0.01 for name in some}
    if kind == "own mistakes":
        return _own_mistakes(instance)
    for arrays in _changed(instance, step):
        found = {name: arrays[f"dL/d{name}"][0] for name in right if f"dL/d{name}" in arrays}
        if all(np.isfinite(array).all() for array in found.values()):
            return found
    raise SystemExit(f"no slip in {step}")


def _changed(instance: Instance, step: str) -> list[Mapping[str, np.ndarray]]:
    problem = instance.problem
    names = parsed(problem)
    step = step if step in names else next(name for name in names if name.startswith("dL/"))
    for edit in single_edits(names[step].tree, problem, swaps=False):
        try:
            return [compute(problem, lift(instance.given), instance.sizes, replaced={step: edit.tree})]
        except (TutorError, KeyError):  # it does not fit, or reads what comes after it
            continue
    return []


def _own_mistakes(instance: Instance) -> Arrays:
    problem, rng = instance.problem, random.Random(1)
    env = environment(problem, instance.evaluated(), instance.sizes, room=4e7)
    found: Arrays = {}
    for name, right in instance.gradients.items():
        formula = parsed(problem).get(f"dL/d{name}")
        edits = list(single_edits(formula.tree, problem, swaps=True)) if formula else []
        rng.shuffle(edits)
        for edit in edits:
            try:
                array = evaluated(edit.tree, formula.axes, env)[0]  # type: ignore[union-attr]
            except TutorError:
                continue
            if np.isfinite(array).all() and not np.allclose(array, right):
                found[name] = array
                break
    return found


def case(problem_id: str, sizes: dict[str, int], kind: str, step: str) -> None:
    """Print the figures of one case."""
    instance = tutor.problem(problem_id).instance(seed=1, sizes=sizes)
    with np.errstate(all="ignore"):
        gradients = wrong(instance, kind, step)
    before, wall, processor = _memory(), time.perf_counter(), time.process_time()
    rows = tutor.gradcheck(problem_id, instance.given, gradients)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    bad = [row for row in rows if not row.agrees]
    told = sum(bool(row.diagnosis) for row in bad)
    print(
        f"{problem_id:14} {kind:14} {told}/{len(bad)} recognised  wall {wall:6.2f} s  processor {processor:6.2f} s  "
        f"memory {before} to {_memory()} MB",
        flush=True,
    )


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """All cases, or one as it is started for itself."""
    if len(sys.argv) > 1:
        case(*json.loads(sys.argv[1]))
        return
    for problem_id, sizes, step in CASES:
        for kind in KINDS:
            given = json.dumps([problem_id, sizes, kind, step])
            subprocess.run([sys.executable, __file__, given], check=False, timeout=120)


if __name__ == "__main__":
    main()
