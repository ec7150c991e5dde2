from __future__ import annotations

import pytest
from textual.content import Content

from tutor.app.drawing.cell_text import fit, flow, nfc, row, width, wrap


@pytest.mark.parametrize(
    ("text", "cells"), [("abc", 3), ("C\u0303", 1), ("y\u0302", 1), ("∂L/∂Cₜ", 6), ("卷积网络", 8)]
)
def test_text_is_measured_in_cells_and_not_in_code_points(text: str, cells: int) -> None:
    assert width(text) == cells


def test_accents_are_composed_where_a_letter_exists() -> None:
    assert nfc("y\u0302") == "ŷ"


@pytest.mark.parametrize("cells", range(1, 12))
@pytest.mark.parametrize("text", ["LSTM cell", "卷积网络", "C\u0303ₜ = 0.3799", ""])
def test_fitted_text_takes_exactly_the_cells_it_was_given(text: str, cells: int) -> None:
    assert width(fit(text, cells)) == cells
    assert width(fit(text, cells, right=True)) == cells


def test_cut_text_ends_with_a_sign_that_it_was_cut() -> None:
    assert fit("one scalar cell", 8) == "one sca…"


@pytest.mark.parametrize("cells", [5, 9, 20, 76])
def test_wrapped_rows_are_never_wider_than_asked_and_lose_no_word(cells: int) -> None:
    text = "Look where W_o enters: 卷积 \\frac{\\partial L}{\\partial W_o} is long"
    rows = wrap(text, cells)
    assert all(width(line) <= cells for line in rows)
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")


def test_items_flow_without_being_broken() -> None:
    rows = flow([Content(text) for text in ("a = 1", "b = 2", "c = 3")], 13)
    assert [line.plain for line in rows] == ["a = 1   b = 2", "c = 3"]


def test_the_left_end_of_a_row_is_cut_before_the_right_end() -> None:
    assert row(Content("a long title"), Content("3 of 9"), 14).plain == "a lon…  3 of 9"
