"""Letters and whole axes: sums, the two readings, recurrences."""

from __future__ import annotations

import numpy as np
import pytest

from tests.notation.toys import Batch, Kernel, Layers, Samples, Through, arrays, env, numbers, read, same, toy, value
from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.read.parser import parse
from tutor.notation.tree import Bin, Chain, Fold, Listing, Num


def test_a_sum_makes_every_bare_axis_of_its_letter_a_letter() -> None:
    data = arrays(Layers)
    assert np.allclose(numbers(Layers, "sum_m(t*log(y))"), (data["t"] * np.log(data["y"])).sum(axis=1))


def test_an_indexed_letter_captures_the_bare_axis_of_its_name() -> None:
    assert same(Samples, "x_i*w_ih", "x[n,i]*w_ih[i,h]", "nih")


def test_a_letter_under_a_sum_is_not_known_outside() -> None:
    assert same(Samples, "sum_k(y_k^2) + sum_k(w_io[k])", "sum_n(y^2) + sum_i(w_io)")


def test_matrix_products_refuse_an_axis_that_a_sum_has_taken() -> None:
    with pytest.raises(FitError, match="@ runs over d, which the sum around it has taken already"):
        value(Batch, "sum_d(x @ Wx)")
    assert same(Batch, "sum_n(x @ Wx)", "sum(x @ Wx, axis=0)", "h")


def test_running_letters_combine_by_name() -> None:
    assert np.allclose(numbers(Samples, "yhat*x", "ni"), arrays(Samples)["yhat"][:, :, None] * arrays(Samples)["x"])


def test_in_the_second_reading_nothing_runs() -> None:
    data = arrays(Samples)
    with pytest.raises(FitError):
        value(Samples, "x.T @ dL/dz")
    found = numbers(Samples, "x.T @ dL/dz", "i", whole=True)
    assert np.allclose(found, np.einsum("pni,pn->pi", data["x"], data["dL/dz"]))


def test_in_the_second_reading_a_shifted_index_names_the_whole_shifted_array() -> None:
    data = arrays(Through)
    shifted = np.concatenate([np.zeros_like(data["H"][:, :1]), data["H"][:, :-1]], axis=1)
    found = numbers(Through, "H.T @ H[t-1]", "sk", whole=True)
    assert np.allclose(found, np.einsum("pts,ptk->psk", data["H"], shifted))
    assert np.allclose(numbers(Through, "H[t].T @ H", "sk", whole=True), numbers(Through, "H.T @ H", "sk", whole=True))


def test_a_tight_bracket_is_all_that_a_sum_takes() -> None:
    node = read(Samples, "sum_n(y) w_io")
    assert isinstance(node, Chain)
    assert isinstance(node.items[0], Fold)


@pytest.mark.parametrize(
    "text", ["sum_n (y) z", "Σ_n(y) z", "Σₙ y z", r"\sum_n (y) z", r"\sum_{n=1}^{N} y z", "sum_n y z"]
)
def test_otherwise_a_sum_goes_to_the_end_of_its_term(text: str) -> None:
    node = read(Samples, text + " + L")
    assert isinstance(node, Bin)
    assert isinstance(node.left, Fold)
    assert same(Samples, text, "sum_n(y*z)")


def test_a_sum_without_letters_is_over_all_matrix_axes() -> None:
    assert np.allclose(numbers(Batch, "sum(x)"), arrays(Batch)["x"].sum(axis=(1, 2)))
    assert np.allclose(numbers(Samples, "sum(x)", "n"), arrays(Samples)["x"].sum(axis=2))


def test_a_sum_may_name_its_axis_after_a_comma() -> None:
    assert same(Batch, "sum(x, n)", "sum_n(x)", "d")
    assert same(Batch, "sum(x, axis=0)", "sum_n(x)", "d")
    assert same(Batch, "sum(x, axis=1)", "sum_d(x)", "n")
    assert same(Kernel, "sum(y1, u, v)", "sum_{u,v}(y1)")
    assert same(Kernel, "sum(y1)", "Σᵤᵥ y₁")


def test_a_mean_divides_by_the_number_of_terms() -> None:
    assert same(Samples, "mean_n(y)", "1/N*sum_n(y)")
    assert np.allclose(numbers(Batch, "mean(x)"), arrays(Batch)["x"].mean(axis=(1, 2)))


def test_a_product_multiplies_its_terms() -> None:
    assert np.allclose(numbers(Samples, "prod_n(y)"), arrays(Samples)["y"].prod(axis=1))
    assert np.allclose(numbers(Samples, r"\prod_{n=2}^{N} y"), arrays(Samples)["y"][:, 1:].prod(axis=1))


def test_limits_leave_terms_out() -> None:
    y = arrays(Samples)["y"]
    assert np.allclose(numbers(Samples, "sum_{n=2}^{N} y"), y[:, 1:].sum(axis=1))
    assert np.allclose(numbers(Samples, "sum_{n=1}^{2} y"), y[:, :2].sum(axis=1))
    assert np.allclose(numbers(Samples, "sum_{n=N}^{N} y"), y[:, -1])


def test_a_limit_may_be_another_letter() -> None:
    y = arrays(Samples)["y"]
    assert np.allclose(numbers(Samples, "sum_{k=1}^{n} y[k]", "n"), np.cumsum(y, axis=1))


def test_a_sum_over_a_letter_that_nothing_depends_on_says_so() -> None:
    with pytest.raises(FitError, match="nothing under the sum depends on the letter q") as caught:
        value(Samples, "sum_q(y)")
    assert caught.value.code == "index-unused"


def test_a_sum_over_an_axis_that_the_body_does_not_have_counts_its_terms() -> None:
    assert same(Samples, "sum_n(eta)", "N*eta")


def test_a_bare_list_of_values_is_for_answers_with_one_axis() -> None:
    scope = toy(Samples).scope
    node = parse("1, 2", scope, listing=True)
    assert isinstance(node, Listing)
    assert [item.text for item in node.items if isinstance(item, Num)] == ["1", "2"]
    with pytest.raises(NotationError, match="a list is written"):
        parse("1, 2", scope)


def test_kroneckers_delta_takes_its_size_from_where_its_letters_stand() -> None:
    expected = "diag(y) - y y^T"
    assert same(Layers, "y_j*(1[i=j] - y_i)", expected, "mk")
    assert same(Layers, "(1[i=j] - y_i)*y_j", expected, "mk")
    with pytest.raises(FitError, match=r"1\[i=j\] needs letters that occur elsewhere"):
        value(Layers, "1[i=j]")


def test_letters_that_are_equal_have_one_size() -> None:
    with pytest.raises(FitError, match="the letter d runs over h and over d"):
        value(Layers, "y1_h*1[h=d]*x_d")


def test_what_a_delta_under_a_sum_looks_up_is_forgotten_behind_it() -> None:
    assert same(Layers, "sum_m(1[m=k]*y_m)*sum(t)", "sum(t)*sum_m(1[m=k]*y_m)", "k")
    assert same(Layers, "sum_m(1[m=k]*y_m)*sum(t) - t_k", "y_k*sum(t) - t_k", "k")


def test_a_formula_that_does_not_fit_under_a_sum_leaves_nothing_bound() -> None:
    where = env(Layers)
    with pytest.raises(FitError):
        evaluate(read(Layers, "sum_m(W2 x_m)"), where)
    where.letters = {}
    assert evaluate(read(Layers, "W2 y1"), where).axes == ("m",)


def test_an_index_may_count_down_from_the_last_entry() -> None:
    assert np.allclose(numbers(Through, "H[T-t+1]", "ts"), arrays(Through)["H"][:, ::-1])
    assert np.allclose(numbers(Through, "sum_t(H[T-t])", "s"), arrays(Through)["H"][:, :-1].sum(axis=1))
