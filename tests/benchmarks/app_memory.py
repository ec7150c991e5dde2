"""The memory of the app over an hour's worth of questions, as fast as it goes.

    python -m tests.benchmarks.app_memory [questions]

In each round a problem is opened on other numbers: its questions are answered wrongly twice, with a hint, the graph,
the help and the palette in between; then the terminal gets another size, a walkthrough is opened, and Home has time to
clear the heap, as when somebody looks for what comes next. Told are the resident memory, and how many pages and rows
are still in the heap after a search of all of it: what grows with the questions stays for good.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import sys
import tempfile
from functools import partial
from itertools import cycle
from typing import Any

HOUR = 400
A_PROBLEM = 8
SIZES = ((160, 50), (80, 24), (200, 60), (120, 40))
AT_HOME = 3.0
"""Seconds at Home after each problem: longer than it waits before it clears the heap."""


def resident_mb() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


def said(asked: int) -> None:
    from textual.screen import Screen
    from textual.strip import Strip

    gc.unfreeze()
    gc.collect()
    heap = gc.get_objects()
    pages = sum(isinstance(thing, Screen) for thing in heap)
    rows = sum(isinstance(thing, Strip) for thing in heap)
    print(
        f"after {asked:4} questions {resident_mb():6.0f} MB {len(heap):9,} objects {pages:3} pages {rows:6,} rows",
        flush=True,
        file=sys.__stdout__,
    )
    del heap
    gc.freeze()


async def questions_of(app: Any, pilot: Any, name: str, seed: int) -> int:
    """Answer some questions of a problem; how many there were."""
    from tutor.app.quiz.page import Quiz
    from tutor.app.shell.services.problem_services import InstanceRequest

    app.navigation.open("quiz", partial(app.services.begin, name, "learn", InstanceRequest(seed)))
    while not isinstance(app.screen, Quiz):
        await pilot.pause(0.05)
    quiz = app.screen
    for asked in range(A_PROBLEM):
        for text in ("1", "2*(1-3"):
            quiz.view.answer.value = text
            await pilot.press("enter")
            while quiz.busy:
                await pilot.pause(0.01)
        for keys in (("f2",), ("f4", "right", "down", "escape"), ("f1", "escape"), ("ctrl+p", "escape"), ("f8",)):
            for key in keys:
                await pilot.press(key)
                await pilot.pause(0.02)
            while quiz.busy:
                await pilot.pause(0.01)
        if app.screen is not quiz:
            return asked + 1
    return A_PROBLEM


async def hour(questions: int) -> None:
    from tutor.app.shell.app import TutorApp

    class Seen(TutorApp):
        # A test's app leaves the heap as it is.
        is_headless = False

    app = Seen(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=SIZES[0]) as pilot:
        while not app.loaded:
            await pilot.pause(0.1)
        said(0)
        asked, quarter = 0, questions // 4
        for seed, (name, size) in enumerate(zip(cycle(list(app.services.problems)), cycle(SIZES[1:] + SIZES[:1]))):
            before = asked
            asked += await questions_of(app, pilot, name, seed)
            await pilot.resize_terminal(*size)
            app.navigation.open("walkthrough", partial(app.services.asked_for, name))
            await pilot.pause(0.5)
            await pilot.press("right", "right", "f4", "escape")
            app.navigation.go_home()
            await pilot.pause(AT_HOME)
            if asked // quarter > before // quarter:
                said(asked)
            if asked >= questions:
                break


def main() -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as home:
        os.environ["TUTOR_HOME"] = home
        asyncio.run(hour(int(sys.argv[1]) if len(sys.argv) > 1 else HOUR))


if __name__ == "__main__":
    main()
