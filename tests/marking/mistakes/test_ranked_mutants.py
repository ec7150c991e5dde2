"""Mistakes behind large gradients: found on a part of the numbers, decided on all of them."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tutor.marking.gradcheck import gradcheck as rows_of
from tutor.marking.mistakes import ranked_mutants
from tutor.marking.mistakes.candidates import candidates
from tutor.marking.mistakes.changes import changes_of, own_value
from tutor.marking.mistakes.large_gradients import is_large
from tutor.marking.mistakes.part_of_data import axes_to_cut, cut, kept_of, part_of
from tutor.notation.lower.value import Arrays
from tutor.notation.read.parser import parse
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import compute, lift
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.lazy_arrays import arrays_of

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


def test_a_mistake_may_come_with_the_sign_turned_round(instance: Instance) -> None:
    wrong = -with_slip(instance, "dL/dc", SLOPE)["x"]
    assert "derivative-missing" in codes(instance, {"x": wrong})["x"]


def test_what_was_not_summed_is_recognised_by_its_values_on_other_axes(instance: Instance) -> None:
    blocks = instance.evaluated()["dL/da"][0]
    rows = rows_of(instance.problem, instance.given, {"b": blocks.sum(axis=0), "h0": np.zeros((3, 3, 3))})
    assert rows[0].diagnosis[0].code == "sum-missing"
    assert "Its shape is 34×20; expected 20." in rows[0].diagnosis[0].message
    assert rows[1].diagnosis[0].code == "shape"


def test_a_bound_on_the_work_leaves_what_is_further_away_unrecognised(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranked_mutants, "MOST_AT_PART", 0)
    wrong = with_slip(instance, "dL/dc", SLOPE)["Wx"]
    found = codes(instance, {"Wx": wrong, "b": -instance.gradients["b"]})
    assert found == {"Wx": [], "b": ["sign"]}


def test_axes_are_cut_where_every_position_is_worked_out_without_those_after_it(problem: Problem) -> None:
    assert axes_to_cut(problem) == ("n", "t")
    assert axes_to_cut(tutor.problem("skip-mlp")) == ("n",)
    assert "t" not in axes_to_cut(tutor.problem("rnn-bptt"))  # its output comes from the last step


def test_the_last_steps_of_an_instance_have_its_own_values_and_gradients(instance: Instance) -> None:
    problem = instance.problem
    kept = kept_of(instance, last=True)
    part = part_of(instance, kept)
    assert (part.sizes["T"], part.sizes["D"]) == (6, SIZES["D"])
    for name in ("h", "c", "x"):
        wanted = cut(problem, name, instance.gradients[name], kept)
        np.testing.assert_allclose(part.arrays[f"dL/d{name}"][0], wanted, rtol=1e-9, atol=1e-12)


def test_the_first_steps_of_an_instance_have_its_own_values(instance: Instance) -> None:
    kept = kept_of(instance)
    part = part_of(instance, kept)
    for name in ("h", "c", "f"):
        wanted = cut(instance.problem, name, instance.values[name], kept)
        np.testing.assert_allclose(part.arrays[name][0], wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "sizes", "gradient", "every"),
    [("skip-mlp", {"N": 300, "I": 40, "H": 50}, "w_io", 7), ("lstm-step", {"N": 66, "D": 34, "H": 29}, "h_prev", 31)],
)
@np.errstate(all="ignore")
def test_mistakes_in_a_gradients_own_formula_are_named(
    name: str, sizes: dict[str, int], gradient: str, every: int
) -> None:
    found = tutor.problem(name).instance(seed=2, sizes=sizes)
    assert is_large(found)
    problem, step = found.problem, tutor.problem(name).step(f"dL/d{gradient}")
    assert isinstance(step, Step)
    right, arrays = found.gradients[gradient], arrays_of(found)
    changes = [change for edited in candidates(problem, step).own for change in changes_of(edited)]
    wrong = [own_value(problem, arrays, found.sizes, change, step.id, np.inf) for change in changes[::every]]
    different = [array for array in wrong if array is not None and not np.allclose(array, right, rtol=1e-4, atol=1e-9)]
    some = [array for array in different if np.isfinite(array).all() and array.any()]
    assert len(some) >= 5
    for array in some:
        assert codes(found, {gradient: array})[gradient]
