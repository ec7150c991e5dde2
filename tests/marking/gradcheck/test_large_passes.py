"""A slip in a pass of large arrays is told as on small ones: looked for at a part of the data, decided on all of it."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tutor.marking.gradcheck import gradcheck as rows_of
from tutor.marking.gradcheck.search import promising
from tutor.marking.mistakes.large_gradients import is_large
from tutor.marking.mistakes.part_of_data import kept_of
from tutor.notation.lower.value import Arrays
from tutor.notation.read.parser import parse
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import compute, lift
from tutor.problems.instances.instance import Instance

SIZES = {"T": 14, "N": 34, "D": 6, "H": 5}


@pytest.fixture(scope="module")
def problem() -> Problem:
    return tutor.problem("lstm-sequence")


@pytest.fixture(scope="module")
def instance(problem: Problem) -> Instance:
    found = problem.instance(seed=3, sizes=SIZES)
    assert is_large(found)
    return found


def with_slip(instance: Instance, step: str, formula: str) -> Arrays:
    """All gradients when one formula is another and everything after it follows."""
    problem = instance.problem
    tree = parse(formula, problem.scope)
    arrays = compute(problem, lift(instance.given), instance.sizes, replaced={step: tree})
    return {name: arrays[f"dL/d{name}"][0] for name in instance.gradients}


def codes(instance: Instance, gradients: Arrays) -> dict[str, list[str]]:
    rows = rows_of(instance.problem, instance.given, gradients)
    return {row.name: [found.code for found in row.diagnosis] for row in rows}


SLOPE = "dL/dc[t+1]*f[t+1] + dL/dh_t*o_t"


def test_one_slip_upstream_is_the_mistake_of_every_gradient_that_it_spoils(instance: Instance) -> None:
    found = codes(instance, with_slip(instance, "dL/dc", SLOPE))
    assert found.keys() == instance.gradients.keys()
    assert all("derivative-missing" in some for some in found.values())


@pytest.mark.parametrize("name", ["Wx", "h0", "x"])
def test_a_slip_upstream_is_found_from_one_gradient_alone(instance: Instance, name: str) -> None:
    wrong = with_slip(instance, "dL/dc", SLOPE)[name]
    assert "derivative-missing" in codes(instance, {name: wrong})[name]


def test_gradients_may_each_have_a_mistake_of_their_own(instance: Instance) -> None:
    arrays = instance.evaluated()
    right, blocks = instance.gradients, arrays["dL/da"][0]
    wrong = {
        "Wx": np.einsum("nd,ne->de", instance.given["x"][-1], blocks[-1]),
        "b": right["b"] / SIZES["N"],
        "h": -right["h"],
        "c": right["c"] * 2,
        "c0": arrays["dL/dc"][0][
            0
        ],  # c[1] = f[1]*c0 + ..., so dL/dc0 is dL/dc[1]*f[1]: here the factor f[1] is left out
    }
    found = codes(instance, {**right, **wrong})
    assert {name for name, some in found.items() if some} == wrong.keys()
    assert (found["b"], found["h"], found["c"]) == (["mean-for-sum"], ["sign"], ["factor"])
    assert found["c0"] == ["factor-missing"]


def test_what_no_mistake_gives_has_no_diagnosis(instance: Instance) -> None:
    found = codes(instance, {name: array * 1.37 + 0.01 for name, array in instance.gradients.items()})
    assert not any(found.values())


def test_what_was_not_summed_is_recognised_by_its_values_on_other_axes(instance: Instance) -> None:
    blocks = instance.evaluated()["dL/da"][0]
    rows = rows_of(instance.problem, instance.given, {"b": blocks.sum(axis=0), "h0": np.zeros((3, 3, 3))})
    assert rows[0].diagnosis[0].code == "sum-missing"
    assert "Its shape is 34×20; expected 20." in rows[0].diagnosis[0].message
    assert rows[1].diagnosis[0].code == "shape"


@pytest.mark.parametrize(
    ("step", "formula", "told"),
    [
        ("dL/dh", "dh_t", {"path-only-last"}),
        ("dL/dc", "dL/dc[t+1]*f[t+1] + 2*dL/dh_t*o_t*(1 - tanh(c_t)^2)", {"factor"}),
        ("dL/dWh", "sum_t(h_t^T dL/da_t)", {"time-shift"}),
    ],
)
def test_a_slip_of_a_large_pass_has_the_name_that_it_has_in_a_small_one(
    problem: Problem, instance: Instance, step: str, formula: str, told: set[str]
) -> None:
    names = []
    for one in (instance, problem.instance(seed=3, sizes={"T": 4, "N": 3, "D": 3, "H": 2})):
        found = {name: some[0] for name, some in codes(one, with_slip(one, step, formula)).items() if some}
        assert set(found.values()) <= told
        names.append(found)
    assert all(found == names[0] for found in names)


def test_an_array_that_agrees_speaks_against_a_slip_that_would_spoil_it(instance: Instance) -> None:
    spoiled = with_slip(instance, "dL/dc", SLOPE)
    found = codes(instance, {**instance.gradients, "Wx": spoiled["Wx"]})
    assert not any(found.values())


def test_a_slip_of_a_loss_that_is_a_mean_is_found_at_a_part_that_is_divided_by_another_size() -> None:
    found = tutor.problem("skip-mlp").instance(seed=2, sizes={"N": 300, "I": 40, "H": 50})
    wrong = with_slip(found, "dL/dz", "dL/dyhat")
    told = codes(found, {name: wrong[name] for name in ("x", "w_ih")})
    assert [some[0] for some in told.values()] == ["derivative-missing", "derivative-missing"]


def test_a_pass_that_cannot_be_cut_is_looked_at_whole() -> None:
    found = tutor.problem("conv-dense").instance(seed=1, sizes={"I": 40, "J": 40})
    assert is_large(found)
    assert not kept_of(found)
    told = codes(found, with_slip(found, "dL/dy2", "dL/dz2"))
    assert {name for name, some in told.items() if some[:1] == ["derivative-missing"]} >= {"K", "b", "w2", "z0"}
    assert not told["w3"]


def test_a_bound_on_the_work_leaves_what_is_further_away_unrecognised(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promising, "MOST_AT_PART", 0)
    wrong = with_slip(instance, "dL/dc", SLOPE)["Wx"]
    found = codes(instance, {"Wx": wrong, "b": -instance.gradients["b"]})
    assert found == {"Wx": [], "b": ["sign"]}
