"""What the summary of an exam tells for the first time, and its graph."""

from __future__ import annotations

import pytest

from tests.app.app_screen import screen_text, settled
from tutor import host
from tutor.app.drawing.symbols import UNICODE
from tutor.app.quiz.summary_page import summary_page
from tutor.app.quiz.summary_text import signs_row, summary_rows
from tutor.app.shell.app import TutorApp
from tutor.app.shell.services.services import Services
from tutor.study import QuizSession, Store


@pytest.mark.parametrize("cells", [56, 76, 120])
def test_the_right_answer_stands_below_ones_own(cells: int) -> None:
    store = Store(None)
    session = QuizSession(host.problem("logistic-unit").instance(), "exam", store)
    typed = "[0.123456, 0.654321, 0.111111, 0.222222]"
    while not session.finished:
        session.submit(typed)
        session.advance()
    rows = [row.plain for row in summary_rows(summary_page(Services(store), session).done, cells, [])]
    assert max(map(len, rows)) <= cells
    lines = "\n".join(rows)
    again = [line.split("right  ")[1] for line in rows if "right  " in line]
    assert again[0] == "Σᵢ Wᵢ xᵢ = 1"
    assert lines.count("yours  [0.123456") == len(again) == session.total
    assert "…" not in lines


def test_the_signs_on_the_graph_of_an_exam_tell_right_from_not_right() -> None:
    assert signs_row(UNICODE, "exam").plain.split("   ")[:2] == ["✓ right", "✗ not right"]
    assert "with a hint" in signs_row(UNICODE, "learn").plain


async def test_cards_stand_apart_on_the_graph_of_a_wide_summary() -> None:
    store = Store(None)
    session = QuizSession(host.problem("lstm-cell").instance(), "exam", store)
    while not session.finished:
        session.submit("1")
        session.advance()
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await app.push_screen(summary_page(Services(store), session))
        await settled(pilot)
        rows = screen_text(app).splitlines()
        for name in ("iₜ", "C̃ₜ", "oₜ"):
            (at,) = (number for number, row in enumerate(rows) if f"▸▎{name}" in row)
            column = rows[at].index("▎" + name)
            assert rows[at - 1][column : column + 1] != "▎"
