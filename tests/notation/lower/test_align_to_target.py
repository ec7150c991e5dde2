"""Laying a value onto the axes that are asked for."""

from __future__ import annotations

import numpy as np
import pytest

from tests.notation.toys import Batch, Cell, Kernel, Layers, Samples, Through, arrays, env, numbers, read
from tutor.notation.errors import FitError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import Fitted, fit
from tutor.problems.contract.problem import Problem


def fitted(kind: type[Problem], text: str, axes: str) -> Fitted:
    where = env(kind)
    return fit(evaluate(read(kind, text), where), tuple(axes), where)


def test_letters_take_the_axis_of_their_name() -> None:
    y1, x = arrays(Layers)["y1"], arrays(Layers)["x"]
    assert np.allclose(numbers(Layers, "x_d*y1_h", "hd"), y1[:, :, None] * x[:, None])


def test_leftover_letters_take_the_axis_of_their_size() -> None:
    assert np.allclose(numbers(Layers, "x_v*y1_u", "hd"), numbers(Layers, "y1 x^T", "hd"))


def test_leftover_letters_of_one_size_are_taken_alphabetically() -> None:
    assert np.allclose(numbers(Layers, "A[a,b]", "hg"), arrays(Layers)["A"])
    assert np.allclose(numbers(Layers, "A[b,a]", "hg"), arrays(Layers)["A"].swapaxes(1, 2))


def test_matrix_axes_are_taken_in_the_order_of_the_target() -> None:
    assert np.allclose(numbers(Layers, "A^T", "hg"), arrays(Layers)["A"].swapaxes(1, 2))
    states, targets = arrays(Through)["H"], arrays(Through)["y"]
    assert np.allclose(numbers(Through, "H_t y_t^T", "tsk"), np.einsum("pts,ptk->ptsk", states, targets))


def test_a_row_where_a_column_is_asked_for_is_noted() -> None:
    assert fitted(Layers, "x^T", "d").row
    assert not fitted(Layers, "x", "d").row
    assert not fitted(Layers, "x_d", "d").row


def test_a_matrix_the_wrong_way_round_is_a_transpose() -> None:
    with pytest.raises(FitError, match=r"it has axes \[d,h\]; the answer has \[h,d\]: transpose it") as caught:
        fitted(Layers, "W1^T", "hd")
    assert caught.value.code == "transpose"


@pytest.mark.parametrize(
    ("text", "axes", "sentence"),
    [
        ("x", "", r"one number is asked for; this has axis \[d\]"),
        ("L", "d", r"one number for each \[d\] is asked for; this is one number"),
        ("W1", "d", r"one number for each \[d\] is asked for; this has axes \[h,d\]"),
        ("x", "h", r"one number for each \[h\] is asked for; this has axis \[d\]"),
        ("W2", "hd", r"one number for each \[h,d\] is asked for; this has axes \[m,h\]"),
        ("x_d*y1_h", "d", r"this has axes"),
    ],
)
def test_an_axis_too_many_or_too_few_is_a_shape_error(text: str, axes: str, sentence: str) -> None:
    with pytest.raises(FitError, match=sentence) as caught:
        fitted(Layers, text, axes)
    assert caught.value.code == "shape"


def test_a_list_of_numbers_fits_an_axis_of_its_length() -> None:
    assert np.allclose(fitted(Cell, "[1, 2]", "k").array, [[1, 2]])
    with pytest.raises(FitError):
        fitted(Cell, "[1, 2, 3]", "k")


def test_positions_fit_as_an_array_or_as_a_flattened_column() -> None:
    z1 = arrays(Kernel)["z1"]
    assert np.allclose(numbers(Kernel, "z1", "p"), z1.reshape(3, 4))
    assert np.allclose(numbers(Kernel, "flat(z1)", "uv"), z1)
    assert np.allclose(numbers(Kernel, "z1[u,v]", "p"), z1.reshape(3, 4))


def test_letters_that_run_are_laid_onto_their_axis_too() -> None:
    assert np.allclose(numbers(Samples, "x", "ni"), arrays(Samples)["x"])
    assert np.allclose(numbers(Batch, "u", "nh"), arrays(Batch)["u"])
