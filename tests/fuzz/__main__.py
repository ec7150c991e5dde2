"""Marking under random input: `python -m tests.fuzz --inputs 1000000`.

Reports crashes (any exception or warning, a row of `grade` that is no JSON, a process that ends), inputs that take more
than 50 ms of processor time, and verdicts on which two processes with other hash seeds, one going backwards, disagree.
What an input is depends on `--rng-seed` and its number alone: `--show NUMBER` prints one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.fuzz.inputs import SLICE, made, questions
from tests.fuzz.worker import SLOW

WORST = 10


class Found:
    """What came of the inputs so far."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.crashes: list[tuple[int, str]] = []
        self.slow: list[tuple[float, int]] = []
        self.slowest = 0.0
        self.differing: list[int] = []
        self.twice = 0

    def take(self, row: dict[str, Any]) -> None:
        """Count one input."""
        self.kinds[f"{row['what']} {row['kind']}"] += 1
        self.slowest = max(self.slowest, row["seconds"])
        if row["seconds"] > SLOW:
            self.slow.append((row["seconds"], row["number"]))
        if "crash" in row:
            self.crashes.append((row["number"], row["crash"]))


def rows(seed: int, numbers: range, hash_seed: int, limit: float) -> Iterator[dict[str, Any]]:
    """What a worker prints about these inputs; an input at which it ends is a crash, and the rest goes on."""
    while numbers:
        arguments = [str(part) for part in (seed, numbers.start, numbers.stop, numbers.step)]
        run = subprocess.Popen(
            ["nice", sys.executable, "-m", "tests.fuzz.worker", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONHASHSEED": str(hash_seed), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            text=True,
        )
        began: int | None = None
        assert run.stdout is not None
        assert run.stderr is not None
        for line in run.stdout:
            row = json.loads(line)
            began = row.get("began")
            if began is None:
                yield row
            if time.monotonic() > limit:
                run.kill()
                run.wait()
                return
        trouble = run.stderr.read()
        if run.wait() == 0 and not trouble:
            return
        if began is None:
            raise SystemExit(f"a worker did not begin or printed something: {trouble[-2000:]}")
        crash = f"the process ended with {run.returncode}: {trouble[-200:]}"
        yield {"number": began, "what": "?", "kind": "?", "seconds": 0.0, "crash": crash}
        numbers = range(began + numbers.step, numbers.stop, numbers.step)


def fuzz(seed: int, first: int, count: int, again: float, minutes: float) -> Found:
    """Run the inputs from number `first` on, a share of each slice a second time, until the time is up."""
    found, limit = Found(), time.monotonic() + 60 * minutes
    for start in range(first, first + count, SLICE):
        if time.monotonic() > limit:
            break
        stop = min(start + SLICE, first + count)
        verdicts: dict[int, Any] = {}
        for row in rows(seed, range(start, stop), 1, limit):
            found.take(row)
            verdicts[row["number"]] = row.get("said")
            if "crash" in row:
                print(f"\rcrash at {row['number']}: {row['crash']}", file=sys.stderr)
        middle = start + int((stop - start) * again)
        for row in rows(seed, range(middle - 1, start - 1, -1), 2, limit):
            found.twice += 1
            if row["number"] in verdicts and verdicts[row["number"]] != row.get("said"):
                found.differing.append(row["number"])
        print(
            f"\r{sum(found.kinds.values())} inputs, {len(found.crashes)} crashes", end="", file=sys.stderr, flush=True
        )
    print(file=sys.stderr)
    return found


def shown(seed: int, number: int) -> str:
    """An input as text."""
    given, _ = made(seed, number, questions(seed, number // SLICE))
    beside = f" against {given.reference!r} with {given.names}" if given.what == "compare" else f" to {given.about}"
    text = repr(given.text)
    return f"#{number} {given.what} {given.kind}{beside}: {text if len(text) < 300 else text[:297] + '...'}"


def report(found: Found, seed: int) -> None:
    """The table, and the worst inputs below it."""
    total = sum(found.kinds.values())
    slowest = f"{found.slowest * 1e3:.0f} ms"
    print(f"inputs {total}, crashes {len(found.crashes)}, over 50 ms {len(found.slow)}, slowest {slowest}")
    print(f"run twice {found.twice}, of which the two processes disagree on {len(found.differing)}")
    print("   ".join(f"{kind} {count}" for kind, count in sorted(found.kinds.items())))
    for place, count in Counter(crash for _, crash in found.crashes).most_common(WORST):
        first = next(number for number, crash in found.crashes if crash == place)
        print(f"crash {count} x {place}\n    {shown(seed, first)}")
    for seconds, number in sorted(found.slow, reverse=True)[:WORST]:
        print(f"{seconds * 1e3:.0f} ms\n    {shown(seed, number)}")
    for number in found.differing[:WORST]:
        print(f"disagree\n    {shown(seed, number)}")


def main() -> int:
    """Run what the command line asks for; 1 where anything crashed or differed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    parser.add_argument("--rng-seed", type=int, default=1)
    parser.add_argument("--again", type=float, default=0.1, help="the share that a second process marks too")
    parser.add_argument("--minutes", type=float, default=600.0, help="stop after so long")
    parser.add_argument("--show", type=int, help="print one input and end")
    wanted = parser.parse_args()
    if wanted.show is not None:
        print(shown(wanted.rng_seed, wanted.show))
        return 0
    found = fuzz(wanted.rng_seed, wanted.first, wanted.inputs, wanted.again, wanted.minutes)
    report(found, wanted.rng_seed)
    return 1 if found.crashes or found.differing else 0


if __name__ == "__main__":
    sys.exit(main())
