"""Whole journeys through the real app: real plugins, real marking, a real file of answers."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.app.app_screen import screen_text, settled
from tests.bundled import AUTHORED
from tests.conftest import PluginMaker
from tutor import marking
from tutor.app.quiz.page import Quiz
from tutor.app.quiz.page_text import QuestionRoom, question_rows
from tutor.app.quiz.question_view import QuestionView, gather
from tutor.app.quiz.reference_text import narrow
from tutor.app.shell.app import TutorApp
from tutor.app.shell.services.problem_services import InstanceRequest
from tutor.app.walkthrough.page import Walkthrough
from tutor.problems.contract.problem import Problem
from tutor.study import QuizSession, Store

CELL = "lstm-cell"


def real_app(**environ: str) -> TutorApp:
    return TutorApp(environ={"TUTOR_THEME": "tutor-dark", **environ})


async def typed(pilot: Pilot[None], text: str, key: str = "enter") -> None:
    """Put text on the answer line and press a key."""
    quiz = pilot.app.screen
    assert isinstance(quiz, Quiz)
    quiz.view.answer.value = text
    await pilot.press(key)
    await settled(pilot)


async def test_a_newcomer_answers_a_question_with_what_the_screen_says() -> None:
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "▸ Start" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        quiz = app.screen
        assert isinstance(quiz, Quiz)
        said = quiz.view.answer.placeholder
        assert said.startswith("type  ")
        assert said.endswith("  and press enter")
        assert "nothing is lost" in screen_text(app)
        answer = said.removeprefix("type  ").removesuffix("  and press enter")
        await pilot.press(*("space" if char == " " else char for char in answer), "enter")
        await settled(pilot)
        assert "✓ Right." in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        assert "2 of " in screen_text(app)
        assert "nothing is lost" not in screen_text(app)


async def test_leaving_and_coming_back_goes_on_at_the_same_question() -> None:
    app = TutorApp(problem=CELL, environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await typed(pilot, "sigma(W_f . [h_prev, x])")
        await pilot.press("enter")
        await settled(pilot)
        await typed(pilot, "0.1234")
        assert "✗ Not yet." in screen_text(app)
        await pilot.press("ctrl+q")
    again = real_app()
    async with again.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "▸ Continue  LSTM cell, question 2 of 2" in screen_text(again)
        await pilot.press("enter")
        await settled(pilot)
        assert "2 of 2" in screen_text(again)
        await pilot.press("up")
        quiz = again.screen
        assert isinstance(quiz, Quiz)
        assert quiz.view.answer.value == "0.1234"
        assert quiz.session.tries == 1


async def test_a_session_ends_with_a_summary_that_can_be_asked_again() -> None:
    app = real_app()
    services = app.services
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        instance = services.asked_for(CELL)
        app.navigation.open("quiz", lambda: services.ask(instance, ["f", "i"]))
        await settled(pilot)
        await typed(pilot, "sigma(W_f . [h_prev, x])")
        await pilot.press("enter")
        await settled(pilot)
        await typed(pilot, "tanh(W_i . [h_prev, x])")
        await typed(pilot, "sigma(W_i . [h_prev, x])")
        await pilot.press("enter")
        await settled(pilot)
        text = screen_text(app)
        assert "1 of 2 right at the first try" in text
        assert "✗ later" in text
        assert "retry the 1" in text
        await pilot.press("pagedown")
        await settled(pilot)
        assert "worth a look" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        quiz = app.screen
        assert isinstance(quiz, Quiz)
        assert quiz.session.step.id == "i"
        assert quiz.session.total == 1


async def test_an_exam_gives_no_hint_and_no_feedback_until_its_end() -> None:
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.navigation.open("quiz", lambda: app.services.begin(CELL, "exam", InstanceRequest(3)))
        await settled(pilot)
        labels = [key.label for key in app.screen.keys.entries]  # type: ignore[attr-defined]
        assert "hint" not in labels
        assert "left   exam" in screen_text(app)
        await pilot.press("f2")
        await settled(pilot)
        assert "There are no hints in an exam." in screen_text(app)
        await typed(pilot, "0")
        assert "Noted." in screen_text(app)
        assert "Not yet" not in screen_text(app)


async def test_the_walkthrough_steps_through_and_asks_the_step_it_shows() -> None:
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.navigation.open("walkthrough", partial(app.services.asked_for, CELL))
        await settled(pilot)
        assert isinstance(app.screen, Walkthrough)
        for _ in range(4):
            await pilot.press("right")
            await settled(pilot)
        assert "step 5 of" in screen_text(app)
        assert "Cₜ = " in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, Quiz)
        assert app.screen.session.step.id == "C"


async def test_holding_the_right_key_ends_at_the_last_step() -> None:
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.navigation.open("walkthrough", partial(app.services.asked_for, CELL))
        await settled(pilot)
        await pilot.press(*["right"] * 40)
        await settled(pilot)
        total = len(app.services.problem(CELL).steps)
        assert f"step {total} of {total}" in screen_text(app)


async def test_every_action_is_found_by_name() -> None:
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p", *"progress")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "Nothing yet. Your first answer shows up here." in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("ctrl+p", *"tutor-light", "enter")
        await settled(pilot)
        assert app.theme == "tutor-light"


async def test_a_formula_is_copied_as_latex_and_a_symbol_typed_by_its_meaning() -> None:
    app = TutorApp(problem=CELL, environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        quiz = app.screen
        assert isinstance(quiz, Quiz)
        quiz.view.answer.value = "sigma(h_prev)"
        await settled(pilot)
        await pilot.press("ctrl+p", *"latex", "enter")
        await settled(pilot)
        assert app.clipboard == r"\sigma(h_{t-1})" or "\\sigma" in app.clipboard
        quiz.view.answer.value = ""
        await pilot.press("ctrl+p", *"symbol", "enter")
        await settled(pilot)
        await pilot.press(*"h_prev", "enter")
        await settled(pilot)
        assert quiz.view.answer.value == "h_prev"
        assert quiz.view.answer.has_focus


async def test_with_ascii_asked_for_no_other_sign_is_drawn() -> None:
    app = TutorApp(problem=CELL, environ={"TUTOR_THEME": "tutor-dark", "TUTOR_ASCII": "1"})
    async with app.run_test(size=(160, 50)) as pilot:
        await settled(pilot)
        await typed(pilot, "tanh(W_f . [h_prev, x])")
        text = screen_text(app)
        assert text.isascii()
        assert "X [wrong] Not yet." in text
        assert "h_{t-1}" in text
        app.toggle_ascii()
        await settled(pilot)
        assert "✗ Not yet." in screen_text(app)


async def test_without_colour_nothing_but_bold_and_reverse_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = TutorApp(problem=CELL)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await typed(pilot, "tanh(W_f . [h_prev, x])")
        strips = app.screen._compositor.render_strips(app.size)
        filters = app.get_line_filters()
        for strip in strips:
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, app.screen.background_colors[1])
            for segment in strip:
                style = segment.style
                assert style is None or all(
                    colour is None or colour.is_default for colour in (style.color, style.bgcolor)
                )
        assert "✗ Not yet." in screen_text(app)


async def test_a_plugin_that_is_set_aside_is_named_with_its_reason(make_plugin: PluginMaker) -> None:
    make_plugin("gru", "import torchx_missing\n")
    from tutor import host

    host.refresh()
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f7")
        await settled(pilot)
        text = screen_text(app)
        assert "1 set aside" in text
        assert "torchx_missing" in text
    host.refresh()


async def test_an_answer_is_in_the_file_when_its_reply_is_shown(tmp_path: Path) -> None:
    from tutor.study import open_store

    app = TutorApp(problem=CELL, environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await typed(pilot, "0.9")
        beside_it = open_store()
        assert [line.answer for line in beside_it.attempts()] == ["0.9"]
        beside_it.close()


LONG_NETWORKS = ("variational-autoencoder", "gru-through-time", "max-pooling")
"""Those of the gallery with the longest formulas, but for the transformer block, which takes seconds to derive."""


async def test_the_longest_questions_of_every_problem_fit_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    # What an answer may look like takes a while to find out, and is one line in any case.
    accepts = property(lambda question: "a formula in i, or 4×2 numbers to 3 digits or more")
    monkeypatch.setattr(marking.Question, "accepts", accepts)
    app = real_app()
    asked = [longest_questions(app.services.problem(name)) for name in (*AUTHORED, *LONG_NETWORKS)]
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for size in ((80, 24), (120, 30)):
            await pilot.resize_terminal(*size)
            for session, questions in asked:
                await app.push_screen(quiz := Quiz(session, questions[0]))
                for question in questions:
                    quiz.ask(question)
                    await pilot.pause()
                    assert quiz.view.answer.region.bottom + 4 <= size[1], (session.problem.id, question.step)
                    assert quiz.query_one("#question").region.y > 0, (session.problem.id, question.step)
                app.pop_screen()


def longest_questions(problem: Problem) -> tuple[QuizSession, list[QuestionView]]:
    """A session of a problem, and those three of its questions that fill the most rows."""
    session = QuizSession(problem.instance(seed=3), "learn", Store(None))
    questions = []
    for _ in problem.steps:
        questions.append(gather(session))
        session.later()
    return session, sorted(questions, key=rows_needed)[-3:]


def rows_needed(question: QuestionView) -> int:
    """How many rows the question and the text above it would fill."""
    rows = question_rows(question, QuestionRoom(76, apart=False, airy=False, short=False))
    return len(rows) + len(narrow(question.facts, 76).rows)
