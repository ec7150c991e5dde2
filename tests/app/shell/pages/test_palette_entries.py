"""What the palette offers by name."""

from __future__ import annotations

from tests.app.app_screen import settled, until
from tutor import host
from tutor.app.graph.plot_data import plots_of
from tutor.app.shell.app import TutorApp
from tutor.app.shell.pages.palette_entries import everything


async def test_plots_are_offered_for_the_problems_that_have_some() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await until(lambda: app.loaded, between=0.05)
        offered = {entry.label for entry in everything(app.home, app.home.view.entries) if entry.note == "plots"}
    assert {"RNN through time", "LSTM sequence"} < offered
    assert "Skip MLP" not in offered
    assert offered == {problem.title for problem in host.problems().values() if plots_of(problem)}
