from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.app.graph.heat_table import heat
from tutor.styled_rows import Row, plain, width

Z0 = [
    [2.04, -2.56, 0.42, -0.57],
    [-0.45, -0.22, -2.02, -0.23],
    [-0.87, 3.32, 0.23, -0.35],
    [-0.28, -0.67, -1.06, -0.39],
]


def texts(rows: list[Row]) -> list[str]:
    return [plain(row) for row in rows]


def test_a_matrix_has_its_name_and_shape_above_and_its_numbers_in_columns() -> None:
    assert texts(heat("z₀", Z0)) == [
        "z₀  4×4",
        "  2.04 −2.56  0.42 −0.57 ",
        " −0.45 −0.22 −2.02 −0.23 ",
        " −0.87  3.32  0.23 −0.35 ",
        " −0.28 −0.67 −1.06 −0.39 ",
    ]


def test_nested_lists_and_arrays_look_the_same() -> None:
    assert heat("z₀", np.array(Z0)) == heat("z₀", Z0)


def test_the_ground_is_deeper_where_a_number_is_larger() -> None:
    rows = heat("v", [0.0, 1.0, -2.0, 3.0, -4.0])
    assert [role for _, role in rows[1]] == ["plus0", "plus1", "minus2", "plus3", "minus4"]


def test_neighbours_of_one_depth_are_one_span() -> None:
    assert heat("v", [4.0, 4.0, -4.0])[1] == [("  4  4", "plus4"), (" −4 ", "minus4")]


def test_name_and_shape_have_roles_of_their_own() -> None:
    assert heat("K", [[1.0]])[0] == [("K", "title"), ("  1×1", "muted")]


def test_an_array_gets_the_decimals_it_needs_but_at_most_four() -> None:
    assert plain(heat("v", [1.0, 2.0])[1]) == " 1 2 "
    assert plain(heat("v", [1.5, 2.0])[1]) == " 1.5 2.0 "
    assert plain(heat("v", [1 / 3, 2.0])[1]) == " 0.3333 2.0000 "


def test_small_numbers_share_a_power_of_ten_in_the_heading() -> None:
    assert texts(heat("g", [[0.0012, -0.0034]])) == ["g  1×2  ×10⁻³", "  1.2 −3.4 "]
    assert texts(heat("g", [[0.0012, -0.01]])) == ["g  1×2", "  0.0012 −0.0100 "]


def test_large_numbers_share_a_power_of_ten_too() -> None:
    assert texts(heat("g", [250000.0, -1000.0])) == ["g  2 numbers  ×10³", " 250  −1 "]


def test_a_number_is_one_cell_and_a_list_one_row() -> None:
    assert texts(heat("L", 0.10618)) == ["L", " 0.1062 "]
    assert texts(heat("L", np.float64(0.25))) == ["L", " 0.25 "]
    assert texts(heat("b", [1, 2, 3])) == ["b  3 numbers", " 1 2 3 "]


def test_of_more_than_eight_rows_or_columns_the_first_and_last_three_are_shown() -> None:
    rows = texts(heat("A", np.arange(100.0).reshape(10, 10)))
    assert rows[0] == "A  10×10"
    assert rows[1] == "  0  1  2 ⋯  7  8  9 "
    assert rows[4] == "  ⋯  ⋯  ⋯    ⋯  ⋯  ⋯ "
    assert rows[7] == " 90 91 92 ⋯ 97 98 99 "
    assert len(rows) == 8
    assert len({len(row) for row in rows[1:]}) == 1


def test_eight_rows_are_shown_whole() -> None:
    assert len(heat("A", np.zeros((8, 8)))) == 9
    assert "⋯" not in "".join(texts(heat("A", np.zeros((8, 8)))))


def test_only_what_is_shown_decides_the_format() -> None:
    values = np.ones(20)
    values[10] = 1 / 3
    assert plain(heat("v", values)[1]) == " 1 1 1 ⋯ 1 1 1 "


def test_more_than_two_axes_are_shown_slice_by_slice() -> None:
    assert texts(heat("x", np.arange(8.0).reshape(2, 2, 2))) == [
        "x  2×2×2",
        "[1]",
        " 0 1 ",
        " 2 3 ",
        "[2]",
        " 4 5 ",
        " 6 7 ",
    ]
    assert "[2,1]" in texts(heat("x", np.zeros((2, 1, 1, 1))))


def test_of_many_slices_the_first_and_last_three_are_shown() -> None:
    rows = texts(heat("x", np.zeros((50, 1, 1))))
    assert [row for row in rows if row.startswith("[")] == ["[1]", "[2]", "[3]", "[48]", "[49]", "[50]"]
    assert " ⋯" in rows


WIDE = np.array([[0.12345, -1.5, 22.25, 3.14159, 0.1, -7.75]])


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (60, "  0.1235 −1.5000 22.2500  3.1416  0.1000 −7.7500 "),
        (48, "  0.123 −1.500 22.250  3.142  0.100 −7.750 "),
        (38, "  0.12 −1.50 22.25  3.14  0.10 −7.75 "),
        (30, "  0.12 −1.50 ⋯  0.10 −7.75 "),
        (20, "  0.12 ⋯ −7.75 "),
    ],
)
def test_where_there_is_less_room_there_are_fewer_digits_and_then_fewer_columns(cells: int, shown: str) -> None:
    assert texts(heat("w", WIDE, cells)) == ["w  1×6", shown]


def test_where_no_number_has_room_name_and_shape_are_left() -> None:
    assert texts(heat("w", WIDE, 12)) == ["w  1×6"]


def test_what_is_not_finite_is_shown_on_bare_ground() -> None:
    rows = heat("v", [float("nan"), 1.0, float("-inf")])
    assert plain(rows[1]) == " nan   1  −∞ "
    assert rows[1][0] == (" nan", "plus0")


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 0, 4)])
def test_an_empty_array_is_said_to_be_empty(shape: tuple[int, ...]) -> None:
    rows = heat("e", np.zeros(shape))
    assert plain(rows[1]).strip() == "empty"


def test_an_exact_zero_is_a_bare_0_among_numbers_with_decimals() -> None:
    assert plain(heat("g", [0.0, 0.8548, -1e-4])[1]).split() == ["0", "0.8548", "−0.0001"]


def test_all_zeros_have_no_depth() -> None:
    assert {role for _, role in heat("z", np.zeros(4))[1]} == {"plus0"}


def test_rows_of_a_table_are_equally_wide() -> None:
    rows = heat("∂L/∂W", np.random.default_rng(1).normal(size=(12, 5)) * 1e-5)
    assert len({width(row) for row in rows[1:]}) == 1


@given(st.lists(st.floats(), min_size=1, max_size=12))
def test_any_numbers_give_a_table_of_two_rows(values: list[float]) -> None:
    assert len(heat("v", values)) == 2
