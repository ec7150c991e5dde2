"""What is said below the line of what stands on it: a draft at once, a value as soon as it is known."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.app.app_screen import screen_text, settled
from tutor import host
from tutor.app.quiz.page import Quiz
from tutor.app.shell.app import TutorApp
from tutor.study import Mode, QuizSession, Store

AppMaker = Callable[..., TutorApp]
VALUE = "= 0.0745"
"""A third of tanh 0.2275."""


def asked(mode: Mode) -> QuizSession:
    return QuizSession([(host.problem("lstm-cell").instance(), "dL/do")], mode, Store(None))


@pytest.mark.parametrize(("mode", "size"), [("learn", (160, 50)), ("exam", (80, 24)), ("exam", (160, 50))])
async def test_a_draft_that_stands_there_again_is_read_out_below_the_line_before_any_key(
    make_app: AppMaker, mode: Mode, size: tuple[int, int]
) -> None:
    session = asked(mode)
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.navigation.open("quiz", lambda: session)
        await settled(pilot)
        assert isinstance(app.screen, Quiz)
        assert not app.screen.view.preview.rows
        await pilot.press(*"tanh(C)/3")
        await settled(pilot)
        read_out = app.screen.view.preview.rows
        assert any("tanh" in row for row in read_out)
        await pilot.press("escape")
        await settled(pilot)
        app.navigation.open("quiz", lambda: session)
        await settled(pilot)
        assert isinstance(app.screen, Quiz)
        assert app.screen.view.answer.value == "tanh(C)/3"
        assert app.screen.view.preview.rows == read_out
        assert all(row.strip() in screen_text(app) for row in read_out)


async def test_a_value_is_told_once_it_is_known_and_no_key_waits_for_it(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = asked("learn")
    known = threading.Event()
    monkeypatch.setattr("tutor.marking.typed_value.prepare", lambda question: known.wait(60))
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await app.navigation.opened("quiz", lambda: session)
        await pilot.pause(0.2)
        await pilot.press(*"tanh(C)/3")
        await pilot.pause()
        assert isinstance(app.screen, Quiz)
        assert app.screen.view.preview.rows
        assert VALUE not in screen_text(app)
        known.set()
        await settled(pilot)
        assert VALUE in screen_text(app)
