from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.app.drawing.bars import bar, sparkline
from tutor.app.drawing.styled_rows import plain, width


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "──────────"),
        (0.5, "━━━━━─────"),
        (0.55, "━━━━━╾────"),
        (0.001, "╾─────────"),
        (0.999, "━━━━━━━━━╾"),
        (1, "━━━━━━━━━━"),
        (-3, "──────────"),
        (7, "━━━━━━━━━━"),
        (float("nan"), "──────────"),
    ],
)
def test_a_bar_is_filled_to_half_a_cell(share: float, text: str) -> None:
    assert plain(bar(share, 10)) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "----------"), (0.5, "#####-----"), (0.001, "#---------"), (0.999, "#########-"), (1, "#" * 10)],
)
def test_an_ascii_bar_has_whole_cells(share: float, text: str) -> None:
    assert plain(bar(share, 10, ascii_only=True)) == text


def test_what_is_done_and_what_is_left_have_roles_of_their_own() -> None:
    assert bar(0.25, 4) == [("━", "fill"), ("───", "rest")]


@given(st.floats(0, 1), st.integers(0, 40), st.booleans())
def test_a_bar_is_as_wide_as_asked_for_and_full_only_when_all_is_done(
    share: float, cells: int, plain_ascii: bool
) -> None:
    row = bar(share, cells, ascii_only=plain_ascii)
    assert width(row) == cells
    if cells > 1:
        assert ({role for _, role in row} == {"fill"}) == (share == 1 or (not plain_ascii and plain(row)[-1] == "╾"))
        assert ("fill" in {role for _, role in row}) == (share > 0)


def test_a_sparkline_rises_with_its_values() -> None:
    assert sparkline([i / 7 for i in range(8)]) == "▁▂▃▄▅▆▇█"
    assert sparkline([i / 7 for i in range(8)], ascii_only=True) == "_.:-=+*#"


def test_a_sparkline_leaves_blank_what_is_not_known_and_holds_its_range() -> None:
    assert sparkline([None, -1, 5, float("nan")]) == " ▁█ "
    assert sparkline([3, 4, 5], low=3, high=5) == "▁▅█"
    assert sparkline([2, 3], low=2, high=2) == "▁█"


def test_of_a_long_series_the_newest_values_are_shown() -> None:
    assert sparkline([0, 0, 0, 1, 1], width=3) == "▁██"
    assert sparkline([], width=3) == ""
