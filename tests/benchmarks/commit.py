"""How long an answer takes to become durable, beside an append and fdatasync of as many bytes on the same disk.

    python -m tests.benchmarks.commit [ROUNDS]

The two are interleaved, the first tenth is thrown away, and medians are compared; once with an empty log and once
with 100,000 lines in it. The budget is a ratio of 1.5.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.figure import Figure, number_in_arguments, run
from tutor.study import Attempt, Store

BUDGET = 1.5


def lines(count: int) -> Iterator[Attempt]:
    for number in range(count):
        yield Attempt(
            "skip-mlp",
            f"step {number % 20}",
            "practise",
            f"{number // 20:032x}",
            number % 20,
            sizes={"N": 4, "I": 3, "H": 2},
            skills=("chain-rule", "loss-scale"),
            answer="2/N * sum_n((yhat - y) * yhat * (1 - yhat) * x_i)",
            verdict="correct",
            ends=True,
            stamp=number + 1,
        )


def measure(store: Store, file: int, rounds: int) -> tuple[list[float], list[float]]:
    ours: list[float] = []
    theirs: list[float] = []
    sample = next(lines(1))
    text = (repr(sample.row()) + "\n").encode()
    for number in range(rounds + rounds // 10):
        attempt = replace(sample, uuid=os.urandom(16).hex(), ordinal=number)
        started = time.perf_counter()
        store.add(attempt)
        between = time.perf_counter()
        os.write(file, text)
        os.fdatasync(file)
        ended = time.perf_counter()
        if number >= rounds // 10:
            ours.append(between - started)
            theirs.append(ended - between)
    return ours, theirs


def figures() -> Iterator[Figure]:
    """The ratio of the medians, with an empty log and with a long one."""
    rounds = number_in_arguments(400)
    for filled in (0, 100_000):
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "attempts.sqlite3") as store:
            store.merge(lines(filled))
            file = os.open(Path(folder) / "plain", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
            ours, theirs = measure(store, file, rounds)
            os.close(file)
        mine, bare = (statistics.median(times) * 1e3 for times in (ours, theirs))
        detail = f"{mine:.2f} ms beside {bare:.2f} (95 %: {statistics.quantiles(ours, n=20)[-1] * 1e3:.2f})"
        yield Figure(f"an attempt made durable, {filled:,} before", mine / bare, "of append, fdatasync", BUDGET, detail)


if __name__ == "__main__":
    run(figures)
