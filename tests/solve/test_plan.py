"""A plan gives the values of the formulas and the derivatives of the forward pass, for networks of all kinds."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import tutor
from tests.solve.declared import network
from tests.solve.networks import NAMED, NETWORKS
from tutor import Problem
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.instances.formula_values import forward_by_formulas
from tutor.problems.instances.gradient_names import gradient_names
from tutor.problems.instances.instance import Instance
from tutor.problems.proof.complex_step import jacobian
from tutor.solve import schedule
from tutor.solve.graph.nodes import NotPlannedError
from tutor.solve.plan import Plan

Array = npt.NDArray[Any]
BUNDLED = (
    "skip-mlp",
    "logistic-unit",
    "softmax-net",
    "conv-dense",
    "rnn-bptt",
    "rnn-step",
    "rnn-memory",
    "lstm-cell",
    "lstm-step",
    "lstm-sequence",
    "lstm-memory",
)


def plan_of(instance: Instance, dtype: Any = float) -> Plan:
    problem = instance.problem
    return Plan(problem, instance.sizes, dtype, list(problem.quantities))


def agree(got: dict[str, Array], expected: dict[str, Array], tolerance: float = 1e-9) -> None:
    for name, array in expected.items():
        assert got[name].shape == array.shape, name
        scale = np.max(np.abs(array), initial=1e-30)
        np.testing.assert_allclose(got[name] / scale, array / scale, rtol=tolerance, atol=tolerance, err_msg=name)


def by_complex_step(instance: Instance) -> dict[str, Array]:
    """The gradient of the loss by each name it depends on."""
    problem = instance.problem.as_declared
    found = {name: jacobian(problem, instance.given, instance.sizes, problem.loss, name) for name in problem.quantities}
    return {name: array for name, array in found.items() if np.any(array)}


@pytest.mark.parametrize("problem", NETWORKS, ids=lambda problem: str(problem.id))
@pytest.mark.parametrize("seed", [1, 4])
def test_values_are_those_of_the_formulas_and_gradients_those_of_the_complex_step(problem: Problem, seed: int) -> None:
    instance = problem.instance(seed=seed)
    values, gradients = plan_of(instance).solve(instance.given)
    agree(values, dict(forward_by_formulas(problem, instance.given)))
    agree(gradients, by_complex_step(instance), 1e-8)


@pytest.mark.parametrize("problem", NETWORKS, ids=lambda problem: str(problem.id))
def test_a_second_run_on_other_numbers_is_not_moved_by_the_first(problem: Problem) -> None:
    instance, other = problem.instance(seed=3), problem.instance(seed=3)
    plan, fresh = plan_of(instance), plan_of(instance)
    plan.solve({name: array * 1.5 for name, array in other.given.items()})
    first, second = plan.solve(instance.given), fresh.solve(instance.given)
    for got, expected in zip(first, second, strict=True):
        for name, array in expected.items():
            np.testing.assert_array_equal(got[name], array, err_msg=name)


@pytest.mark.parametrize("problem", NETWORKS, ids=lambda problem: str(problem.id))
def test_complex_numbers_keep_their_imaginary_parts(problem: Problem) -> None:
    instance = problem.instance(seed=2)
    rng = np.random.default_rng(0)
    given = {name: array + 1e-3j * rng.normal(size=array.shape) for name, array in instance.given.items()}
    values = plan_of(instance, complex).forward(given)
    agree(values, dict(forward_by_formulas(problem, given)))


@pytest.mark.parametrize("problem", NETWORKS, ids=lambda problem: str(problem.id))
def test_single_precision_stays_single_and_is_as_right_as_it_can_be(problem: Problem) -> None:
    instance = problem.instance(seed=2)
    single = {name: array.astype(np.float32) for name, array in instance.given.items()}
    values, gradients = plan_of(instance, np.float32).solve(single)
    assert {array.dtype for array in (*values.values(), *gradients.values())} == {np.dtype(np.float32)}
    double = {name: array.astype(float) for name, array in single.items()}
    expected_values, expected_gradients = plan_of(instance).solve(double)
    agree(values, expected_values, 2e-4)
    agree(gradients, expected_gradients, 2e-3)


@pytest.mark.parametrize("problem_id", BUNDLED)
@pytest.mark.parametrize("seed", [0, 5])
@pytest.mark.parametrize("dtype", [float, np.float32, complex])
def test_bundled_problems_are_solved_as_by_their_own_solvers(problem_id: str, seed: int, dtype: Any) -> None:
    problem = tutor.problem(problem_id)
    instance = problem.instance(seed=seed)
    given = {name: array.astype(dtype) for name, array in instance.given.items()}
    values, gradients = plan_of(instance, dtype).solve(given)
    own = problem.forward(given)
    tolerance = 1e-4 if dtype is np.float32 else 1e-9
    agree(values, dict(own), tolerance)
    agree(gradients, {name: one for name, one in problem.backward(given, own).items() if name in gradients}, tolerance)
    assert problem.loss not in problem.quantities or set(instance.gradients) <= set(gradients)


@pytest.mark.parametrize("choice", ["sigma", "tanh", "relu"])
def test_a_chosen_function_is_the_one_that_is_planned(choice: str) -> None:
    problem = tutor.problem("conv-dense").variant({"f": choice})
    instance = problem.instance(seed=2)
    agree(plan_of(instance).solve(instance.given)[1], dict(instance.gradients))


def test_results_are_the_callers_own() -> None:
    instance = NAMED["state-from-outside"].instance(seed=1)
    plan = plan_of(instance)
    first = plan.solve(instance.given)
    kept = [{name: array.copy() for name, array in part.items()} for part in first]
    for part in first:
        for array in part.values():
            array[...] = 7.0
    for part, before in zip(plan.solve(instance.given), kept, strict=True):
        for name, array in part.items():
            np.testing.assert_array_equal(array, before[name])


def test_a_large_network_is_handed_its_arrays_and_they_are_nobody_elses() -> None:
    problem = tutor.problem("lstm-sequence")
    instance = problem.instance(seed=1, sizes={"T": 40, "N": 16, "D": 12, "H": 48})
    plan = plan_of(instance)
    assert plan.nbytes == 0, "nothing is held"
    values, gradients = plan.solve(instance.given)
    agree(values, dict(instance.values))
    agree({name: gradients[name] for name in instance.gradients}, dict(instance.gradients))
    arrays = [*values.values(), *gradients.values()]
    for array in arrays:
        array[...] = 1.0
    for array in arrays:
        assert np.all(array == 1.0)
        array[...] = 2.0
    assert not any(np.any(array == 2.0) for array in instance.given.values())


def test_a_large_network_takes_little_more_memory_than_what_it_hands_out() -> None:
    problem = tutor.problem("lstm-sequence")
    sizes = all_sizes(problem, {"T": 30, "N": 24, "D": 16, "H": 128})
    plan = Plan(problem, sizes, float, gradient_names(problem))
    rng = np.random.default_rng(1)
    given = {one.name: rng.normal(size=[sizes[letter.upper()] for letter in one.letters]) for one in problem.given}
    tracemalloc.start()
    values, gradients = plan.solve(given)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.6 * sum(array.nbytes for array in (*values.values(), *gradients.values()))


def test_what_a_recurrence_does_not_need_is_taken_together() -> None:
    problem = network(
        "grouped",
        {"T": 40, "S": 2},
        "x[t,s] b[s] W[s,k]",
        {"h[t,s]": "tanh(x + W h[t-1] + b)", "L": "sum_{t,s}(h*x)"},
        like={"k": "s"},
        running=("t",),
    )
    plan = plan_of(problem.instance(seed=1, sizes=problem.sizes))
    assert len(plan._bound._calls) < 40 * 6 + 20, "a step is three calls forward and three back"


@pytest.mark.parametrize("problem", NETWORKS, ids=lambda problem: str(problem.id))
def test_what_is_large_is_computed_and_added_up_step_by_step(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = problem.instance(seed=2)
    expected = plan_of(instance).solve(instance.given)
    monkeypatch.setattr(schedule, "LARGE_TERM", 0)
    monkeypatch.setattr(schedule, "LARGE_STEP", 0)
    plan = plan_of(instance)
    for _ in range(2):
        for found, whole in zip(plan.solve(instance.given), expected, strict=True):
            agree(found, whole, 1e-12)


def test_the_other_functions_are_the_parts_of_solve() -> None:
    instance = NAMED["relu-mlp"].instance(seed=1)
    plan = plan_of(instance)
    values, gradients = plan.solve(instance.given)
    agree(plan.forward(instance.given), values, 1e-15)
    agree(plan.backward(instance.given), gradients, 1e-15)


def test_a_loss_that_stays_finite_by_its_logits_does_so() -> None:
    problem = NAMED["relu-mlp"]
    instance = problem.instance(seed=1)
    given = {**instance.given, "W2": instance.given["W2"] * 1e4}
    values, gradients = plan_of(instance).solve(given)
    assert np.isfinite(values["L"])
    assert np.isfinite(gradients["Z"]).all()


@pytest.mark.parametrize(
    "formulas",
    [
        {"h[t,s]": "tanh(h[t-1,s] + h[t,s-1] + x[t,s])", "L": "sum_{t,s}(h^2)"},
        {"h[t,s]": "tanh(x[t,s] + sum_r(h[t-1,r]))*softmax(h[t-1])", "L": "sum_{t,s}(h[t,s]*x[t,s])"},
    ],
    ids=["two axes", "values that are odd"],
)
def test_what_no_plan_knows_says_so_or_is_right(formulas: dict[str, str]) -> None:
    problem = network("odd", {"T": 3, "S": 2}, "x[t,s]", formulas, like={"r": "s"}, running=("t",))
    instance = problem.instance(seed=1)
    try:
        values, gradients = plan_of(instance).solve(instance.given)
    except NotPlannedError:
        return
    agree(values, dict(forward_by_formulas(problem, instance.given)))
    agree(gradients, by_complex_step(instance))


def test_a_step_of_a_recurrence_takes_state_input_and_bias_in_one_product() -> None:
    problem = network(
        "joined",
        {"T": 40, "S": 3, "D": 2},
        "x[t,d] U[s,d] W[s,k] b[s] dy[t,s]",
        {"a[t,s]": "U x[t] + W h[t-1] + b", "h[t,s]": "sigma(a)", "L": "sum_{t,s}(h*dy)"},
        like={"k": "s"},
        running=("t",),
    )
    instance = problem.instance(seed=1, sizes=problem.sizes)
    plan = plan_of(instance)
    assert len(plan._bound._calls) < 40 * 7 + 25, "a step is four calls forward and three back"
    values, gradients = plan.solve(instance.given)
    agree(values, dict(forward_by_formulas(problem, instance.given)))
    agree(gradients, by_complex_step(instance), 1e-8)


def test_a_sum_that_the_forward_pass_has_is_not_made_again_in_a_gradient() -> None:
    problem = network(
        "picked",
        {"N": 3, "M": 4},
        "z[n,m] y[n,m]+",
        {"P[n,m]": "softmax(z)", "p[n]": "sum_m(y*P)", "L": "-sum_n(log(p))"},
    )
    instance = problem.instance(seed=1)
    plan = plan_of(instance)
    assert [node.op for node in plan.gradients["z"].args[0].args] == ["softmax", "mul"], "dL/dz = P - P*y/p"
    agree(plan.backward(instance.given), by_complex_step(instance), 1e-8)
