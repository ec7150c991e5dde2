"""Tables of arrays on pages: a click shows all their entries."""

from __future__ import annotations

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Static

from tests.app.app_screen import screen_text, settled
from tutor import host
from tutor.app.graph.array_page import ArrayPage
from tutor.app.shell.app import TutorApp
from tutor.study import QuizSession


async def click_on(pilot: Pilot[None], text: str) -> None:
    """Click on the first row that begins a part of the page with this text."""
    for part in pilot.app.screen.query(Static):
        rows = part.content.plain.split("\n") if isinstance(part.content, Content) else []
        for number, row in enumerate(rows):
            if row.startswith(text) and part.region.height > number:
                await pilot.click(part, offset=(part.styles.padding.left + 1, part.styles.padding.top + number))
                await settled(pilot)
                return
    raise AssertionError(screen_text(pilot.app))


@pytest.mark.parametrize("size", [(80, 40), (160, 50)])
async def test_a_click_on_a_table_of_the_walkthrough_shows_all_entries(size: tuple[int, int]) -> None:
    instance = host.problem("lstm-step").instance()
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.navigation.open("walkthrough", lambda: instance, "dL/db")
        await settled(pilot)
        await click_on(pilot, "∂L/∂b  8 numbers")
        page = app.screen
        assert isinstance(page, ArrayPage)
        assert page.arrays[0].typed == "dL/db"
        assert (page.arrays[0].array == instance.target("dL/db")).all()


async def test_a_click_on_a_table_of_the_quiz_shows_all_entries_that_are_given() -> None:
    instance = host.problem("rnn-step").instance()
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(130, 60)) as pilot:
        await settled(pilot)
        session = QuizSession([(instance, "dL/dWx")], "learn", app.services.store, fresh=True)
        app.navigation.open("quiz", lambda: session)
        await settled(pilot)
        await click_on(pilot, "xₜ  2×3")
        page = app.screen
        assert isinstance(page, ArrayPage)
        assert {"x", "Wx", "Wh"} <= {one.typed for one in page.arrays}
