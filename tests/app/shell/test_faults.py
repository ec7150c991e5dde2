"""Faults of tutor's own in the app: a notice, and everything goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.app.app_screen import screen_text, settled
from tests.app.quiz.test_quiz_page import open_quiz, type_text
from tutor.app.quiz.partial_reading import PartialReader
from tutor.app.shell.app import TutorApp
from tutor.app.shell.processes.background import run_in_thread, start_worker
from tutor.errors import TutorError

AppMaker = Callable[..., TutorApp]


def raising(error: BaseException) -> Callable[..., Any]:
    def work(*_: object, **__: object) -> Any:
        raise error

    return work


def notices(app: TutorApp) -> list[str]:
    return [notice.message for notice in app._notifications]


@pytest.mark.parametrize("error", [RecursionError("too deep"), MemoryError(), KeyError("０")])
async def test_a_fault_in_the_live_preview_leaves_the_quiz_alive(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        monkeypatch.setattr(PartialReader, "read", raising(error))
        await type_text(pilot, "1")
        assert "this is a fault of tutor's own" in screen_text(app)
        monkeypatch.undo()
        await pilot.press("enter")
        await settled(pilot)
        assert quiz.view.feedback.headline == "Not yet."
        assert app.screen is quiz


async def test_a_fault_in_a_hint_is_a_notice(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        quiz.session.hint = raising(ValueError("no hint"))
        await pilot.press("f2")
        await settled(pilot)
        (said,) = notices(app)
        assert said.startswith("this is a fault of tutor's own, not of your answer: ValueError: no hint")
        await type_text(pilot, "right")
        await pilot.press("enter")
        await settled(pilot)
        assert quiz.view.feedback.headline == "Right."


async def test_a_fault_while_a_reply_is_drawn_is_a_notice(make_app: AppMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        monkeypatch.setattr("tutor.app.quiz.page.said_lines", raising(IndexError("no line")))
        await type_text(pilot, "1")
        await pilot.press("enter")
        await settled(pilot)
        assert any("IndexError: no line" in said for said in notices(app))
        monkeypatch.undo()
        await pilot.press("enter")
        await settled(pilot)
        assert quiz.view.feedback.headline == "Not yet."


async def test_what_a_worker_raises_is_said_and_a_plugin_may_not_end_the_app(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:

        async def work() -> None:
            await run_in_thread(raising(SystemExit(3)))

        async def refused() -> None:
            raise TutorError("a sentence of its own", title="No")

        start_worker(app, work)
        start_worker(app, refused)
        await settled(pilot)
        assert any("asked to end the program" in said for said in notices(app))
        assert "a sentence of its own" in notices(app)
        assert app.is_running


async def test_tracebacks_are_kept_for_whoever_asks_for_them(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_DEBUG", "1")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        quiz.session.hint = raising(ValueError("no hint"))
        await pilot.press("f2")
        await settled(pilot)
        (kept,) = app.tracebacks
        assert kept.startswith("Traceback")
        assert "ValueError: no hint" in kept


async def test_a_notice_goes_at_the_next_key_once_it_could_be_read(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.notify("Saved.")
        await pilot.press("right")
        assert notices(app) == ["Saved."]
        monkeypatch.setattr("tutor.app.shell.app.READ", 0.0)
        await pilot.press("right")
        assert notices(app) == []
