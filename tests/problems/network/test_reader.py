"""What the statements of a network file mean."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import tutor
from tests.problems.network.read import network
from tutor.problems.contract.samplers import Integers, Mask, Normal, OneHot, Simplex, Uniform
from tutor.problems.network.errors import NetworkError
from tutor.problems.network.reader import load_network


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
