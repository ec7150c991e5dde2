"""Formulas as rows of text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy.printing.pretty.pretty_symbology import line_width

from tests.examples import examples
from tests.notation.strategies import formulas
from tests.notation.toys import TOYS, Cell, Layers, Samples, Through, read, toy
from tutor import Problem
from tutor.notation.write.typeset import lines


def shown(kind: type[Problem], text: str, width: int = 76, height: int = 3, *, ascii: bool = False) -> list[str]:
    return [row.rstrip() for row in lines(read(kind, text), toy(kind).scope, width, height, ascii=ascii)]


def test_a_fraction_is_stacked_and_a_sum_has_its_letter_beneath() -> None:
    assert shown(Samples, "2/N * sum_n((yhat - y) * yhat * (1 - yhat) * x_i)") == [
        "2",
        "─ Σ (ŷ − y) ŷ (1 − ŷ) xᵢ",
        "N n",
    ]


@pytest.mark.parametrize(("ascii_only", "row"), [(False, "− ─ ŷ"), (True, "- -*yhat")])
def test_the_sign_before_a_fraction_does_not_run_into_its_line(ascii_only: bool, row: str) -> None:
    assert shown(Samples, "-1/N * yhat", ascii=ascii_only)[1] == row


def test_limits_stand_above_and_below_the_sign() -> None:
    assert shown(Through, r"\sum_{t=1}^{T} H_t y_t^T") == [" T", " Σ  Hₜ yₜᵀ", "t=1"]


def test_several_letters_stand_side_by_side_beneath_the_sign() -> None:
    assert shown(Layers, "sum_{m,h}(W2)") == [" Σ  W⁽²⁾", "m,h"]


def test_a_formula_without_fraction_or_sum_takes_one_row() -> None:
    assert shown(Cell, "(h - d) * tanh(f) * [h_prev, x]") == ["(hₜ − d) tanh(fₜ) [hₜ₋₁, xₜ]"]
    assert shown(Layers, "W1^-1 x^2 t^T") == ["(W⁽¹⁾)⁻¹ x² tᵀ"]


def test_tall_brackets_hold_tall_things_and_powers_stand_at_their_upper_corner() -> None:
    assert shown(Cell, "(1 + 1/x)^2", height=5) == ["⎛    1 ⎞²", "⎜1 + ──⎟", "⎝    xₜ⎠"]
    assert shown(Cell, "tanh(1/x) + d") == ["    ⎛1 ⎞", "tanh⎜──⎟ + d", "    ⎝xₜ⎠"]


def test_matrices_and_columns_are_drawn() -> None:
    assert shown(Cell, "[[1, -2], [10, 4]]") == ["⎡ 1  −2⎤", "⎣10   4⎦"]
    assert shown(Cell, r"\begin{bmatrix}1\\2\\3\end{bmatrix}") == ["⎡1⎤", "⎢2⎥", "⎣3⎦"]


def test_a_matrix_in_latex_is_read_back_in_rows_whatever_room_there_is() -> None:
    typed = r"\begin{bmatrix} 2 & -3 \\ 50 & 7 \\ 1 & 0 \\ 4 & 8 \end{bmatrix}"
    assert shown(Cell, typed, height=4) == ["⎡ 2  −3⎤", "⎢50   7⎥", "⎢ 1   0⎥", "⎣ 4   8⎦"]
    assert shown(Cell, typed, height=1) == ["[[2, −3], [50, 7], [1, 0], [4, 8]]"]
    assert shown(Cell, typed, width=20) == ["[[2, −3], [50, 7],", "  [1, 0], [4, 8]]"]
    assert shown(Cell, r"\begin{bmatrix} 2 & -3 \end{bmatrix}") == ["[2  −3]"]


def test_a_fraction_in_a_fraction_is_written_on_one_row() -> None:
    assert shown(Cell, "1/(1 + 1/x)") == ["   1", "────────", "1 + 1/xₜ"]
    assert len(shown(Cell, "1/(1 + 1/x)", height=5)) == 5


def test_what_is_too_high_takes_one_row() -> None:
    assert shown(Samples, "1/N sum_n(y)", height=1) == ["1/N Σₙ y"]
    assert shown(Samples, "1/N sum_n(y)", height=2) == ["1/N Σₙ y"]


def test_what_is_too_wide_is_broken_at_plus_and_minus() -> None:
    assert shown(Cell, "h_prev*x*d + f*o*h - W_f[1]*W_o[2]", width=20) == [
        "hₜ₋₁ xₜ d + fₜ oₜ hₜ",
        "  − W_f[1] W_o[2]",
    ]


def test_a_term_that_is_too_wide_is_broken_at_blanks_and_cut_where_no_room_is_left() -> None:
    assert shown(Cell, "h_prev x d f o h", width=10, height=2) == ["hₜ₋₁ xₜ d", "fₜ oₜ hₜ"]
    assert shown(Cell, "h_prev x d f o h", width=8, height=1) == ["hₜ₋₁ xₜ…"]


def test_in_ascii_there_is_nothing_but_ascii() -> None:
    rows = shown(Samples, "2/N * sum_n((yhat - y) * x_i)", ascii=True)
    assert rows == ["2", "-*sum_n((yhat - y)*x[i])", "N"]
    assert shown(Cell, "(1/x)^2 + [[1], [2]]", ascii=True, height=5)[1].isascii()


@pytest.mark.parametrize("kind", TOYS, ids=lambda kind: kind.id)
@settings(deadline=None, max_examples=examples(40), derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data(), width=st.integers(1, 90), height=st.integers(1, 7), ascii=st.booleans())
def test_rows_are_equally_wide_and_stay_within_their_slot(
    kind: type[Problem], data: st.DataObject, width: int, height: int, ascii: bool
) -> None:
    rows = lines(data.draw(formulas(kind)), toy(kind).scope, width, height, ascii=ascii)
    assert 1 <= len(rows) <= height
    assert len({line_width(row) for row in rows}) == 1
    assert line_width(rows[0]) <= width
    if ascii:
        assert "".join(rows).isascii()
