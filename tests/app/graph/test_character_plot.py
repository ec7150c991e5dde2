from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.app.drawing.styled_rows import plain, width
from tutor.app.graph.character_plot import Curve, plot

STEPS = range(31)
MEMORY = [
    Curve("LSTM", STEPS, [0.98**step for step in STEPS]),
    Curve("RNN", STEPS, [0.9**step for step in STEPS]),
]


def texts(curves: Sequence[Curve], **options: object) -> list[str]:
    return [plain(row) for row in plot(curves, **options)]  # type: ignore[arg-type]


def test_two_curves_have_marks_of_their_own_and_labels_at_their_ends() -> None:
    assert texts(MEMORY) == [
        "  1.0 ┤◇ ● ●",
        "      │  ◇   ● ● ● ● ● ●",
        "  0.8 ┤    ◇             ● ● ● ● ● ●",
        "      │      ◇ ◇                     ● ● ● ● ● ● ●",
        "  0.6 ┤          ◇                                 ● ● ● ● ● ● ● ●",
        "      │            ◇ ◇                                             ●  ● LSTM",
        "  0.4 ┤                ◇ ◇",
        "      │                    ◇ ◇ ◇ ◇",
        "  0.2 ┤                            ◇ ◇ ◇ ◇ ◇",
        "      │                                      ◇ ◇ ◇ ◇ ◇ ◇ ◇ ◇ ◇ ◇",
        "  0.0 ┼──────────┬─────────┬─────────┬─────────┬─────────┬───────◇─◇  ◇ RNN",
        "       0         5         10        15        20        25        30",
    ]


def test_marks_and_label_of_a_curve_share_a_role() -> None:
    rows = plot(MEMORY)
    worn = {role for row in rows for text, role in row if "◇" in text}
    assert worn == {"curve2"}
    assert rows[0][0] == ("  1.0 ┤", "muted")


def test_a_plot_fits_its_room() -> None:
    long = [Curve("a curve with a rather long label", [0, 1], [0, 1])]
    assert max(width(row) for row in plot(long, room=76)) <= 76
    assert len(plot(long)) == 12


def test_ascii_plots_are_ascii() -> None:
    assert all(line.isascii() for line in texts([*MEMORY, Curve("low", [0, 30], [-1, -2])], ascii_only=True))


def test_labels_that_would_meet_stand_one_below_the_other() -> None:
    same = [Curve(name, [0, 1], [0, 1]) for name in ("first", "second", "third")]
    lines = texts(same)
    assert sum(any(name in line for name in ("first", "second", "third")) for line in lines) == 3


def test_points_that_are_not_finite_are_left_out() -> None:
    lines = texts([Curve("c", [0, 1, 2], [1, float("nan"), 3])])
    assert "".join(lines).count("●") == 3  # two points and the label


def test_no_points_give_bare_axes() -> None:
    assert texts([]) == texts([Curve("", [], [])], room=78)
    assert "●" not in "".join(texts([]))


@pytest.mark.parametrize("value", [2.0, -7.0, 3e8, 4e-9])
def test_a_constant_lies_in_the_middle(value: float) -> None:
    assert "●" in texts([Curve("c", [1, 2], [value, value])])[5]


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        ([0, 1], ["1.0", "0.8", "0.6", "0.4", "0.2", "0.0"]),
        ([-3, 0], ["0", "−1", "−2", "−3"]),
        ([0, 6e8], ["6e8", "4e8", "2e8", "0"]),
        ([0, 1e-6], ["1.0e−6", "8.0e−7", "6.0e−7", "4.0e−7", "2.0e−7", "0"]),
        ([90, 91.2], ["91.5", "91.0", "90.5", "90.0"]),
    ],
)
def test_the_axes_carry_round_numbers(values: list[float], numbers: list[str]) -> None:
    lines = texts([Curve("c", [0, 1], values)])[:-1]
    assert [line.split()[0] for line in lines if not line.startswith("   " * 2)] == numbers


@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=20), st.integers(20, 120))
def test_any_points_give_a_plot_of_the_same_height(points: list[tuple[float, float]], room: int) -> None:
    rows = plot([Curve("c", [x for x, _ in points], [y for _, y in points])], room=room)
    assert len(rows) == 12
