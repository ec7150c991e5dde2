"""The reference takes the focus and gives it back; the preview and an exam's replies speak of the moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.app.app_screen import screen_text, settled
from tutor import host
from tutor.app.quiz.page import Quiz
from tutor.app.quiz.partial_reading import PartialReader
from tutor.app.quiz.question_view import gather
from tutor.app.shell.app import TutorApp
from tutor.study import QuizSession, Store

AppMaker = Callable[..., TutorApp]
SIZES = [(80, 24), (160, 50)]


def quiz_on(problem: str, step: str, mode: str = "learn") -> Quiz:
    session = QuizSession(host.problem(problem).instance(), mode, Store(None))  # type: ignore[arg-type]
    while session.step.id != step:
        session.later()
    return Quiz(session, gather(session))


@pytest.mark.parametrize("size", SIZES)
async def test_tab_goes_to_the_reference_where_the_arrows_scroll_and_escape_comes_back(
    make_app: AppMaker, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        quiz = quiz_on("conv-dense", "dL/dK")
        await app.push_screen(quiz)
        await settled(pilot)
        before = screen_text(app)
        assert quiz.view.answer.has_focus
        await pilot.press("tab")
        await settled(pilot)
        assert quiz.view.reference.has_focus
        text = screen_text(app)
        # A bar besides the colour, and not one letter has moved.
        barred = [line for line in text.splitlines() if line.startswith("▌")]
        assert len(barred) >= quiz.view.reference.size.height - 1 > 0
        assert text.splitlines()[4].replace("▌", " ").split() == before.splitlines()[4].split()
        assert "esc back to the answer" in text
        scrolls = quiz.view.reference.max_scroll_y > 0
        await pilot.press("down")
        assert quiz.view.reference.scroll_offset.y == scrolls
        await pilot.press("escape")
        assert quiz.view.answer.has_focus
        assert app.screen is quiz
        await pilot.press("tab", "tab")
        assert quiz.view.answer.has_focus


async def test_what_is_typed_at_the_reference_arrives_on_the_answer_line(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(160, 50)) as pilot:
        await settled(pilot)
        quiz = quiz_on("lstm-cell", "f")
        await app.push_screen(quiz)
        await settled(pilot)
        await pilot.press("tab", "1", "+", "x")
        assert quiz.view.answer.value == "1+x"
        assert quiz.view.answer.has_focus


def test_half_typed_text_is_read_as_far_as_it_goes_and_the_rest_is_said() -> None:
    reader = PartialReader(host.problem("skip-mlp").scope)
    assert reader.read("yhat - y", 60, 3).rows == ("ŷ − y",)
    half = reader.read("yhat * yha", 60, 3)
    assert (half.rows, half.rest) == (("ŷ",), "yha …")
    assert reader.read("(yhat - y", 60, 3).rest == ""


def test_a_reading_never_outlives_its_text() -> None:
    reader = PartialReader(host.problem("skip-mlp").scope)
    assert reader.read("yhat - y", 60, 3).rows
    for text in ("zz", "zz zz zz zz zz", "z" * 500):
        read = reader.read(text, 60, 3)
        assert read.rows == ()
        assert read.rest.startswith("…")


async def test_an_exam_says_how_long_it_is_and_then_how_much_of_it_is_left(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        session = QuizSession(host.problem("logistic-unit").instance(), "exam", Store(None))
        await app.push_screen(quiz := Quiz(session, gather(session)))
        await settled(pilot)
        total = session.total
        assert f"{total} questions, {2 * total} min, no feedback until the end." in screen_text(app)
        quiz.view.answer.value = "1"
        await pilot.press("enter")
        await settled(pilot)
        assert "Noted." in screen_text(app)
        assert f"{total - 1} left, {2 * total} min." in screen_text(app)
