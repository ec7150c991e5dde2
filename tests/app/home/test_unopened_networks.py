"""Networks whose steps are yet to be derived, on Home."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import tutor
from tutor.app.home.row_text import About, Columns, Entry, HomeView, draw
from tutor.app.home.side_text import side_rows
from tutor.app.home.view_model import with_statements
from tutor.errors import TutorError
from tutor.graph.names_only import name_graph

ENTRY = Entry("problem", "half", "mine", "Half a square", "a first one")


def services(problem: Any) -> Any:
    return SimpleNamespace(problem=problem)


def test_the_side_column_has_the_formulas_and_their_figure_and_nothing_of_steps() -> None:
    network = tutor.network("input x[n]\nL = 1/2 sum(x^2)\n")
    (entry,) = with_statements(services(lambda name: network), HomeView((ENTRY,))).entries
    shown = "\n".join(line.plain for line in side_rows(entry, 60, ascii_only=False))
    assert "L = 1/2 sum(x²)" in shown
    assert "FIGURE" in shown
    assert "known" not in shown
    assert network.declared_steps is None


def test_a_network_that_cannot_be_read_keeps_its_row() -> None:
    def refused(name: str) -> None:
        raise TutorError("half, line 2: no")

    assert with_statements(services(refused), HomeView((ENTRY,))).entries == (ENTRY,)


def test_a_row_says_how_much_is_done_and_known_once_there_are_steps() -> None:
    columns = Columns.plan([ENTRY], 80)
    unopened = draw(ENTRY, columns, cursor=False, first=True).plain
    assert "not begun" in unopened
    known = Entry("problem", "half", "mine", "Half a square", "a first one", done=2, known=1, total=3)
    opened = draw(known, columns, cursor=False, first=True).plain
    assert "2 of 3" in opened
    assert "1 known" in opened
    assert len(opened) == len(unopened)
    assert sum(map(opened.count, "━╾─")) == unopened.count("─") > 0


def test_a_high_side_column_has_the_weights_in_its_figure() -> None:
    network = tutor.network("input x\nweights a, b, c, d, k\ny = a*x + b*x^2 + c*x^3 + d*x^4 + k\nL = y^2\n")
    entry = replace(ENTRY, about=About((), name_graph(network), (), ()))
    low, high = ([line.plain for line in side_rows(entry, 60, rows, ascii_only=False)] for rows in (30, 56))
    figures = ["\n".join(rows[rows.index("FIGURE") :]) for rows in (low, high)]
    assert ["k" in figure for figure in figures] == [False, True]
