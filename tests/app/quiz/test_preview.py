"""The slot below the answer line: a typeset formula and what is said beside it."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tests.app.app_screen import screen_text
from tutor.app.quiz.preview import Preview

SUM = ("Σ ∂L/∂aₕ xᵢ", "n          ")
FRACTION = ("    1     ", "──────────", "1 + exp(a)")


class Slot(App[None]):
    def compose(self) -> ComposeResult:
        yield Preview()


@pytest.mark.parametrize(("rows", "beside"), [(SUM, SUM[0]), (FRACTION, FRACTION[1]), (("a b",), "a b")])
async def test_a_note_stands_beside_the_row_that_the_signs_are_in(rows: tuple[str, ...], beside: str) -> None:
    app = Slot()
    async with app.run_test(size=(60, 5)) as pilot:
        app.query_one(Preview).formula(rows, note="= 4")
        await pilot.pause()
        assert [row.strip() for row in screen_text(app).splitlines() if "= 4" in row] == [f"{beside}   = 4"]
