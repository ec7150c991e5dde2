"""How late an app's event loop is: beats on it, under what goes on at the time, beside two controls.

Each row says how late the beats of a phase were by the clock, and what processor time the loop's own thread took from
one beat to the next: where other programs are at work the second is the one to go by.

The controls beat in the same run: once with nothing to do, once beside a thread that only counts, which is what any
work beside a loop costs.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from tests.benchmarks.figure import JSON, Figure, run

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tutor.app.shell.app import TutorApp

BEAT = 0.005
BUDGET = 50.0
"""Milliseconds that the loop may be held in one piece: a key that comes meanwhile waits no longer."""
OWN = "imports of this benchmark"
CONTROL = "control, "


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

    def figures(self) -> Iterator[Figure]:
        """The most that the loop's thread did in one piece in each phase, but for what the benchmark itself does."""
        for phase, busy in self.busy.items():
            if phase != OWN and not phase.startswith(CONTROL):
                late = f"late by the clock: {_spread(self.late[phase])}"
                yield Figure(f"the app's loop in one piece, {phase}", max(busy), "ms", BUDGET, late)

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


Session = Callable[["TutorApp", "Pilot[None]", Heart], Awaitable[None]]


async def _beside_controls(session: Session, heart: Heart) -> None:
    from tutor.app.shell.app import TutorApp

    class Seen(TutorApp):
        # A test's app leaves the heap as it is.
        is_headless = False

    app = Seen(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(160, 50)) as pilot:
        beating = asyncio.create_task(heart.beat())
        heart.phase = "start"
        while not app.loaded:
            await asyncio.sleep(0.1)
        heart.phase = f"{CONTROL}idle"
        await asyncio.sleep(2)
        heart.phase = f"{CONTROL}counting thread"
        threading.Thread(target=count, args=(2,)).start()
        await asyncio.sleep(2)
        await session(app, pilot, heart)
        beating.cancel()


def measure(session: Session) -> None:
    """Print a row for each control and each phase of a session in an app with a home of its own."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.setswitchinterval(0.001)
    heart = Heart()
    with tempfile.TemporaryDirectory() as home:
        os.environ["TUTOR_HOME"] = home
        asyncio.run(_beside_controls(session, heart))
    if JSON in sys.argv:
        run(heart.figures)
    else:
        heart.say()
