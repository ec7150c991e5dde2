"""What share of what people really write is read, and read as meant, by kind, and how long that takes.

    python tests/benchmarks/reading_share.py [-v] [pasted|wrong|compare|cut]...

Lists of right answers, of answers that are not right, of pairs to compare and of formulas cut out of solutions are
marked, line by line, in this process. *read* is what is not invalid, *due* what has the verdict that is due; for what
was cut out, *due* are those that are marked right. With `-v` the lines that fail are printed too. Every time is the
least of three of processor time, with the question asked before.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

import tutor
from tests.notation.read import corpus
from tutor.errors import TutorError
from tutor.marking import mark, question

REPEATS = 3


class Result(NamedTuple):
    """One line with its verdict: ``verdict`` of ``due``, after some microseconds."""

    kind: str
    due: str
    verdict: str
    microseconds: float
    shown: str

    @property
    def is_due(self) -> bool:
        if self.due == corpus.NOT_CORRECT:
            return self.verdict != "correct"
        return self.verdict == self.due

    @property
    def is_false_accept(self) -> bool:
        return self.verdict == "correct" != self.due


def timed(verdict_of: Callable[[], tuple[str, str]]) -> tuple[str, str, float]:
    """A verdict, what was said of it, and its least time in microseconds."""
    least = float("inf")
    for _ in range(REPEATS):
        before = time.process_time_ns()
        verdict, said = verdict_of()
        least = min(least, time.process_time_ns() - before)
    return verdict, said, least / 1000


def answered(line: corpus.Pasted | corpus.Wrong | corpus.Cut, due: str) -> Result:
    """An answer to a step, marked."""
    asked = question(tutor.problem(line.problem).instance(seed=line.seed), line.step)

    def marked() -> tuple[str, str]:
        verdict = mark(asked, line.answer)
        return verdict.kind, verdict.diagnosis[0].message if verdict.diagnosis else ""

    verdict, said, spent = timed(marked)
    return Result(line.kind, due, verdict, spent, f"{line.problem} {line.step}: {line.answer!r}: {said}")


def compared(pair: corpus.Pair) -> Result:
    """A pair of formulas, compared. A reference that is refused is as good as an answer that is."""

    def verdict_of() -> tuple[str, str]:
        try:
            verdict = tutor.compare(pair.reference, pair.answer, pair.names.split())
        except TutorError as error:
            return "invalid", str(error)
        return verdict.kind, verdict.diagnosis[0].message if verdict.diagnosis else ""

    verdict, said, spent = timed(verdict_of)
    return Result(pair.kind, pair.verdict, verdict, spent, f"{pair.reference!r} {pair.answer!r} {pair.names}: {said}")


LISTS: dict[str, Callable[[], list[Result]]] = {
    "pasted": lambda: [answered(line, "correct") for line in corpus.pasted()],
    "wrong": lambda: [answered(line, line.verdict) for line in corpus.wrong()],
    "compare": lambda: [compared(pair) for pair in corpus.pairs()],
    "cut": lambda: [answered(line, "correct") for line in corpus.cut()],
}


def row(name: str, results: list[Result]) -> str:
    """A row of the table."""
    read = sum(result.verdict != "invalid" for result in results)
    due = sum(result.is_due for result in results)
    false = sum(result.is_false_accept for result in results)
    return f"{name:20} {len(results):5} {read:5} {read / len(results):5.0%} {due:5} {due / len(results):5.0%} {false:6}"


def report(name: str, results: list[Result], *, verbose: bool) -> None:
    """Print the table of one list, its times, and with ``verbose`` the lines whose verdict is not due."""
    print(f"{name:20} lines  read         due         false accepts")
    kinds = defaultdict(list)
    for result in results:
        kinds[result.kind].append(result)
    for kind in sorted(kinds):
        print(row(f"  {kind}", kinds[kind]))
    print(row("  all", results))
    times = sorted(result.microseconds for result in results)
    p99 = times[min(len(times) - 1, len(times) * 99 // 100)]
    print(f"  median {statistics.median(times):.0f} µs, p99 {p99:.0f} µs\n")
    if verbose:
        for result in results:
            if result.is_false_accept or not result.is_due:
                print(f"  {result.kind}: {result.verdict}, not {result.due}: {result.shown}")
        print()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("lists", nargs="*", choices=[*LISTS, []], help="all, if none is named")
    parser.add_argument("-v", "--verbose", action="store_true", help="print the lines that fail")
    arguments = parser.parse_args()
    for name in arguments.lists or LISTS:
        report(name, LISTS[name](), verbose=arguments.verbose)


if __name__ == "__main__":
    main()
