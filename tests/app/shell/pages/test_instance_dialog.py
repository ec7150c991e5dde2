"""Other numbers: seed and sizes asked for in the app."""

from __future__ import annotations

import pytest

from tests.app.app_screen import screen_text, settled
from tutor.app.quiz.page import Quiz
from tutor.app.shell.app import TutorApp
from tutor.app.shell.pages.instance_dialog import InstanceDialog, read_request, sizes_line
from tutor.app.shell.services.problem_services import USUAL, InstanceRequest
from tutor.app.walkthrough.page import Walkthrough
from tutor.errors import TutorError
from tutor.host import problem


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("seed=7 T=5 N=3", InstanceRequest(7, {"T": 5, "N": 3})),
        ("T = 5, seed = 2", InstanceRequest(2, {"T": 5})),
        ("", InstanceRequest(None, {})),
    ],
)
def test_seed_and_sizes_are_read_in_any_order(text: str, wanted: InstanceRequest) -> None:
    assert read_request(text) == wanted
    assert read_request(str(wanted)) == wanted


@pytest.mark.parametrize("text", ["T5", "=3", "T=", "T=-1", "T=1.5", "seed=x", "[/x]"])
def test_what_is_not_a_name_and_a_whole_number_is_named(text: str) -> None:
    with pytest.raises(TutorError, match="NAME=K") as caught:
        read_request(text)
    assert text in str(caught.value)


def test_the_sizes_that_can_change_are_said_with_the_usual_ones() -> None:
    line = sizes_line(problem("lstm-sequence"))
    assert "T=3" in line
    assert "seed=" in line


async def test_f4_on_home_asks_for_numbers_and_the_quiz_is_asked_on_them() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*"lstm", "space", *"seq", "f4")
        await settled(pilot)
        page = app.screen
        assert isinstance(page, InstanceDialog)
        assert "T=3" in screen_text(app)
        await pilot.press(*"seed=7 Q=5", "enter")
        await settled(pilot)
        assert app.screen is page
        assert "`Q` is not a size of lstm-sequence" in screen_text(app).replace("\n", " ")
        await pilot.press("backspace", "backspace", "backspace", *"T=5", "enter")
        await settled(pilot)
        assert app.screen is app.home
        await pilot.press("enter")
        await settled(pilot)
        quiz = app.screen
        assert isinstance(quiz, Quiz)
        assert quiz.session.instance.seed == 7
        assert quiz.session.instance.sizes["T"] == 5
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("f3")
        await settled(pilot)
        walk = app.screen
        assert isinstance(walk, Walkthrough)
        assert walk.instance.sizes["T"] == 5


async def test_f4_on_a_row_that_is_no_problem_says_what_it_is_for() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f4")
        assert app.screen is app.home
        assert any("choose one in the list" in note.message for note in app._notifications)


async def test_an_empty_line_goes_back_to_the_usual_numbers_and_escape_changes_nothing() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*"cell", "f4")
        await settled(pilot)
        await pilot.press(*"seed=4", "enter")
        await settled(pilot)
        assert app.services.request("lstm-cell") == InstanceRequest(4, {})
        await pilot.press("f4")
        await settled(pilot)
        await pilot.press(*"2", "escape")
        await settled(pilot)
        assert app.services.request("lstm-cell") == InstanceRequest(4, {})
        await pilot.press("f4")
        await settled(pilot)
        await pilot.press("ctrl+u", "enter")
        await settled(pilot)
        assert app.services.request("lstm-cell") == USUAL
