"""Sides that are measured beside each other in one process: they take turns, in another order each round."""

from __future__ import annotations

import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Mapping
from typing import Any

TURN = 0.003
LEAST = 9
Side = Callable[[], object]


def interleaved(sides: Mapping[str, Side], seconds: float) -> dict[str, tuple[float, float]]:
    """Median and least time of each side in microseconds; they take turns of a few milliseconds each."""
    turns = {}
    for name, side in sides.items():
        for _ in range(3):
            side()
        start = time.perf_counter()
        side()
        turns[name] = max(1, round(TURN / (time.perf_counter() - start)))
    times: dict[str, list[float]] = {name: [] for name in sides}
    order = list(sides)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or min(map(len, times.values())) < LEAST:
        random.shuffle(order)
        for name in order:
            side, calls = sides[name], turns[name]
            side()  # what the other sides have thrown out of the caches is fetched before the clock runs
            start = time.perf_counter()
            for _ in range(calls):
                side()
            times[name].append((time.perf_counter() - start) / calls)
    return {name: (statistics.median(taken) * 1e6, min(taken) * 1e6) for name, taken in times.items()}


def peak_over(solve: Callable[[], tuple[Mapping[str, Any], Mapping[str, Any]]]) -> float:
    """The most memory that a solve takes, relative to the arrays that it leaves."""
    tracemalloc.start()
    values, gradients = solve()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return float(peak / sum(array.nbytes for array in (*values.values(), *gradients.values())))
