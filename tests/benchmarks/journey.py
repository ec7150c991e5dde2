"""The first minutes of somebody new, in seconds of the program's own time: what they wait for, not what they think.

    python -m tests.benchmarks.journey [rounds]

The app is started on a terminal with an empty folder of answers; enter begins what Home puts first, and every question
of it is answered at once with its own formula, options one after the other until one is right. Each wait is from a key
to what it brings; told are medians over the rounds, from the start on.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator

from tests.benchmarks.terminal import Terminal
from tutor import host
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Choice

FIRST = "logistic-unit"
PAUSE = 0.4
"""Seconds that somebody takes at the least before the next key; the app may prepare things meanwhile."""
RIGHT, WRONG = "Right.", "Not yet."


class Newcomer:
    """Somebody at a terminal who never thinks; `waited` is what they waited for."""

    def __init__(self, home: str) -> None:
        command = [sys.executable, "-m", "tutor"]
        self.terminal = Terminal(command, {"TUTOR_HOME": home, "TUTOR_THEME": "tutor-dark"}, (120, 40))
        self.waited = 0.0

    def sees(self, since: float, *marks: str) -> str:
        """Wait for one of these to be drawn; which of them it was."""
        seen, at = self.terminal.either(marks)
        self.waited += at - since
        time.sleep(PAUSE)
        self.terminal.drain(0.01)
        return seen

    def types(self, text: str, *marks: str) -> str:
        """Type a line and enter, and wait for one of these."""
        if text:
            self.terminal.type(text)
            self.terminal.drain(PAUSE)
        return self.sees(self.terminal.type("\r"), *marks)


def answers(problem: Problem) -> list[list[str]]:
    """What is typed at each question, one after the other until it is right."""
    instance = problem.instance()
    return [
        [str(number) for number, _ in enumerate(step.options, 1)]
        if isinstance(step, Choice)
        else [to_ascii(instance.formula(step.id), problem.scope)]
        for step in problem.steps
    ]


def journey(problem: Problem) -> Iterator[tuple[str, float]]:
    """The moments, each with what was waited for until then."""
    with tempfile.TemporaryDirectory() as home:
        new = Newcomer(home)
        try:
            new.sees(new.terminal.started, problem.title)
            yield "Home is there", new.waited
            new.types("", " = ?")
            yield "the first question is asked", new.waited
            for number, tries in enumerate(answers(problem)):
                for text in tries:
                    if new.types(text, RIGHT, WRONG) == RIGHT:
                        break
                    new.terminal.type("\x15")  # clears the line
                if number == 0:
                    yield "the first right answer is marked", new.waited
                last = number == len(problem.steps) - 1
                new.types("", "right at the first try" if last else "?")
            yield "the first problem is finished", new.waited
        finally:
            new.terminal.close()


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    problem = host.load_all().problems[FIRST]
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        for moment, waited in journey(problem):
            times.setdefault(moment, []).append(waited)
    for moment, taken in times.items():
        print(f"{moment:36} {statistics.median(taken):6.2f} s   {min(taken):6.2f} at best")


if __name__ == "__main__":
    main()
