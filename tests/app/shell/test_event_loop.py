"""The event loop does its own work only: what it spends between two beats is held against what is spent beside it.

Processor time of the loop's thread is counted and not the clock's, so a machine that is busy elsewhere changes nothing.
"""

from __future__ import annotations

import asyncio
import gc
import time
import weakref
from collections.abc import Callable
from functools import partial

import pytest
from textual import events
from textual._styles_cache import StylesCache
from textual.color import Color

from tests.app.app_screen import settled, until
from tutor import marking
from tutor.app.quiz.page import Quiz
from tutor.app.shell.app import TutorApp
from tutor.app.walkthrough.page import Walkthrough
from tutor.marking.mistakes.bounded_cache import TABLES


class Heart:
    """Beats on the loop; knows the most that the loop's thread spent between two beats, and what others spent."""

    def __init__(self) -> None:
        self.most = self.own = 0.0
        self._began = time.process_time()

    async def beat(self) -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(0.002)
            spent = time.thread_time() - before
            self.most = max(self.most, spent)
            self.own += spent

    @property
    def beside(self) -> float:
        """Seconds of other threads since the heart was made."""
        return time.process_time() - self._began - self.own


async def while_beating(done: Callable[[], bool]) -> Heart:
    heart = Heart()
    beating = asyncio.create_task(heart.beat())
    await until(done, 0.005)
    beating.cancel()
    return heart


@pytest.mark.parametrize(("problem", "step"), [("lstm-sequence", "dL/dWh"), ("conv-dense", "dL/dz0")])
async def test_a_first_wrong_answer_is_explained_beside_the_loop(problem: str, step: str) -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.navigation.open("quiz", partial(app.services.ask, app.services.asked_for(problem), [step]))
        await settled(pilot)
        quiz = app.screen
        assert isinstance(quiz, Quiz)
        TABLES.clear()
        quiz.view.answer.value = f"1/3 {step.removeprefix('dL/d')}"
        gc.collect()
        await pilot.press("enter")
        heart = await while_beating(lambda: not quiz.busy)
        assert quiz.view.feedback.headline == "Not yet."
        assert heart.most < heart.beside / 3, f"{heart.most:.3f} s at once on the loop, {heart.beside:.3f} s beside it"


async def test_a_page_that_computes_its_numbers_does_so_beside_the_loop() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        def slow() -> object:
            instance = app.services.problem("lstm-sequence").instance(seed=3)
            end = time.thread_time() + 0.5
            while time.thread_time() < end:
                marking.question(instance, "dL/dWh")
            return instance

        app.navigation.open("walkthrough", slow)
        heart = await while_beating(lambda: isinstance(app.screen, Walkthrough))
        await settled(pilot)
        assert heart.beside > 0.45
        assert heart.most < heart.beside / 3


def test_what_a_widget_drew_goes_with_the_widget() -> None:
    TutorApp(environ={})
    drawn = StylesCache()
    drawn.get_inner_outer(Color(1, 2, 3), Color(4, 5, 6))
    kept = weakref.ref(drawn)
    del drawn
    assert kept() is None


@pytest.mark.parametrize("keys", [("enter",), ("f3",), ("f6",), ("f7",), ("f1",), ("ctrl+p",)])
async def test_quitting_while_a_page_opens_breaks_nothing(keys: tuple[str, ...]) -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        page = app.screen
        for key in keys:
            app.post_message(events.Key(key, None))
        await until(lambda: app.screen is not page)
        app.exit()
    assert app.return_code == 0
