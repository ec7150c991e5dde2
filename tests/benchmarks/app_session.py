"""An hour of practice in the app, as fast as it goes: memory along the way, and how long the event loop stands still.

    python tests/benchmarks/app_session.py [questions]

An hour is about 50 questions of more than a minute each; every one is answered wrongly first, with a hint, a
figure and the help in between, so that marking with diagnosis runs beside the loop each time.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import statistics
import sys
import tempfile
import time
from functools import partial

HOUR = 50
BEAT = 0.002


def resident_mb() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


async def session(questions: int) -> None:
    from tutor.app.quiz.page import Quiz
    from tutor.app.shell.app import TutorApp
    from tutor.app.shell.problem_services import InstanceRequest

    gaps: list[float] = []
    marking: list[float] = []

    async def beat() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(BEAT)
            now = time.perf_counter()
            gaps.append(now - last - BEAT)
            last = now

    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(160, 50)) as pilot:
        await pilot.pause(4)
        gc.freeze()  # as the app does it once all is imported, unless it is headless
        heart = asyncio.create_task(beat())
        names = list(app.services.problems)
        asked = 0
        print(f"at the start {resident_mb():6.0f} MB")
        while asked < questions:
            name = names[asked % len(names)]
            app.navigation.open("quiz", partial(app.services.begin, name, "learn", InstanceRequest(asked)))
            await pilot.pause(0.3)
            quiz = app.screen
            while not isinstance(quiz, Quiz):
                await pilot.pause(0.1)
                quiz = app.screen
            for _ in range(10):
                for text in ("1", "[1, 2]", "x + ", "2*(1-3"):
                    quiz.view.answer.value = text
                    await pilot.pause()
                before = len(gaps)
                await pilot.press("enter")
                while quiz.busy:
                    await pilot.pause(0.01)
                marking.extend(gaps[before:])
                await pilot.press("f2")
                await pilot.pause(0.05)
                await pilot.press("f4", "f1")
                await pilot.pause(0.05)
                await pilot.press("escape")
                await pilot.press("f8")
                await pilot.pause(0.3)
                asked += 1
                if asked % HOUR == 0:
                    print(f"after {asked:4} questions {resident_mb():6.0f} MB")
                if app.screen is not quiz:
                    break
            app.navigation.go_home()
            await pilot.pause(0.3)
        heart.cancel()
    worst, p99 = max(marking) * 1000, statistics.quantiles(marking, n=100)[98] * 1000
    print(f"event loop while marking: late by at most {worst:.0f} ms, p99 {p99:.1f} ms, {len(marking)} beats")


def main() -> None:
    questions = int(sys.argv[1]) if len(sys.argv) > 1 else 2 * HOUR
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.setswitchinterval(0.001)
    with tempfile.TemporaryDirectory() as home:
        os.environ["TUTOR_HOME"] = home
        asyncio.run(session(questions))


if __name__ == "__main__":
    main()
