from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual import events
from textual.pilot import Pilot

from tests.app.app_fakes import FakeSession
from tests.app.app_screen import screen_text, settled
from tutor.app.quiz.answer_input import Answer
from tutor.app.quiz.page import Quiz
from tutor.app.quiz.question_view import gather
from tutor.app.shell.app import TutorApp

AppMaker = Callable[..., TutorApp]

SIZES = [(80, 24), (120, 40), (160, 50)]
TYPED = "(h - d) * tanh(C) * [h_prev, x]"


async def open_quiz(pilot: Pilot[None], session: FakeSession | None = None) -> Any:
    session = session or FakeSession()
    quiz = Quiz(session, gather(session))  # type: ignore[arg-type]
    await pilot.app.push_screen(quiz)
    await settled(pilot)
    return quiz


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Key by key if the text is short; a formula as a paste would bring it."""
    if len(text) < 8:
        await pilot.press(*text)
    else:
        pilot.app.screen.query_one(Answer).insert_text_at_cursor(text)
    await settled(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_a_wrong_answer_looks_as_drawn_in_both_themes(
    make_app: AppMaker, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await open_quiz(pilot)
        await type_text(pilot, TYPED)
        await pilot.press("enter")
        await settled(pilot)
        text = screen_text(app)
        assert text == snapshot
        app.theme = "tutor-light"
        await settled(pilot)
        assert screen_text(app) == text


async def test_typing_never_shifts_a_row(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        before = [quiz.view.answer.region, quiz.view.preview.region, quiz.view.reference.region]
        await type_text(pilot, TYPED)
        assert [quiz.view.answer.region, quiz.view.preview.region, quiz.view.reference.region] == before
        await pilot.press("enter")
        await settled(pilot)
        assert [quiz.view.answer.region, quiz.view.preview.region, quiz.view.reference.region] == before


async def test_a_question_mark_asks_for_a_hint_and_is_not_typed(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        await type_text(pilot, "h")
        await pilot.press("question_mark")
        await settled(pilot)
        assert quiz.view.answer.value == "h"
        assert quiz.view.feedback.headline == "Hint 1 of 3"


async def test_keys_that_come_all_at_once_do_their_work_in_order(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        await type_text(pilot, "wrong")
        for key in ("ctrl+u", "h", "-", "x", "backspace", "d", "home", "2", "end", "!"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settled(pilot)
        assert quiz.view.answer.value == "2h-d!"


async def test_a_pasted_question_mark_is_text_and_lines_are_joined(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        quiz.view.answer.post_message(events.Paste("\\frac{2}{N}\n  \\sum_n y\u0302?\r\n"))
        await settled(pilot)
        assert quiz.view.answer.value == "\\frac{2}{N} \\sum_n ŷ?"


async def test_a_right_answer_goes_on_with_enter_and_takes_no_more_letters(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        await type_text(pilot, "right")
        await pilot.press("enter")
        await settled(pilot)
        assert quiz.view.feedback.headline == "Right."
        assert quiz.view.answer.has_focus
        await type_text(pilot, "zzz")
        assert quiz.view.answer.value == "right"
        await pilot.press("enter")
        await settled(pilot)
        assert quiz.session.position == 16
        assert quiz.view.answer.value == ""


async def test_the_last_reply_fades_at_the_first_edit(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        await type_text(pilot, "1")
        await pilot.press("enter")
        await settled(pilot)
        assert not quiz.view.feedback.faded
        await type_text(pilot, "2")
        assert quiz.view.feedback.faded
        assert not quiz.view.answer.has_class("-wrong")


async def test_a_caret_marks_the_word_that_cannot_be_read(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_quiz(pilot)
        await type_text(pilot, "(h - d) * tanh(hh)")
        await pilot.press("enter")
        await settled(pilot)
        rows = screen_text(app).splitlines()
        at = next(i for i, line in enumerate(rows) if "tanh(hh)" in line)
        assert rows[at + 1].index("^^") == rows[at].index("hh")
        assert "! I cannot read that." in screen_text(app)


async def test_the_up_key_brings_earlier_tries_back_and_the_down_key_the_draft(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        for text in ("1", "2"):
            quiz.view.answer.value = text
            await pilot.press("enter")
            await settled(pilot)
        quiz.view.answer.value = "3"
        await pilot.press("up")
        assert quiz.view.answer.value == "2"
        await pilot.press("up", "up")
        assert quiz.view.answer.value == "1"
        await pilot.press("down", "down")
        assert quiz.view.answer.value == "3"


async def test_a_plugin_that_raises_is_a_notice_and_the_quiz_stays(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        await type_text(pilot, "boom")
        await pilot.press("enter")
        await settled(pilot)
        assert app.screen is quiz
        (said,) = [notice.message for notice in app._notifications]
        assert said.startswith("this is a fault of tutor's own, not of your answer")
        assert "the plugin's [/] own fault" in said
        await type_text(pilot, "1")
        assert quiz.view.answer.value == "boom1"


async def test_the_worked_step_opens_after_the_last_hint(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        await pilot.press("f3")
        await settled(pilot)
        assert quiz.view.feedback.headline == "The worked step opens after hint 3 or a third try."
        for _ in range(3):
            await pilot.press("f2")
            await settled(pilot)
        assert "F3" in [key.key for key in quiz.keys.entries]
        assert "?" not in [key.key for key in quiz.keys.entries]
        await pilot.press("f2")
        await settled(pilot)
        assert "F3 shows this step worked." in screen_text(app)
        await pilot.press("f3")
        await settled(pilot)
        assert quiz.view.feedback.headline == "Worked step"
        assert quiz.keys.entries[0].label == "next"
        assert "F3" not in [key.key for key in quiz.keys.entries]


async def test_escape_goes_home_and_says_that_all_is_saved(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_quiz(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is app.home
        assert "Saved. You can go on here next time." in [n.message for n in app._notifications]


async def test_question_and_input_stay_visible_at_any_size(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        for size in ((20, 5), (30, 8), (40, 12), (60, 16), (79, 23), (80, 20), (200, 12), (50, 60)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            quiz.view.answer.clear()
            await type_text(pilot, "abc")
            text = screen_text(app)
            assert "∂L/∂W_o = ?" in text, size
            assert "abc" in text, size
            assert quiz.view.answer.region.bottom <= size[1], size


async def test_keys_on_the_bar_can_be_clicked(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        column = quiz.keys.render_line(0).text.index("hint")
        await pilot.click("#keys", offset=(column, 0))
        await settled(pilot)
        assert quiz.view.feedback.headline == "Hint 1 of 3"


async def test_a_long_answer_scrolls_so_that_its_end_is_seen(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        await type_text(pilot, "x" * 100 + "+end")
        assert "xx+end" in screen_text(app)
        assert quiz.view.answer.region.width <= 78
        await pilot.press("home")
        await settled(pilot)
        assert "+end" not in screen_text(app)


async def test_a_long_answer_is_still_seen_after_its_reply(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_quiz(pilot)
        await type_text(pilot, "hh + " * 40 + "end")
        await pilot.press("enter")
        await settled(pilot)
        text = screen_text(app)
        assert "I cannot read that." in text
        assert "hh + end" in text


async def test_a_page_comes_back_as_it_was_from_any_size(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(160, 50)) as pilot:
        await open_quiz(pilot)
        before = screen_text(app)
        for size in ((20, 5), (200, 60), (1, 1)):
            for shape in (size, (160, 50)):
                await pilot.resize_terminal(*shape)
                await settled(pilot)
            assert screen_text(app) == before, size


async def test_a_change_of_the_line_is_taken_back_and_made_again_by_key(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot)
        await type_text(pilot, TYPED)
        await pilot.press("ctrl+u")
        await settled(pilot)
        assert quiz.view.answer.value == ""
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert quiz.view.answer.value == TYPED
        assert "tanh(Cₜ)" in " ".join(quiz.view.preview.rows)
        await pilot.press("ctrl+y")
        await settled(pilot)
        assert quiz.view.answer.value == ""


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("(h - d) * tanh(C)", "a number, asked 2 numbers"),
        ("dL/do * [h_prev, x]", "= [0, −0.1030]"),
        ("dL/dW_f", "2 numbers, as asked"),
    ],
)
async def test_what_is_typed_has_its_shape_or_value_beside_it(make_app: AppMaker, text: str, note: str) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        session = FakeSession()
        session.position = next(at for at, step in enumerate(session.problem.steps) if step.id == "dL/dW_o")
        quiz = await open_quiz(pilot, session)
        await type_text(pilot, text)
        (row,) = quiz.view.preview.rows
        assert f"{row}   {note}\n" in screen_text(app)


async def test_an_exam_says_nothing_of_what_is_being_typed(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await open_quiz(pilot, FakeSession(mode="exam"))
        await type_text(pilot, "(h - d) * tanh(C)")
        assert "asked" not in screen_text(app)
        assert quiz.view.preview.rows
