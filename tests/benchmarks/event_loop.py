"""How late the app's event loop is while questions are opened, marked, walked through and left.

    python -m tests.benchmarks.event_loop

Every first wrong answer meets a question whose table of mistakes is not built yet.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from tests.benchmarks.loop_lateness import OWN, Heart, measure

HEAVY = (("lstm-sequence", "dL/dWh"), ("rnn-bptt", "dL/dW"), ("conv-dense", "dL/dz0"), ("skip-mlp", "dL/dw_io"))


def asked(services: Any, name: str, seed: int | None, step: str) -> Any:
    """A quiz of one question: what a thread makes while the page opens."""
    return services.ask(services.problem(name).instance(seed=seed), [step])


async def session(app: Any, pilot: Any, heart: Heart) -> None:
    heart.phase = OWN
    from tutor.app.quiz.page import Quiz
    from tutor.app.shell.services.problem_services import InstanceRequest

    await asyncio.sleep(0.1)
    for seed in (None, 5, 8):
        for name, step in HEAVY:
            heart.phase = "opening a quiz"
            app.navigation.open("quiz", partial(asked, app.services, name, seed, step))
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
            del quiz  # nothing of it is kept, as when the app is used
            heart.phase = "opening a walkthrough"
            app.navigation.open("walkthrough", partial(app.services.problem(name).instance, seed=seed), step)
            await asyncio.sleep(1)
            await pilot.press("right")
            await asyncio.sleep(0.5)
            heart.phase = "going home"
            app.navigation.go_home()
            await asyncio.sleep(1)
            heart.phase = "clearing the heap at home"
            await asyncio.sleep(2)
    heart.phase = "next question"
    app.navigation.open("quiz", partial(app.services.begin, "lstm-sequence", "practise", InstanceRequest(7)))
    for _ in range(8):
        await asyncio.sleep(1.5)
        await pilot.press("f8")


if __name__ == "__main__":
    measure(session)
