from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tutor.app.drawing.bars import meter, sparkline
from tutor.app.drawing.symbols import cell_by_cell
from tutor.app.drawing.theme import BAR_DONE, RULE


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
    assert meter(share, 1, 10).plain == text


def test_of_nothing_nothing_is_done() -> None:
    assert meter(0, 0, 4).plain == "────"


def test_what_is_done_and_what_is_left_have_styles_of_their_own() -> None:
    assert [(span.start, span.end, span.style) for span in meter(1, 4, 4).spans] == [(0, 1, BAR_DONE), (1, 4, RULE)]


@given(st.floats(0, 1), st.integers(0, 40))
@example(1.0, 0)
def test_a_bar_is_as_wide_as_asked_for_and_full_only_when_all_is_done(share: float, cells: int) -> None:
    bar = meter(share, 1, cells).plain
    assert len(bar) == cells
    if cells > 1:
        assert (set(bar) == {"━"}) == (share == 1)
        assert (set(bar) != {"─"}) == (share > 0)


def test_a_sparkline_rises_with_its_values() -> None:
    line = sparkline([i / 7 for i in range(8)])
    assert line == "▁▂▃▄▅▆▇█"
    assert cell_by_cell(line) == "_.:-=+*#"


def test_a_sparkline_holds_its_range() -> None:
    assert sparkline([-1, 5]) == "▁█"
