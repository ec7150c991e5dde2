"""What the statements of a network file mean."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import tutor
from tutor.notation.read.parser import parse
from tutor.problems.contract.samplers import Integers, Mask, Normal, OneHot, Simplex, Uniform
from tutor.problems.network.errors import NetworkError
from tutor.problems.network.network import Network
from tutor.problems.network.reader import load_network, read_network


def network(*lines: str) -> Network:
    return read_network("\n".join(lines), "a.net")


def axes(problem: Network) -> dict[str, str]:
    return {quantity.name: quantity.axes for quantity in problem.values}


def test_a_title_roles_and_samplers() -> None:
    problem = network(
        "title  Anything at all   # but no comment",
        "inputs: x[n,i], m[n] mask",
        "weight W[i,k] in -0.5..0.5",
        "targets Y[n,k] one-hot k, Q[n,k] simplex k",
        "constants p positive, c[n] integer 2..5, lam in 0.01..0.1",
        "L = p*lam*sum(m*c*((x W - Y)*Q))",
    )
    assert problem.title == "Anything at all"
    samplers = {quantity.name: quantity.sample for quantity in problem.given}
    assert samplers["x"] == Normal()
    assert samplers["m"] == Mask()
    assert samplers["W"] == Uniform(-0.5, 0.5)
    assert samplers["Y"] == OneHot("k")
    assert samplers["Q"] == Simplex("k")
    assert samplers["p"] == Uniform(0.2, 1.6)
    assert samplers["c"] == Integers(2, 5)
    assert samplers["lam"] == Uniform(0.01, 0.1)
    assert problem.roles == {
        "x": "input", "m": "input", "W": "weight", "Y": "target", "Q": "target", "p": "constant", "c": "constant",
        "lam": "constant",
    }  # fmt: skip
    assert problem.asked == ()


def test_a_mask_holds_zeros_and_ones_and_takes_no_other_numbers() -> None:
    problem = network("input x[n]", "constant m[n] mask", "L = sum(m*x^2)")
    assert {*problem.instance(seed=3).given["m"]} == {0.0, 1.0}
    with pytest.raises(tutor.TutorError, match="m must be 0 or 1 everywhere"):
        problem.instance(given={"m": [0.5, 1, 0]})


def test_numbers_are_drawn_again_where_a_logarithm_has_no_value() -> None:
    problem = network("input x[n]", "weights w[n]", "L = log(sum(x*w))")
    for seed in (None, *range(8)):
        assert np.isfinite(problem.instance(seed=seed).values["L"])


def test_labels_pick_entries_and_are_no_arrays_to_differentiate_by() -> None:
    problem = network("input P[n,k]", "label c[n] of k", "L = sum_n(P[n,c[n]])")
    assert problem.roles["c"] == "target"
    given = problem.instance(seed=1).given
    picked = given["P"][np.arange(len(given["c"])), given["c"].astype(int) - 1]
    assert problem.instance(seed=1).values["L"] == pytest.approx(picked.sum())
    with pytest.raises(tutor.TutorError, match="c must hold places along k"):
        problem.instance(given={"c": [0.5, 1, 1]})


def test_sizes_are_those_that_are_set_and_small_distinct_ones_for_the_rest() -> None:
    problem = network("input X[n,i], Z[h,c]", "sizes N=7, h=5", "L = sum(X^2) + sum(Z^2)")
    assert problem.sizes == {"N": 7, "I": 3, "H": 5, "C": 2}
    assert problem.instance(sizes={"N": 4}).given["X"].shape == (4, 3)


def test_sizes_may_be_made_of_others() -> None:
    problem = network("input x[d], h[u]", "weights W[u,z]", "sizes D=2, U=3, Z=U+D", "f = W [h, x]", "L = sum(f^2)")
    assert problem.derived == {"Z": "U+D"}
    assert problem.instance(sizes={"D": 4}).given["W"].shape == (3, 7)


def test_one_axis_is_sized_like_another() -> None:
    problem = network("weights W[s,k=s], V[j=k,i]", "L = sum(W W V)")
    assert problem.like == {"k": "s", "j": "s"}


def test_the_axes_of_values_are_inferred() -> None:
    problem = network(
        "input X[n,i]",
        "weights W[i,h], b[h], v[h]",
        "A = X W + b",
        "G = A^T A",
        "s = A v",
        "u[n] = s/N",
        "c = sum_n(A)",
        "L = sum(G) + sum(u) + sum(c)",
    )
    found = axes(problem)
    assert found["A"] == "n,h"
    assert found["s"] == found["u"] == "n"
    assert found["c"] == "h"
    assert found["G"].startswith("h,")
    assert problem.like[found["G"][-1]] == "h"
    assert problem.running == ()


def test_a_second_axis_may_be_named_where_it_is_made() -> None:
    problem = network("input X[t,d]", "S[t,s=t] = X X^T", "L = sum(S^2)")
    assert axes(problem)["S"] == "t,s"


def test_a_correlation_makes_axes_of_its_own() -> None:
    problem = network("input X[i,j]", "weights K[r,c]", "Y = corr(X, K)", "L = sum(Y^2)")
    first, second = axes(problem)["Y"].split(",")
    assert problem.derived == {first.upper(): "I-R+1", second.upper(): "J-C+1"}


def test_a_letter_on_the_left_side_counts_as_far_as_its_formula_reaches() -> None:
    problem = network("input x[i]", "weights w[r]", "y[u] = sum_r(w[r]*x[u+r-1])", "L = sum(y^2)")
    assert problem.derived == {"U": "I-R+1"}
    same = network("input x[n,i]", "y[m] = sum_i(x[m,i]^2)", "L = sum(y)")
    assert same.like == {"m": "n"}


def test_time_is_what_is_indexed_with_a_shift_and_sums_go_over_it_too() -> None:
    problem = network("input x[k,d]", "weights W[d,e=d]", "s = W s[k-1] + x[k]", "L = sum(s^2)")
    assert problem.running == ("k",)
    assert problem.quantities["L"].formula == "sum_{k}(sum(s^2))"
    given = problem.instance(seed=1).given
    state, total = np.zeros(given["x"].shape[1]), 0.0
    for x in given["x"]:
        state = given["W"] @ state + x
        total += (state**2).sum()
    assert problem.instance(seed=1).values["L"] == pytest.approx(total)


def test_a_formula_that_speaks_of_a_time_has_a_value_at_each() -> None:
    problem = network(
        "input x[t,d]", "weights w[d]", "s = 0.5*s[t-1] + x[t]", "l[t] = sum(s*w)", "L = sum(l^2) + sum(s[T]^2)"
    )
    assert axes(problem) == {"s": "t,d", "l": "t", "L": ""}


def test_an_axis_runs_where_it_is_told_to() -> None:
    problem = network("input X[b,t,d], K[b,s,d]", "each b", "S = X K^T", "L = sum(S^2)")
    assert problem.running == ("b",)
    assert axes(problem)["S"] == "b,t,s"
    given = problem.instance(seed=1).given
    scores = np.einsum("btd,bsd->bts", given["X"], given["K"])
    assert problem.instance(seed=1).values["L"] == pytest.approx((scores**2).sum())


def test_an_axis_runs_where_formulas_fit_only_so() -> None:
    batch = network("input X[b,t,d]", "weights W[d,k]", "Y = X W", "L = sum(Y^2)")
    assert batch.running == ("b",)
    samples = network("input x[n,i]", "weights W[h,i]", "z = W x", "L = sum(z^2)")
    assert samples.running == ("n",)


def test_what_stands_before_the_first_entry_may_be_given() -> None:
    problem = network("input x[t,h], s[h]", "h = 0.5*h[t-1] + x", "h[0] = s", "L = sum(h[1]^2) + sum(h[T]^2)")
    assert problem.quantities["h"].outside == "s"
    zero = network("input x[t]", "h = 0.5*h[t-1] + x", "h[0] = 0", "L = sum(h^2)")
    assert zero.quantities["h"].outside == ""


def test_a_recurrence_without_any_input_has_its_axis_from_the_left_side() -> None:
    problem = network(
        "input h0[k]", "weights W[k,j=k]", "sizes T=4", "h[t,k] = tanh(W h[t-1])", "h[0] = h0", "L = sum(h)"
    )
    assert problem.instance().values["h"].shape == (4, 3)


def test_a_network_may_run_both_ways_in_time() -> None:
    problem = network(
        "input x[t]", "weights a, b", "f = tanh(a*x[t] + f[t-1])", "g = tanh(b*x[t] + g[t+1])", "L = sum(f*g)"
    )
    given = problem.instance(seed=1).given
    forwards, backwards, state = [], [], 0.0
    for x in given["x"]:
        forwards.append(state := np.tanh(given["a"] * x + state))
    state = 0.0
    for x in given["x"][::-1]:
        backwards.insert(0, state := np.tanh(given["b"] * x + state))
    assert problem.instance(seed=1).values["L"] == pytest.approx(np.dot(forwards, backwards))


def test_the_loss_is_the_last_number_or_the_one_that_is_named() -> None:
    lines = ("input x[n]", "a = sum(x^2)", "b = a^2 + 1")
    assert network(*lines).loss == "b"
    assert network(*lines[:2], "loss a").loss == "a"
    with pytest.raises(NetworkError, match="`b` is not used: the loss, a, does not depend on it"):
        network(*lines, "loss a")


def test_what_is_asked_may_be_narrowed() -> None:
    lines = ("input X[n,i]", "weights W[i,k]", "Z = X W", "L = sum(Z^2)")
    assert network(*lines, "ask dL/dW").asked == ("W",)
    latex = r"ask \frac{\partial L}{\partial Z}, ∂L/∂W, dL / dX"
    assert network(*lines, latex).asked == ("Z", "W", "X")


def test_a_loss_by_another_name_is_asked_by_it() -> None:
    assert network("input x[n]", r"\mathcal{J} = sum(x^2)", "ask dJ/dx").asked == ("x",)
    assert network("input x[n]", "cost = sum(x^2)", "ask dL/dx").asked == ("x",)


def test_an_upstream_gradient_stands_for_a_loss() -> None:
    problem = network("input X[n,i]", "weights W[i,k]", "Y = X W", "upstream dY for Y")
    assert problem.upstream == {"Y": "dY"}
    assert problem.loss == "L"
    assert problem.quantities["L"].formula == "sum_{n,k}(dY*Y)"
    assert problem.roles["dY"] == "constant"
    assert [step.id for step in problem.steps] == ["Y", "dL/dX", "dL/dW"]
    assert problem.statement == ("Y = X W",)


def test_two_upstream_gradients_add_up_and_the_loss_finds_a_free_name() -> None:
    problem = network("input L[n]", "a = 2*L", "b = L^2", "upstream da for a, db for b")
    assert problem.loss == "J"
    assert problem.quantities["J"].formula == "sum_{n}(da*a) + sum_{n}(db*b)"


def test_symbols_are_shown_and_read() -> None:
    problem = network("input x[i]", "weights W1[h,i]", r"symbol W1 W^{(1)}", r"z = W^{(1)} x", "L = sum(z^2)")
    assert problem.latex("W1") == "W^{(1)}"
    assert problem.quantities["z"].axes == "h"


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


@pytest.mark.parametrize("written", [r"W^{(1)}", r"W^{[1]}", "W⁽¹⁾", r"\mathbf{W}^{(1)}", "W1", "W^(1)"])
def test_a_layer_may_be_written_above(written: str) -> None:
    problem = network("input x[i]", "weights W1[h,i]", f"z = {written} x", "L = sum(z^2)")
    assert axes(problem)["z"] == "h"


@pytest.mark.parametrize(
    ("left", "name"),
    [
        (r"\hat{y}", "yhat"), ("ŷ", "yhat"), (r"\mathbf{\hat{y}}", "yhat"), (r"y_1", "y_1"), ("y₁", "y_1"),
        (r"\mu", "mu"), ("μ", "mu"), (r"z^{(2)}", "z2"), ("z⁽²⁾", "z2"), (r"\tilde{c}", "ctilde"),
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


def test_textbook_numbers_say_the_sizes_and_are_used_without_a_seed() -> None:
    problem = network("input x[i]", "weights w[i]", "value x = [1, .5]", "value w = [-2., +3e-1]", "L = sum(x*w)")
    assert problem.sizes == {"I": 2}
    assert problem.instance().values["L"] == pytest.approx(-1.85)
    assert problem.instance(seed=1).given["x"].tolist() != [1, 0.5]


def test_user_arrays_show_sizes_that_only_follow_from_others() -> None:
    problem = network("input x[i]", "weights w[r]", "y[u] = sum_r(w[r]*x[2u+r-2])", "L = sum(y^2)")
    instance = problem.instance(given={"x": np.arange(11.0), "w": [1.0, 2.0, 3.0]})
    assert instance.sizes == {"U": 5, "R": 3, "I": 11}
    assert instance.values["y"].tolist() == [8.0, 20.0, 32.0, 44.0, 56.0]


def test_a_file_is_loaded_under_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.net"
    path.write_bytes(b"\xef\xbb\xbfinput x[n]\r\nL = sum(x^2)\r\n")
    assert load_network(path).id == str(path)
    assert tutor.network(path).loss == "L"
    assert tutor.network(str(path)).loss == "L"
    assert tutor.network("input x[n]\nJ = sum(x^2)").loss == "J"
    assert tutor.problem(str(path)) is tutor.problem(str(path))
    path.write_text("input x[n]\nJ = sum(x^2) + 1\n")
    assert tutor.problem(str(path)).loss == "J"


def test_an_answer_to_a_network_file_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "mine.net"
    path.write_text("input X[n,i]\nweights W[i,h]\nH = relu(X W)\nL = sum(H^2)\n")
    assert tutor.check(str(path), "H", "relu(X @ W)").kind == "correct"
    assert tutor.check(str(path), "H", "relu(X)", seed=2).kind == "wrong"
