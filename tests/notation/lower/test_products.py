"""What side by side, @, entry by entry and powers mean for columns, rows and matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.notation.toys import (
    Batch,
    Cell,
    Kernel,
    Layers,
    Samples,
    Through,
    arrays,
    env,
    numbers,
    read,
    same,
    toy,
    value,
)
from tutor import Problem, Quantity
from tutor.notation.errors import FitError, NotationError, RoomError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.environment import TYPED_ROOM
from tutor.notation.scope import Declared
from tutor.notation.tree import Neg, Num, Pow, Ref, Transpose

L = arrays(Layers)


# -- columns, rows and lists -----------------------------------------------------------------------------------


def test_a_name_with_one_axis_is_a_column_unless_declared_a_row() -> None:
    assert value(Layers, "x").orient == "column"
    assert value(Cell, "W_f").orient == "row"
    assert value(Cell, "W_f^T").orient == "column"


def test_lists_are_free_and_nested_lists_are_columns_or_matrices() -> None:
    assert value(Cell, "[1, 2]").orient == "free"
    assert value(Cell, "[[1], [2]]").orient == "column"
    assert value(Cell, r"[1 \ 2]").orient == "row"
    assert len(value(Cell, "[[1, 2], [3, 4]]").axes) == 2


def test_a_list_fits_where_a_row_or_a_column_does() -> None:
    assert same(Cell, "W_f [h_prev, x]", "W_f[1]*h_prev + W_f[2]*x")
    assert same(Cell, "W_f [h_prev, x]^T", "W_f [h_prev, x]")
    assert same(Cell, "o [h_prev, x]", "[o*h_prev, o*x]", "k")


def test_a_list_of_arrays_joins_them_along_their_last_axis() -> None:
    joined = value(Batch, "[u, dh]")
    assert joined.array.shape[1:] == (4, 4)
    assert np.allclose(joined.array, np.concatenate([arrays(Batch)["u"], arrays(Batch)["dh"]], axis=2))


def test_a_list_of_unlike_things_does_not_fit() -> None:
    with pytest.raises(FitError, match="a list joins arrays of one kind; here stand a column"):
        value(Layers, "[x, W1]")
    with pytest.raises(FitError, match="do not stand side by side"):
        value(Batch, "[x, Wx]")


# -- side by side ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "axes", "expected"),
    [
        ("p W1", "hd", "p,phd->phd"),
        ("x^T x", "", "pd,pd->p"),
        ("y1 x^T", "hd", "ph,pd->phd"),
        ("W1 x", "h", "phd,pd->ph"),
        ("y1^T W1", "d", "ph,phd->pd"),
        ("W2 W1", "md", "pmh,phd->pmd"),
        ("x x", "d", "pd,pd->pd"),
    ],
)
def test_things_side_by_side_are_the_product_that_fits(text: str, axes: str, expected: str) -> None:
    operands = [L[name.removesuffix("^T")] for name in text.split()]
    assert np.allclose(numbers(Layers, text, axes), np.einsum(expected, *operands))


def test_matrices_of_the_same_axes_are_multiplied_entry_by_entry_where_no_product_fits() -> None:
    assert same(Layers, "W1 W1", "W1*W1", "hd")


def test_columns_of_different_axes_do_not_fit_side_by_side() -> None:
    said = r"a column \(h\) times a column \(d\) does not fit: one must be transposed"
    with pytest.raises(FitError, match=said) as caught:
        value(Layers, "z1 x")
    assert caught.value.code == "transpose"


def test_an_inner_axis_that_does_not_meet_is_named() -> None:
    with pytest.raises(FitError, match=r"a matrix \[h,d\] times a matrix \[m,h\] does not fit: the axes d and m meet"):
        value(Layers, "W1 W2")


def test_chains_go_from_left_to_right() -> None:
    assert same(Layers, "y^T W2 W1", "((y^T) W2) W1", "d")
    assert same(Layers, "W2^T (y - t) y1 (1-y1)", "(W2^T (y - t)) * y1 * (1-y1)", "h")


def test_neighbouring_columns_are_merged_first_where_a_chain_does_not_fit() -> None:
    assert same(Kernel, "w2 dL/dy2 y2", "w2 (dL/dy2*y2)", "p")


def test_at_is_the_matrix_product_of_numpy() -> None:
    assert same(Layers, "W1 @ x", "W1 x", "h")
    assert same(Layers, "(y - t) @ W2", "W2^T (y - t)", "h")
    assert same(Layers, "x @ x", "x^T x")


def test_at_needs_an_axis_on_both_sides() -> None:
    with pytest.raises(FitError, match="a number is multiplied with"):
        value(Layers, "p @ x")
    with pytest.raises(FitError, match="here n is already a letter"):
        value(Samples, "y @ y")


def test_positions_are_flattened_where_a_matrix_meets_them() -> None:
    flat = arrays(Kernel)["z1"].reshape(3, 4)
    w2, y2 = arrays(Kernel)["w2"], arrays(Kernel)["y2"]
    assert np.allclose(numbers(Kernel, "w2^T z1", "q"), np.einsum("apq,ap->aq", w2, flat))
    assert np.allclose(numbers(Kernel, "w2 y2", "uv").reshape(3, 4), np.einsum("apq,aq->ap", w2, y2))
    assert same(Kernel, "flat(z1)", "z1", "uv")


# -- entry by entry ------------------------------------------------------------------------------------------------


def test_entry_by_entry_takes_a_number_the_same_axes_or_a_subset_of_them() -> None:
    assert same(Batch, "u + b", "u[n,h] + b[h]", "nh")
    assert same(Batch, "2*u", "u + u", "nh")
    assert same(Batch, "b*u", "u*b", "nh")


def test_a_row_and_a_column_of_one_axis_combine() -> None:
    assert same(Layers, "x^T * x", "x*x", "d")
    assert same(Layers, "(y-t)^T W2 * y1", "W2^T (y-t) * y1", "h")


def test_a_column_times_a_row_of_another_axis_is_outer() -> None:
    assert same(Layers, "y1*x.T", "outer(y1, x)", "hd")


def test_nothing_is_broadcast_by_position_or_transposed_in_silence() -> None:
    for text in ("x + y1", "W1 * W1.T", "W1 + t", "x/t"):
        with pytest.raises(FitError, match="do not combine entry by entry"):
            value(Layers, text)


def test_a_vector_that_could_run_along_either_axis_of_a_square_matrix_is_refused() -> None:
    with pytest.raises(FitError, match="it could run along either axis"):
        value(Layers, "A * (y1^T outer(y1, y1))")


def test_axes_fit_by_their_class_and_not_by_their_number() -> None:
    assert same(Layers, "A y1", "sum_g(A[h,g]*y1[g])", "h")
    with pytest.raises(FitError, match="a column \\(h\\) and a list of 2 do not combine"):
        value(Layers, "y1 + [1, 2]")


def test_a_transposition_of_one_axis_turns_it_and_of_a_number_does_nothing() -> None:
    assert value(Layers, "x.T").orient == "row"
    assert same(Layers, "p.T", "p")


def test_an_array_of_three_axes_has_no_transpose() -> None:
    with pytest.raises(FitError, match="has no transpose"):
        value(Through, "B.T", whole=True)
    with pytest.raises(FitError, match="an array"):
        value(Through, "B B @ W", whole=True)


def test_a_matrix_cannot_be_divided_by() -> None:
    with pytest.raises(FitError, match="multiply by its inverse"):
        value(Layers, "x/A")


# -- powers --------------------------------------------------------------------------------------------------------


def test_a_power_is_entry_by_entry() -> None:
    assert same(Layers, "x^2", "x*x", "d")
    assert same(Layers, "W1^2", "W1*W1", "hd")
    assert same(Layers, "x^p", "exp(p*log(x))", "d")


def test_a_whole_power_of_a_square_matrix_is_the_matrix_power() -> None:
    assert same(Layers, "A^3", "A A A", "hg")
    doubled = Pow(Ref("A"), Neg(Transpose(Transpose(Num("2")))))
    assert np.allclose(evaluate(doubled, env(Layers)).array, numbers(Layers, "A^-2", "hg"))
    assert same(Layers, "A^0 x_1", "x_1*diag(ones(H))", "hg")
    assert np.allclose(numbers(Layers, "A^0.5", "hg"), L["A"] ** 0.5)


def test_the_power_minus_one_of_a_square_matrix_is_its_inverse() -> None:
    assert np.allclose(numbers(Layers, "A^-1 A", "hg"), np.eye(2))
    assert same(Layers, "inv(A)", "A⁻¹", "hg")


def raised(exponents: Any, *, whole: bool) -> Any:
    """A^p for an exponent at each point; p is declared to be whole, or is not."""
    where, scope = env(Layers), toy(Layers).scope
    names = {**scope.names, "p": Declared("p", whole=whole)}
    return evaluate(read(Layers, "A^p"), where.but({**where.arrays, "p": exponents}, scope=scope.naming(names))).array


@pytest.mark.parametrize("kind", [float, complex, np.longdouble, object])
def test_a_whole_exponent_may_differ_from_point_to_point(kind: Any) -> None:
    found = raised(np.array([0, 1, 3]).astype(kind), whole=True)
    assert np.allclose(found, np.stack([np.linalg.matrix_power(a, n) for a, n in zip(L["A"], (0, 1, 3), strict=True)]))


def test_an_exponent_is_whole_by_its_declaration_and_not_by_its_value() -> None:
    assert np.allclose(raised(np.array([3.0]), whole=False), L["A"] ** 3)


@pytest.mark.parametrize("exponent", ["2", "4/2", "-1+3", "2*1", "D-1"])
def test_an_exponent_made_of_whole_literals_and_sizes_raises_a_matrix(exponent: str) -> None:
    assert same(Layers, f"A^({exponent})", "A A", "hg")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sum(A^2)", "sum(A*A)"),
        ("sum((A - A^T)^2)", "sum((A - A^T)*(A - A^T))"),
        ("1/2 sum(3 A^2 - A^3/2)", "1/2*sum(3*A*A - A*A*A/2)"),
        ("mean(A**2)", "mean(A*A)"),
        ("sum(p A^T^2)", "sum(p*(A^T*A^T))"),
        ("sum(-exp(-A^2))", "sum(-exp(-A*A))"),
        ("sum(A ⊙ (A - A^T)^2)", "sum(A*(A - A^T)*(A - A^T))"),
        ("norm(A^2)", "norm(A*A)"),
        ("‖A^2‖", "norm(A*A)"),
        ("sum (A^2)^2", "sum(A*A*A*A)"),
        ("tanh(A)^2", "tanh(A)*tanh(A)"),
        ("tanh(A)^-1", "1/tanh(A)"),
        ("(1 + exp(-A))^2", "(1 + exp(-A))*(1 + exp(-A))"),
        ("1/(1 + exp(-A))", "sigma(A)"),
        ("max(A, 0)^2", "relu(A)*relu(A)"),
    ],
)
def test_a_power_is_of_the_entries_under_a_sum_of_all_and_of_what_was_made_by_entry(written: str, meant: str) -> None:
    free = "hg" if value(Layers, written).axes else ""
    assert same(Layers, written, meant, free)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sum(A^2 A)", "sum(A A A)"),
        ("sum(A^-1)", "sum(inv(A))"),
        ("sum(diag(A^2))", "sum(diag(A A))"),
        ("sum(A A^2 A^T)", "sum(A A A A^T)"),
        ("sum(W1 W1^T A^2)", "sum(W1 W1^T A A)"),
    ],
)
def test_a_power_in_a_product_of_matrices_is_one_of_the_matrix_under_a_sum_too(written: str, meant: str) -> None:
    assert np.allclose(numbers(Layers, written), numbers(Layers, meant))


def test_a_fraction_as_exponent_is_taken_entry_by_entry() -> None:
    assert np.allclose(value(Layers, "A^(1/2)").array, np.sqrt(L["A"]))


def test_exponents_are_bounded() -> None:
    with pytest.raises(NotationError, match="too large a number at column 2"):
        value(Layers, "x^10001")
    with pytest.raises(NotationError, match="the power of a matrix is at most 1000 here"):
        value(Layers, "A^1001")


def test_powers_of_matrices_are_bounded_in_number_where_a_formula_was_typed() -> None:
    where = env(Layers)
    where.room = TYPED_ROOM
    assert len(evaluate(read(Layers, "A^2 " * 100), where).axes) == 2
    with pytest.raises(RoomError):
        evaluate(read(Layers, "A^2 " * 300), where)


def test_a_singular_matrix_has_no_inverse() -> None:
    with pytest.raises(FitError, match="this matrix has no inverse"):
        value(Layers, "[[1, 2], [2, 4]]^-1")


# -- functions of arrays ---------------------------------------------------------------------------------------------


def test_softmax_sums_to_one_along_the_last_axis() -> None:
    assert np.allclose(value(Layers, "softmax(z2)").array.sum(axis=1), 1)
    assert np.allclose(value(Batch, "softmax(u)").array.sum(axis=2), 1)
    with pytest.raises(FitError, match="softmax works on a whole vector"):
        value(Layers, "softmax(z2_m)")


def test_softmax_does_not_overflow() -> None:
    assert np.allclose(value(Layers, "softmax([1000, 0])").array, [[1, 0]])


def test_diag_makes_a_matrix_of_a_vector_and_a_vector_of_a_matrix() -> None:
    assert np.allclose(numbers(Layers, "diag(y1)", "hg"), np.stack([np.diag(row) for row in L["y1"]]))
    assert same(Layers, "diag(A)", "A_hh", "h")
    with pytest.raises(FitError, match="diag takes a vector"):
        value(Layers, "diag(p)")


def test_outer_takes_every_entry_with_every_entry() -> None:
    assert same(Layers, "outer(y1, x)", "y1 x^T", "hd")
    with pytest.raises(FitError, match="outer takes two vectors"):
        value(Layers, "outer(W1, x)")


def test_corr_slides_the_second_over_the_first_and_conv_the_smaller_one() -> None:
    assert same(Kernel, "corr(z0, K)", "sum_{r,c}(z0[u+r-1,v+c-1]*K[r,c])", "uv")
    assert same(Kernel, "conv(K, z0)", "conv(z0, K)", "uv")
    with pytest.raises(FitError, match=r"so a matrix \[r,c\] must be the larger one") as caught:
        value(Kernel, "corr(K, z0)")
    assert caught.value.code == "order"


def test_conv_of_arrays_of_which_none_is_larger_cannot_be_read() -> None:
    with pytest.raises(NotationError, match="neither array is at least as large"):
        value(Kernel, "conv(K, [[1, 2, 3, 4]])")


def test_flip_turns_an_array_round() -> None:
    assert np.allclose(numbers(Kernel, "flip(K)", "rc"), arrays(Kernel)["K"][:, ::-1, ::-1])
    with pytest.raises(FitError, match="a number has no axis"):
        value(Kernel, "flip(b)")


def test_functions_act_entry_by_entry() -> None:
    assert np.allclose(numbers(Batch, "tanh(u)", "nh"), np.tanh(arrays(Batch)["u"]))


def test_correlation_of_an_array_with_itself_is_its_sum_of_squares_whatever_its_axes_are_called() -> None:
    class Directions(Problem):
        id = "toy-directions"
        sizes = {"B": 3, "A": 2}
        axes = {"b": "directions", "a": "others"}
        given = (Quantity("M", "b,a"), Quantity("N", "a,b"))
        values = (Quantity("L", formula="sum(M)"),)

    for text, name in (("corr(M,M)", "M"), ("corr(N,N)", "N")):
        found = value(Directions, text)
        assert len(set(found.dims)) == 2
        squares = (arrays(Directions)[name] ** 2).sum(axis=(1, 2))
        np.testing.assert_allclose(found.array[:, 0, 0], squares)
