"""Thousands of random keys, and an event loop that goes on while something slow is marked."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from textual import events
from textual.pilot import Pilot

from tests.app.app_fakes import FakeSession
from tests.app.app_screen import settled, until
from tests.examples import examples
from tutor.app.quiz.page import Quiz
from tutor.app.quiz.question_view import gather
from tutor.app.shell.app import TutorApp
from tutor.study.session.feedback import Feedback

AppMaker = Callable[..., TutorApp]

NAMED = (
    "enter", "enter", "enter", "escape", "up", "down", "left", "right", "home", "end", "pageup", "pagedown",
    "tab", "shift+tab", "backspace", "delete", "f1", "f2", "f3", "f4", "f6", "f7", "f8", "f9", "ctrl+p",
    "ctrl+a", "ctrl+e", "ctrl+u", "ctrl+k", "ctrl+w", "ctrl+left", "ctrl+right", "question_mark",
)  # fmt: skip
PRINTABLE = "abcdhxyWLC_0123456789+-*/^()[]{}.,'∂Σσ⊙ŷ中\\ "
SIZES = [(80, 24), (120, 30), (20, 6), (150, 30), (60, 14), (80, 40), (1, 1), (81, 23)]
# Parts, so that they can run beside each other.
PARTS, KEYS = examples(2), 500


def key_event(rng: random.Random) -> events.Key:
    if rng.random() < 0.45:
        name = rng.choice(NAMED)
        return events.Key(name, "?" if name == "question_mark" else None)
    char = rng.choice(PRINTABLE)
    return events.Key("space" if char == " " else char, char)


@pytest.mark.parametrize("part", range(PARTS))
async def test_thousands_of_random_keys_raise_nothing(part: int) -> None:
    rng = random.Random(part)
    app = TutorApp(problem="logistic-unit", environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        # The palette holds quitting and saving too.
        app.exit = lambda *args, **kwargs: None  # type: ignore[method-assign]
        app.services.write = lambda name, text: name  # type: ignore[method-assign,assignment,return-value]
        for number in range(KEYS):
            app.post_message(key_event(rng))
            if number % 100 == 0:
                await pilot.pause()
            if number % 300 == 0:
                await pilot.resize_terminal(*rng.choice(SIZES))
        await settled(pilot)
        assert app._exception is None
        del app.exit


class SlowSession(FakeSession):
    """Marking that takes half a second."""

    def submit(self, text: str) -> Feedback:
        time.sleep(0.5)
        return super().submit(text)


async def open_slow(pilot: Pilot[None]) -> Quiz:
    session = SlowSession()
    quiz = Quiz(session, gather(session))  # type: ignore[arg-type]
    await pilot.app.push_screen(quiz)
    await settled(pilot)
    return quiz


async def test_keys_are_taken_while_an_answer_is_being_marked(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_slow(pilot)
        quiz.view.answer.insert_text_at_cursor("1")
        await pilot.press("enter")
        await pilot.press("2")
        assert quiz.busy
        assert quiz.view.answer.value == "12"
        await settled(pilot)
        assert quiz.view.feedback.headline == "Not yet."


async def test_a_result_that_comes_after_the_page_was_left_is_dropped(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_slow(pilot)
        quiz.view.answer.insert_text_at_cursor("1")
        await pilot.press("enter")
        await pilot.press("escape")
        assert app.screen is app.home
        await until(lambda: bool(quiz.session.tries), 0.05)
        await settled(pilot)
        assert app.screen is app.home


async def test_enter_twice_in_a_row_is_one_try(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_slow(pilot)
        quiz.view.answer.insert_text_at_cursor("1")
        await pilot.press("enter", "enter", "enter")
        await settled(pilot)
        assert quiz.session.tries == 1


async def test_quitting_waits_for_an_answer_that_is_being_saved(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_slow(pilot)
        quiz.view.answer.insert_text_at_cursor("1")
        await pilot.press("enter")
        await pilot.press("ctrl+q")
    assert quiz.session.tries == 1
