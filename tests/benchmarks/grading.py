"""How many right answers `tutor grade` marks a second on one core, and what memory it takes for ten times as many.

    python tests/benchmarks/grading.py [LINES]

Every line is another text, so that no verdict is looked up: the right formulas of all problems, written as the
tutor writes them, with blanks that nobody else has. Then the same lines as a class sends them, most of them alike.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tutor import host
from tutor.notation.write.one_line import to_ascii

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


if __name__ == "__main__":
    main()
