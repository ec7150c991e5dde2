"""Leaving a question and coming back to it: what was typed, the list of questions, second answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.app_screen import screen_text, settled
from tutor import host
from tutor.app.quiz.page import Quiz
from tutor.app.quiz.question_view import gather
from tutor.app.shell.app import TutorApp
from tutor.notation.write.one_line import to_ascii
from tutor.study import QuizSession, Store

AppMaker = Callable[..., TutorApp]


def begin(store: Store, mode: Any = "learn") -> QuizSession:
    return QuizSession(host.problem("logistic-unit").instance(), mode, store)


async def shown(pilot: Pilot[None], session: QuizSession) -> Quiz:
    quiz = Quiz(session, gather(session))
    await pilot.app.push_screen(quiz)
    await settled(pilot)
    return quiz


async def answer(pilot: Pilot[None], quiz: Quiz, text: str = "") -> None:
    """Hand in this, or the right formula."""
    session = quiz.session
    quiz.view.answer.value = text or to_ascii(session.instance.formula(session.step.id), session.problem.scope)
    await pilot.press("enter")
    await settled(pilot)


async def test_on_a_huge_screen_no_sentence_in_the_list_is_cut(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(200, 60)) as pilot:
        await shown(pilot, QuizSession(host.problem("conv-dense").instance(), "learn", Store(None)))
        await pilot.press("f5")
        await settled(pilot)
        assert "The same for the first entry of the kernel, written out." in screen_text(app)
        assert "…" not in screen_text(app)


async def test_what_was_typed_is_on_the_line_again_after_esc(make_app: AppMaker) -> None:
    app, store = make_app(), Store(None)
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await shown(pilot, begin(store))
        quiz.view.answer.value = "W * "
        await pilot.press("escape")
        await settled(pilot)
        quiz = await shown(pilot, begin(store))
        assert quiz.view.answer.value == "W * "
        assert "W" in " ".join(quiz.view.preview.rows)


async def test_what_was_typed_is_kept_when_the_app_is_quit(make_app: AppMaker) -> None:
    app, store = make_app(), Store(None)
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await shown(pilot, begin(store))
        quiz.view.answer.value = "W * "
        await pilot.press("ctrl+q")
    assert begin(store).draft == "W * "


async def test_the_last_reply_is_on_the_page_again(make_app: AppMaker) -> None:
    app, store = make_app(), Store(None)
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await shown(pilot, begin(store))
        await pilot.press("question_mark")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        quiz = await shown(pilot, begin(store))
        assert quiz.view.feedback.headline.startswith("Hint 1")
        assert quiz.view.reference.lit


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_f5_lists_all_questions_and_leads_to_any(make_app: AppMaker, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        quiz = await shown(pilot, begin(Store(None)))
        await answer(pilot, quiz)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("f5")
        await settled(pilot)
        text = screen_text(app)
        assert "1 of 8 answered" in text
        assert "first try" in text
        assert "here now" in text
        await pilot.press("up")
        await settled(pilot)
        assert "z = Σᵢ Wᵢ xᵢ = 1" in screen_text(app)
        await pilot.press("down", "down", "down", "enter")
        await settled(pilot)
        assert app.screen is quiz
        assert (quiz.session.position, quiz.question.number) == (3, 4)


async def test_an_answered_question_shows_its_formula_and_numbers_and_can_be_answered_again(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await shown(pilot, begin(Store(None)))
        await answer(pilot, quiz)
        await pilot.press("enter")
        await settled(pilot)
        quiz.jump(0)
        await settled(pilot)
        assert quiz.view.feedback.headline == "Right at the first try."
        assert quiz.view.feedback.body[0] == "z = Σᵢ Wᵢ xᵢ = 1"
        assert quiz.view.answer.read_only
        await pilot.press("f8")
        await settled(pilot)
        assert quiz.view.answer.value == ""
        assert "Wᵢ xᵢ = 1" not in screen_text(app)
        await answer(pilot, quiz, "W + x")
        assert quiz.view.feedback.headline == "Not yet."
        await answer(pilot, quiz)
        assert quiz.view.feedback.headline == "Right."
        await pilot.press("enter")
        await settled(pilot)
        assert quiz.session.position == 1
        assert quiz.session.summary().first_try == 1


async def test_an_exam_is_handed_in_by_a_key_of_its_own_after_the_last_question(make_app: AppMaker) -> None:
    app, store = make_app(), Store(None)
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await shown(pilot, begin(store, "exam"))
        for number in range(quiz.session.total):
            await answer(pilot, quiz, "1" if number == 1 else "")
            if number < quiz.session.total - 1:
                await pilot.press("enter")
                await settled(pilot)
        assert "enter hand in" in screen_text(app)
        assert "F5 questions" in screen_text(app)
        quiz.jump(1)
        await settled(pilot)
        assert quiz.view.answer.value == "1"
        assert "=" not in " ".join(quiz.view.feedback.body)
        await pilot.press("f8")
        await settled(pilot)
        await answer(pilot, quiz)
        await pilot.press("enter")
        await settled(pilot)
        assert type(app.screen).__name__ == "SummaryPage"
        assert quiz.session.summary().wrong == 0


async def test_an_exam_ends_when_its_time_is_over_also_at_a_question_that_was_answered(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await shown(pilot, begin(Store(None), "exam"))
        await answer(pilot, quiz)
        monkeypatch.setattr("tutor.app.quiz.page.seconds_left", lambda session: 0.0)
        quiz._tick()
        await settled(pilot)
        assert quiz.session.finished
        assert type(app.screen).__name__ == "SummaryPage"


async def test_who_is_stuck_is_offered_pieces_and_the_line_is_cleared_for_each(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        instance = host.problem("lstm-cell").instance()
        quiz = await shown(pilot, QuizSession([(instance, "dL/do")], "learn", Store(None)))
        await answer(pilot, quiz, "tanh(C)")
        await answer(pilot, quiz, "h")
        assert "? asks for it piece by piece." in screen_text(app)
        assert "? piece by piece" in screen_text(app).splitlines()[-1]
        await pilot.press("question_mark")
        await settled(pilot)
        assert quiz.view.answer.value == ""
        assert "? tell me" in screen_text(app).splitlines()[-1]
        await answer(pilot, quiz, "dL/dh")
        assert quiz.view.feedback.headline == "Right. Piece 2 of 2"
        assert quiz.view.answer.value == ""
        await answer(pilot, quiz, "tanh(C)")
        assert quiz.view.feedback.headline == "Right. Now put them together."
        await answer(pilot, quiz)
        assert quiz.view.feedback.headline == "Right."


async def test_of_the_second_of_a_kind_the_formula_is_shown_with_a_gap(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await shown(pilot, QuizSession(host.problem("lstm-cell").instance(), "learn", Store(None)))
        assert "F3 shows this one worked" in screen_text(app)
        await pilot.press("f3")
        await settled(pilot)
        assert quiz.view.feedback.headline == "Worked step"
        await pilot.press("enter")
        await settled(pilot)
        assert "iₜ = σ(□)   give □, or all of it" in screen_text(app)
        app.toggle_ascii()
        await settled(pilot)
        assert "i_t = sigma([ ])   give [ ], or all of it" in screen_text(app)
        app.toggle_ascii()
        await answer(pilot, quiz, "W_i [h_prev, x]")
        assert quiz.view.feedback.headline == "Right."
        await pilot.press("enter")
        await settled(pilot)
        assert "□" not in screen_text(app)


async def test_the_list_has_the_sentence_that_asks_where_there_is_room_and_what_it_came_to_beside_it(
    make_app: AppMaker,
) -> None:
    app = make_app()
    async with app.run_test(size=(160, 50)) as pilot:
        quiz = await shown(pilot, begin(Store(None)))
        await answer(pilot, quiz)
        await pilot.press("f5", "up")
        await settled(pilot)
        steps = quiz.session.problem.steps
        rows = screen_text(app).splitlines()
        for number, step in enumerate(steps, 1):
            assert any(f" {number}  " in row and step.ask[:30] in row for row in rows), step.id
        assert any(row.rstrip().endswith(steps[0].ask) and f" {len(steps)}  " not in row for row in rows)
