"""How many answers `tutor grade` marks a second on one core, and what memory it takes for ten times as many.

    python tests/benchmarks/grading.py [LINES]

Every line is another text, so that no verdict is looked up: the right formulas of all problems, written as the
tutor writes them, with blanks that nobody else has. Then the same lines as a class sends them, most of them alike. At
last, a tenth as many lines, in this process, each of a seed of its own: formulas, numbers, and both in turn, with some
of them wrong.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tutor import host
from tutor.grading.answer_fields import JsonLines
from tutor.grading.batch_marker import BatchMarker
from tutor.grading.input_lines import Line
from tutor.grading.rows import JsonRows
from tutor.notation.write.one_line import to_ascii

GRADED = BatchMarker(JsonLines(), JsonRows())

RUN = """
import resource, sys
from tutor.commands.run import run
run(["grade", sys.argv[1], "-o", sys.argv[2]])
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def lines(count: int, *, alike: bool) -> list[str]:
    """Right answers to the questions of all problems, in turn."""
    asked = []
    for problem in host.problems().values():
        instance = problem.instance()
        for step in problem.formula_steps():
            asked.append((problem.id, step.id, to_ascii(instance.formula(step.id), problem.scope)))
    found = []
    for number in range(count):
        problem_id, step_id, answer = asked[number % len(asked)]
        blanks = "" if alike else " " * (number // len(asked))
        found.append(json.dumps({"problem": problem_id, "step": step_id, "answer": answer + blanks, "id": number}))
    return found


def graded(folder: Path, count: int, *, alike: bool) -> tuple[float, float, int]:
    """Seconds of work, seconds on the clock, and the most memory in MB."""
    source = folder / "answers.jsonl"
    source.write_text("\n".join(lines(count, alike=alike)) + "\n", encoding="utf-8")
    started = time.perf_counter()
    command = [sys.executable, "-c", RUN, str(source), str(folder / "verdicts.jsonl")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    clock = time.perf_counter() - started
    verdicts = [json.loads(line)["verdict"] for line in (folder / "verdicts.jsonl").read_text("utf-8").splitlines()]
    assert verdicts == ["correct"] * count, set(verdicts)
    seconds, memory = done.stdout.split()
    return float(seconds), clock, int(memory) // 1024


OF_OWN_SEEDS = {
    "formulas, all right": (lambda number: False, 0.0),
    "formulas, a tenth wrong": (lambda number: False, 0.1),
    "formulas, numbers in every tenth line, a tenth wrong": (lambda number: number % 10 == 0, 0.1),
    "formulas and numbers in turn, a tenth wrong": (lambda number: number % 2 == 0, 0.1),
    "formulas and numbers in turn, half wrong": (lambda number: number % 2 == 0, 0.5),
    "numbers, a tenth wrong": (lambda number: True, 0.1),
}
"""Which lines are numbers, by their number, and the share of wrong ones."""
FIRST_SEED = 10_000


def seeded_lines(count: int, in_numbers: Callable[[int], bool], wrong: float) -> list[Line]:
    """Answers to the questions of all problems in turn, each at a seed of its own; numbers to six digits."""
    rng = random.Random(count)
    asked = [(problem, step) for problem in host.problems().values() for step in problem.formula_steps()]
    rng.shuffle(asked)
    found = []
    for number in range(count):
        problem, step = asked[number % len(asked)]
        instance = problem.instance(seed=FIRST_SEED + number)
        is_wrong = rng.random() < wrong
        if in_numbers(number):
            exact = np.asarray(instance.target(step.id), dtype=float)
            answer = written(exact * 1.37 + 0.01 if is_wrong else exact)
        else:
            answer = to_ascii(instance.formula(step.id), problem.scope)
            answer = f"-({answer})" if is_wrong else answer
        fields = {"problem": problem.id, "step": step.id, "answer": answer, "seed": FIRST_SEED + number}
        found.append(Line(number + 1, json.dumps(fields).encode()))
    return found


def written(numbers: Any) -> str:
    """An array as people type it."""
    return f"[{', '.join(map(written, numbers))}]" if np.ndim(numbers) else f"{float(numbers):.6g}"


def seconds_of(some: list[Line]) -> float:
    """Processor time of marking some lines."""
    before = time.process_time()
    for line in some:
        GRADED([line])
    return time.process_time() - before


def of_own_seeds(count: int) -> None:
    """Print the lines a second of lines that each have a seed of their own, with all questions asked before."""
    asked_before()
    for kind, (in_numbers, wrong) in OF_OWN_SEEDS.items():
        some = seeded_lines(count, in_numbers, wrong)
        print(f"{kind:52} {len(some) / seconds_of(some):8.0f} a second a core")


def asked_before() -> None:
    """Mark wrong numbers at one seed for every question: what is known of a problem is known then."""
    for problem in host.problems().values():
        instance = problem.instance(seed=1)
        for step in problem.formula_steps():
            answer = written(np.asarray(instance.target(step.id), dtype=float) * 1.37 + 0.01)
            fields = {"problem": problem.id, "step": step.id, "answer": answer, "seed": 1}
            GRADED([Line(1, json.dumps(fields).encode())])


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for alike in (False, True):
            few, _, few_memory = graded(folder, count // 10, alike=alike)
            many, clock, memory = graded(folder, count, alike=alike)
            rate = (count - count // 10) / (many - few)
            kind = "as a class sends them" if alike else "each another text"
            print(f"{kind:22} {rate:8.0f} a second a core, {clock:.1f} s for {count} with the start")
            print(f"{'':22} {memory} MB for {count} lines, {few_memory} MB for {count // 10}")
    of_own_seeds(count // 10)


if __name__ == "__main__":
    main()
