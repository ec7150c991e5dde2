"""Opening the log and planning with 100,000 lines in it, beside the empty case, each in a program of its own.

    python tests/benchmarks/opening.py [ROUNDS]

What is timed is from before the log is opened to when progress, a review and practice are planned. The budget is
150 ms more than with an empty log; rounds are interleaved and medians compared. Also told: the time to derive
everything anew.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tutor import host
from tutor.study import Attempt, SessionRecord, Store, read_learner_state, rebuild
from tutor.study.log.models import timestamp

BUDGET = 0.150
COUNT = 100_000
PROGRAM = """
import sys, time
from pathlib import Path
from tutor import host
problems = host.load_all().problems
started = time.perf_counter()
from tutor.study import Store, progress_of, read_learner_state
from tutor.study.schedule import planner
with Store(Path(sys.argv[1])) as store:
    store.open_sessions()
    found = read_learner_state(store)
    progress_of(found, problems)
    planner.review(found, problems)
    planner.practise(found, problems)
print(time.perf_counter() - started)
"""


def lines(count: int) -> Iterator[Attempt]:
    """Two years of answers to the installed problems."""
    draw = random.Random(1)
    steps = [(problem.id, step) for problem in host.load_all().problems.values() for step in problem.steps]
    start = datetime(2024, 3, 1, tzinfo=UTC)
    for number in range(count):
        problem, step = draw.choice(steps)
        right = draw.random() < 0.6
        moment = start + timedelta(minutes=number * 10)
        yield Attempt(
            problem,
            step.id,
            draw.choice(("learn", "practise", "review")),
            f"{number // 20:032x}",
            number % 20,
            sizes={"N": 4},
            skills=step.skills,
            answer="2/N * sum_n((yhat - y) * yhat * (1 - yhat) * x_i)",
            verdict="correct" if right else "wrong",
            codes=() if right else (draw.choice(("sign", "factor", "transpose")),),
            tries=draw.choice((1, 1, 1, 2, 3)),
            ends=right,
            time=timestamp(moment),
            day=moment.date().isoformat(),
            stamp=int(moment.timestamp() * 1e6),
        )


def timed(path: Path) -> float:
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        full, empty = Path(folder) / "full.sqlite3", Path(folder) / "empty.sqlite3"
        with Store(full) as store:
            store.merge(lines(COUNT))
            for number in range(COUNT // 20):
                item = {"problem": "skip-mlp", "seed": "3", "sizes": {"N": 4}, "steps": ["dL/dx"] * 20}
                store.add_session(SessionRecord(f"key {number}", "learn", [item], uuid=f"{number:032x}"))
            started = time.perf_counter()
            rebuild(store)
            anew = time.perf_counter() - started
        with Store(empty) as store:
            read_learner_state(store)
        taken: dict[Path, list[float]] = {full: [], empty: []}
        for number in range(rounds + 1):
            for path, times in taken.items():
                seconds = timed(path)
                if number:
                    times.append(seconds)
        megabytes = full.stat().st_size / 1e6
    with_lines, without = statistics.median(taken[full]), statistics.median(taken[empty])
    print(
        f"{COUNT:,} lines ({megabytes:.0f} MB): {with_lines * 1e3:.0f} ms, empty {without * 1e3:.0f} ms, "
        f"{(with_lines - without) * 1e3:.0f} ms more, budget {BUDGET * 1e3:.0f}; all derived anew in {anew:.1f} s"
    )


if __name__ == "__main__":
    main()
