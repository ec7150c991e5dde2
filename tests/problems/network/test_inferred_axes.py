"""The axes of values follow from their formulas, and so does which of them is time."""

from __future__ import annotations

import numpy as np
import pytest

from tests.problems.network.read import axes, network


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
