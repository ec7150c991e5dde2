"""All entries of an array: as a table, and as what is copied."""

from __future__ import annotations

import csv
from ast import literal_eval

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from tutor.app.graph.array_table import MOST_ENTRIES, as_csv, as_latex, as_numpy, table
from tutor.styled_rows import plain, width

ARRAYS = arrays(float, array_shapes(max_dims=3, max_side=4), elements=st.floats(-1e6, 1e6, allow_subnormal=False))


def text(array: object, letters: tuple[str, ...] = ("i", "j")) -> list[list[str]]:
    return [plain(row).replace("−", "-").split() for row in table(array, letters)]


def test_a_matrix_has_its_rows_and_columns_counted_from_one() -> None:
    assert text([[0.5, -2.0, 0.0], [1.25, 3.0, 4.0]]) == [
        ["1", "2", "3"],
        ["1", "0.50", "-2.00", "0"],
        ["2", "1.25", "3.00", "4.00"],
    ]


def test_a_list_has_its_entries_counted_and_a_number_stands_alone() -> None:
    assert text([0.5, 0.0, 1.0], ("i",)) == [["1", "2", "3"], ["0.5", "0", "1.0"]]
    assert text(0.75, ()) == [["0.75"]]


def test_of_more_than_two_axes_each_matrix_stands_under_its_index() -> None:
    rows = text(np.arange(8.0).reshape(2, 2, 2), ("n", "i", "j"))
    assert [row for row in rows if row and row[0].startswith("[")] == [["[1,i,j]"], ["[2,i,j]"]]
    assert ["1", "4", "5"] in rows


def test_rows_of_a_table_are_equally_wide() -> None:
    rows = table(np.random.default_rng(2).normal(size=(11, 6)) * 1e-3, ("i", "j"))
    assert len({width(row) for row in rows}) == 1


def test_a_very_large_array_says_how_many_rows_are_left_out() -> None:
    rows = table(np.ones((MOST_ENTRIES, 2)), ("i", "j"))
    assert plain(rows[-1]) == f"… {MOST_ENTRIES // 2} rows more"
    assert plain(table(np.ones((MOST_ENTRIES, 2)), ("i", "j"), ascii_only=True)[-1]).isascii()


@given(ARRAYS)
def test_what_is_copied_as_numpy_or_csv_is_the_array_with_every_digit(array: np.ndarray) -> None:  # type: ignore[type-arg]
    copied = literal_eval(as_numpy(array).removeprefix("np.array(").removesuffix(")"))
    assert np.array_equal(np.array(copied), array)
    rows = [[float(cell) for cell in row] for row in csv.reader(as_csv(array).splitlines())]
    assert np.array_equal(np.array(rows), array.reshape(-1, array.shape[-1]))


@pytest.mark.parametrize(
    ("array", "latex"),
    [
        ([1.0, -2.5], r"\begin{bmatrix} 1 & -2.5 \end{bmatrix}"),
        ([[1.0, 0.0], [0.25, 3.0]], r"\begin{bmatrix} 1 & 0 \\ 0.25 & 3 \end{bmatrix}"),
        (0.5, r"\begin{bmatrix} 0.5 \end{bmatrix}"),
    ],
)
def test_what_is_copied_as_latex_is_a_matrix(array: object, latex: str) -> None:
    assert as_latex(array) == latex
