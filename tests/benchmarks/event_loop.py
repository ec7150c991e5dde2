"""How late the app's event loop is while questions are opened, marked, walked through and left.

    python tests/benchmarks/event_loop.py

Each row says how late the beats of a phase were by the clock, and what processor time the loop's own thread took from
one beat to the next: where other programs are at work the second is the one to go by.

Every first wrong answer meets a question whose table of mistakes is not built yet.  The control beats in the same
run: once with nothing to do, once beside a thread that only counts, which is what any work beside a loop costs.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import threading
import time
from functools import partial

BEAT = 0.005
HEAVY = (("lstm-sequence", "dL/dWh"), ("rnn-bptt", "dL/dW"), ("conv-dense", "dL/dz0"), ("skip-mlp", "dL/dw_io"))


class Heart:
    """Beats on the loop and keeps how late each beat was and how busy the thread since the last, in ms, by phase."""

    def __init__(self) -> None:
        self.phase = "start"
        self.late: dict[str, list[float]] = {}
        self.busy: dict[str, list[float]] = {}

    async def beat(self) -> None:
        while True:
            began, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(BEAT)
            self.late.setdefault(self.phase, []).append((time.perf_counter() - began - BEAT) * 1000)
            self.busy.setdefault(self.phase, []).append((time.thread_time() - worked) * 1000)

    def say(self) -> None:
        print(f"{'ms':32} {'late by the clock':^29}   {'busy, processor time':^29}")
        for phase, late in self.late.items():
            print(f"{phase:32} {_spread(late)}   {_spread(self.busy[phase])}   {len(late)} beats")


def _spread(times: list[float]) -> str:
    times.sort()
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    return f"p50 {p50:5.1f} p99 {p99:5.1f} worst {times[-1]:5.1f}"


def count(seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


async def session(heart: Heart) -> None:
    from tutor.app.quiz.page import Quiz
    from tutor.app.shell.app import TutorApp
    from tutor.app.shell.services import InstanceRequest

    class Seen(TutorApp):
        # A test's app leaves the heap as it is.
        is_headless = False

    app = Seen(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(160, 50)) as pilot:
        beating = asyncio.create_task(heart.beat())
        heart.phase = "start"
        while not app.loaded:
            await asyncio.sleep(0.1)
        heart.phase = "control, idle"
        await asyncio.sleep(2)
        heart.phase = "control, counting thread"
        threading.Thread(target=count, args=(2,)).start()
        await asyncio.sleep(2)
        for seed in (None, 5, 8):
            for name, step in HEAVY:
                heart.phase = "opening a quiz"
                instance = app.services.problem(name).instance(seed=seed)
                app.navigation.open("quiz", partial(app.services.ask, instance, [step]))
                while not isinstance(app.screen, Quiz):
                    await asyncio.sleep(0.05)
                quiz = app.screen
                await asyncio.sleep(0.5)
                for text in ("2.5", f"1/3 {step.removeprefix('dL/d')}"):
                    heart.phase = "typing"
                    quiz.view.answer.value = text
                    await asyncio.sleep(0.1)
                    heart.phase = "marking"
                    await pilot.press("enter")
                    while quiz.busy:
                        await asyncio.sleep(0.01)
                heart.phase = "opening a walkthrough"
                app.navigation.open("walkthrough", partial(app.services.problem(name).instance, seed=seed), step)
                await asyncio.sleep(1)
                await pilot.press("right")
                await asyncio.sleep(0.5)
                heart.phase = "going home"
                app.navigation.go_home()
                await asyncio.sleep(1)
        heart.phase = "next question"
        app.navigation.open("quiz", partial(app.services.begin, "lstm-sequence", "practise", InstanceRequest(7)))
        for _ in range(8):
            await asyncio.sleep(1.5)
            await pilot.press("f8")
        beating.cancel()


def main() -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.setswitchinterval(0.001)
    heart = Heart()
    with tempfile.TemporaryDirectory() as home:
        os.environ["TUTOR_HOME"] = home
        asyncio.run(session(heart))
    heart.say()


if __name__ == "__main__":
    main()
