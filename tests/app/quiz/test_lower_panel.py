"""What stands below the reply of a question on a wide and tall screen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tutor
from tests.app.app_screen import screen_text, settled
from tutor import host
from tutor.app.graph.array_page import NamedArray
from tutor.app.quiz.lower_panel import Drawn, Lower, lower_rows
from tutor.app.quiz.page import Quiz
from tutor.app.shell.app import TutorApp
from tutor.graph.picture import picture

TEXT = "title One\ninput x[i]\nweights w[i]\ny = w^T x\nL = y^2\n"
NETWORK = tutor.network(TEXT).instance(seed=1)
TABLES = (NamedArray("W", "W", (), np.full((3, 4), 0.1234)), NamedArray("U", "U", (), np.ones((2, 2))))
LOWER = Lower(picture(NETWORK, ["y", "L"], "dL/dw"), TABLES, huge=True)


def shown(lower: Lower, cells: int, room: int) -> list[str]:
    return [row.plain for row in lower_rows(lower, cells, room, ascii_only=False).rows]


def test_with_room_all_parts_are_there_and_said_to_be() -> None:
    drawn = lower_rows(LOWER, 100, 40, ascii_only=False)
    text = "\n".join(row.plain for row in drawn.rows)
    assert text.index("L") < text.index("NUMBERS")
    assert drawn.graph
    assert drawn.tables


def test_a_graph_is_whole_or_left_to_the_column_and_a_table_without_room_is_its_shape() -> None:
    narrow = lower_rows(LOWER, 9, 40, ascii_only=False)
    assert not narrow.graph
    assert [row.plain for row in narrow.rows] == ["NUMBERS", "W  3×4", "", "U  2×2", " 1 1 ", " 1 1 "]
    low = lower_rows(LOWER, 100, 6, ascii_only=False)
    assert low.graph
    assert not low.tables


@pytest.mark.parametrize("tables", [(), TABLES])
def test_a_graph_and_the_tables_with_it_stand_in_the_middle_of_their_room(tables: tuple[NamedArray, ...]) -> None:
    rows = shown(LOWER.replace(tables=tables), 100, 40)
    above = next(at for at, row in enumerate(rows) if row)
    assert above > 0
    assert above in (40 - len(rows), 40 - len(rows) - 1)


LARGE = host.problem("lstm-cell").instance()
NAMED = Lower(picture(LARGE, [step.id for step in LARGE.problem.steps][:-1], "W_c_new"))
"""A graph of which 64 cells and 12 rows have room for names and gradients alone."""


def test_where_the_column_has_the_graph_the_way_of_the_step_stands_here_once_it_is_lit() -> None:
    assert not lower_rows(NAMED, 64, 12, ascii_only=False).rows
    drawn = lower_rows(NAMED.replace(lit=True), 64, 12, ascii_only=False)
    text = "\n".join(row.plain for row in drawn.rows)
    assert "▌W_c" in text
    assert "▎xₜ" not in text
    assert not drawn.graph


def test_a_wide_screen_has_all_of_a_small_graph_but_not_with_less_than_a_list_would_show() -> None:
    wide = LOWER.replace(tables=(), huge=False)
    assert lower_rows(wide, 66, 10, ascii_only=False).graph
    assert lower_rows(wide, 66, 3, ascii_only=False).graph
    assert not lower_rows(NAMED, 64, 12, ascii_only=False).graph
    assert lower_rows(NAMED.replace(huge=True), 64, 12, ascii_only=False).graph


async def test_a_question_that_has_just_been_opened_shows_what_it_shows_when_drawn_again() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        instance = host.problem("softmax-net").instance()
        app.navigation.open("quiz", lambda: app.services.ask(instance, ["dL/dz1"]))
        await settled(pilot)
        first = screen_text(app)
        assert "NUMBERS" in first
        quiz = app.screen
        assert isinstance(quiz, Quiz)
        quiz.redraw()
        await settled(pilot)
        assert screen_text(app) == first


def test_without_room_or_without_anything_to_show_there_is_nothing() -> None:
    assert shown(LOWER, 100, 0) == shown(LOWER, 100, -9) == shown(Lower(), 100, 40) == []


@given(st.integers(20, 120), st.integers(-3, 50))
def test_it_never_takes_more_room_than_there_is(cells: int, room: int) -> None:
    rows = lower_rows(LOWER, cells, room, ascii_only=False).rows
    assert len(rows) <= max(0, room)
    assert all(row.cell_length <= cells for row in rows)


@pytest.mark.parametrize("lit", [False, True])
def test_the_way_of_the_step_is_lit_only_when_asked_for(lit: bool) -> None:
    text = "\n".join(shown(LOWER.replace(lit=lit), 100, 40))
    assert ("━" in text or "╺" in text) is lit


@pytest.mark.parametrize("problem", ["gru-through-time", "lstm-sequence"])
async def test_a_network_of_several_states_has_its_graph_below_the_reply_and_no_list_beside(problem: str) -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(160, 50)) as pilot:
        await settled(pilot)
        instance = host.problem(problem).instance()
        app.navigation.open("quiz", lambda: app.services.ask(instance, [instance.problem.steps[-1].id]))
        await settled(pilot)
        text = screen_text(app)
        assert all(f"t = {time}" in text for time in (1, 2, 3))
        assert "GRAPH" not in text
        assert all(f"▎h{sign}" in text for sign in "₁₂₃")


async def test_a_question_is_drawn_once_for_each_size(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[int, int]] = []

    def counted(lower: Lower, cells: int, room: int, *, ascii_only: bool) -> Drawn:
        drawn.append((cells, room))
        return lower_rows(lower, cells, room, ascii_only=ascii_only)

    monkeypatch.setattr("tutor.app.quiz.view.lower_rows", counted)
    app = TutorApp(problem="lstm-cell", environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(160, 50)) as pilot:
        await settled(pilot)
        assert len(drawn) == len(set(drawn)) <= 2, "before its width is known, and after"
        drawn.clear()
        await pilot.resize_terminal(200, 60)
        await settled(pilot)
        assert len(drawn) == 1
        app.toggle_ascii()
        await settled(pilot)
        assert len(drawn) == 2
        await pilot.press("f8")
        await settled(pilot)
        assert len(drawn) == 3
