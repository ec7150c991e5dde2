"""Names, scripts, functions and lines of LaTeX in a network file."""

from __future__ import annotations

import numpy as np
import pytest

from tests.problems.network.read import axes, network
from tutor.notation.read.parser import parse


def test_symbols_are_shown_and_read() -> None:
    problem = network("input x[i]", "weights W1[h,i]", r"symbol W1 W^{(1)}", r"z = W^{(1)} x", "L = sum(z^2)")
    assert problem.latex("W1") == "W^{(1)}"
    assert problem.quantities["z"].axes == "h"


@pytest.mark.parametrize("written", [r"W^{(1)}", r"W^{[1]}", "W⁽¹⁾", r"\mathbf{W}^{(1)}", "W1", "W^(1)"])
def test_a_layer_may_be_written_above(written: str) -> None:
    problem = network("input x[i]", "weights W1[h,i]", f"z = {written} x", "L = sum(z^2)")
    assert axes(problem)["z"] == "h"


@pytest.mark.parametrize(
    ("left", "name"),
    [
        (r"\hat{y}", "yhat"), ("ŷ", "yhat"), (r"\mathbf{\hat{y}}", "yhat"), (r"y_1", "y_1"), ("y₁", "y_1"),
        (r"\mu", "mu"), ("μ", "mu"), (r"z^{(2)}", "z2"), ("z⁽²⁾", "z2"), (r"\tilde{c}", "ctilde"),
        (r"\hat{y_1}", "yhat_1"),
        (r"\bm{a}", "a"), (r"y_{out}", "y_out"), (r"y_{\text{out}}", "y_out"),
    ],
)  # fmt: skip
def test_a_value_may_be_named_in_any_script(left: str, name: str) -> None:
    problem = network(
        "input x[n]", f"{left} = 2 x", f"L = sum({left}^2)" if "^" not in left else f"L = sum({name}*{left})"
    )
    assert problem.values[0].name == name


def test_a_script_below_is_an_index_where_it_is_an_axis() -> None:
    problem = network("input x[t,d]", "weights W[h,d], u", r"h_t = \tanh(W x_t + u h_{t-1})", r"L = \sum_t \sum_h h_t")
    assert axes(problem) == {"h": "t,h", "L": ""}
    named = network("input x[d]", "weights W_h[h,d]", "z_h = W_h x", "L = sum(z_h^2)")
    assert axes(named) == {"z_h": "h", "L": ""}


def test_a_loss_may_be_written_with_what_it_depends_on() -> None:
    assert network("weights w[i], b", "J(w, b) = sum(w^2) + b", "ask dJ/db").loss == "J"
    assert network("weights w[i]", r"\mathcal{L}(\mathbf{w}) = \sum_i w_i^2").loss == "L"


def test_a_loss_and_its_part_at_a_time_may_share_a_letter() -> None:
    problem = network("input x[t,d], y[t,d]", r"E_t = \sum_d (x_t - y_t)^2", r"E = \sum_t E_t")
    assert axes(problem) == {"E_t": "t", "E": ""}


def test_a_loss_adds_up_whatever_letters_are_left() -> None:
    problem = network("input x[n,d], y[n,d]", "L = 1/N sum((x[n,d] - y[n,d])^2)")
    given = problem.instance(seed=1).given
    assert problem.instance(seed=1).values["L"] == pytest.approx(
        ((given["x"] - given["y"]) ** 2).sum() / len(given["x"])
    )


def test_a_pool_takes_every_other_entry() -> None:
    problem = network("input x[i]", "y[u] = (x[2u-1] + x[2u])/2", "L = sum(y^2)")
    assert problem.derived == {"I": "2*U"}
    assert problem.instance(given={"x": [1, 3, 5, 9]}).values["y"].tolist() == [2.0, 7.0]


def test_pasted_lines_lose_what_latex_has_around_them() -> None:
    problem = network(
        r"input x[i]",
        r"weights W[h,i]",
        r"\begin{align*}",
        r"z &= W x, \\",
        r"L &= \sum_h z_h^2 \nonumber",
        r"\end{align*}",
    )
    assert [value.formula for value in problem.values] == ["W x", r"\sum_h z_h^2"]


def test_a_line_that_ends_in_an_operator_goes_on() -> None:
    problem = network("input x[n],  # first", "      y[n]", "", "L = sum(x^2) +", "# a comment between", "  sum(y^2)")
    assert problem.values[0].formula == "sum(x^2) + sum(y^2)"


def test_a_function_may_be_defined_and_its_slope_is_derived() -> None:
    problem = network(
        "input x[n]", "swish(u) = u*sigma(u)", "twice(z) = swish(swish(z))", "L = sum(twice(x)) + sum(swish'(x))"
    )
    x = problem.instance(seed=1).given["x"]

    def swish(z: np.ndarray) -> np.ndarray:
        return z / (1 + np.exp(-z))

    slope = (swish(x + 1e-6) - swish(x - 1e-6)) / 2e-6
    assert problem.instance(seed=1).values["L"] == pytest.approx((swish(swish(x)) + slope).sum(), rel=1e-8)


def test_a_function_of_the_language_may_be_written_out_again() -> None:
    problem = network("input x[n]", "sigmoid(z) = 1/(1 + exp(-z))", "L = sum(sigmoid(x))")
    assert problem.functions == {}


def test_a_declared_name_wins_over_a_built_in_meaning() -> None:
    problem = network("input e[n], pi", "weights sigma", "L = sum(e*pi*sigma)")
    given = problem.instance(seed=1).given
    expected = (given["e"] * given["pi"] * given["sigma"]).sum()
    assert problem.instance(seed=1).values["L"] == pytest.approx(expected)


def test_a_value_may_be_spread_over_axes_that_its_formula_lacks() -> None:
    problem = network("input x[n,m], b[m], c", "B[n,m] = b", "C[n,m] = c", "D[n,m] = b[m] + c", "L = sum(x*B*C*D)")
    given = problem.instance(seed=2).given
    expected = (given["x"] * given["b"] * given["c"] * (given["b"] + given["c"])).sum()
    assert problem.instance(seed=2).values["L"] == pytest.approx(expected)


def test_after_commas_a_symbol_has_other_spellings() -> None:
    problem = network(
        "input x[t,d]", "weights U[s,d], W[s,k=s]", r"symbol W W, W_{hh}, Whh", r"symbol U U, W_{xh}",
        r"symbol H H, h_t, s_t, \hat{s}", "H = tanh(U x[t] + W H[t-1])", "L = sum(H^2)",
    )  # fmt: skip
    assert problem.display("W") == "W"
    for written in ("U", "W_{xh}", "W_xh"):
        assert parse(written, problem.scope) == parse("U", problem.scope)
    for written in ("h_{t-1}", "s_{t-1}", r"\hat{s}_{t-1}", r"h^{\langle t-1\rangle}", "sₜ₋₁"):
        assert parse(written, problem.scope) == parse("H[t-1]", problem.scope)
    assert parse("dWhh", problem.scope) == parse("dL/dW", problem.scope)
