"""Which solves are done by formulas and which by a plan, and what is held."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from threading import Thread
from typing import Any

import numpy as np
import pytest

from tests.problems.network.networks import NETWORKS as FILES
from tests.problems.toys import Line
from tests.solve.declared import network
from tests.solve.networks import NAMED
from tests.solve.test_plan import agree, by_complex_step
from tutor import Problem
from tutor.problems.instances.formula_values import forward_by_formulas
from tutor.problems.network.reader import read_network
from tutor.solve.cache import PLANS, Plans, kind_of_numbers


@pytest.fixture(autouse=True)
def _nothing_held() -> Iterator[None]:
    PLANS.clear()
    yield
    PLANS.clear()


def test_a_plan_comes_with_the_second_solve_of_the_same_sizes() -> None:
    plans, instance = Plans(2**20), Line().instance(seed=1)
    problem, given = instance.problem, instance.given
    assert plans.plan(problem, given) is None
    made = plans.plan(problem, given)
    assert made is not None
    assert plans.plan(problem, given) is made
    other = {**given, "x": np.ones(9), "y": np.ones(9)}
    assert plans.plan(problem, other) is None, "other sizes are new"
    single: dict[str, Any] = {name: array.astype(np.float32) for name, array in given.items()}
    assert plans.plan(problem, single) is None, "so is another kind of numbers"


def test_no_more_is_held_than_allowed() -> None:
    plans = Plans(250_000)
    problem = NAMED["relu-mlp"]
    for size in range(2, 8):
        given = problem.instance(sizes={"N": size}).given
        plans.plan(problem, given)
        assert plans.plan(problem, given) is not None
        assert plans.held <= 250_000


def test_the_same_numbers_come_out_before_and_after_a_plan_is_made() -> None:
    problem = Line()
    instance = problem.instance(seed=2)
    first = problem.forward(instance.given), problem.backward(instance.given, instance.values)
    second = problem.forward(instance.given), problem.backward(instance.given, instance.values)
    for before, after in zip(first, second, strict=True):
        assert list(before) == list(after)
        for name, array in before.items():
            np.testing.assert_allclose(after[name], array, rtol=1e-12)
            assert after[name].shape == array.shape


def test_a_problem_without_steps_has_all_its_gradients_at_once() -> None:
    problem = NAMED["state-from-outside"]
    instance = problem.instance(seed=1)
    assert set(instance.gradients) == {"x", "U", "W", "b", "h0", "y", "a", "h"}


def test_what_has_no_plan_is_solved_by_its_formulas_each_time() -> None:
    problem = network(
        "both-axes", {"R": 3, "C": 2}, "x[r,c]", {"h[r,c]": "tanh(h[r-1,c] + h[r,c-1] + x[r,c])", "L": "sum(h^2)"}
    )
    instance = problem.instance(seed=1)
    expected = forward_by_formulas(problem, instance.given)
    for _ in range(3):
        values = problem.forward(instance.given)
        for name, array in expected.items():
            np.testing.assert_array_equal(values[name], array)
    derivatives = by_complex_step(instance)
    agree(dict(instance.gradients), {name: derivatives[name] for name in ("x", "h")})
    assert set(instance.gradients) == {"x", "h"}


def test_nothing_is_derived_to_solve_a_problem_without_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(problem: Problem) -> None:
        raise AssertionError("derived")

    monkeypatch.setattr("tutor.derivation.problem_steps.steps_of", refused)
    fresh = network("fresh", {"N": 3, "H": 2}, "x[n,h]", {"L": "sum_{n,h}(relu(x))"})
    for problem in (fresh, read_network(FILES["class-labels"].text, "-")):
        for seed in (None, 1):
            instance = problem.instance(seed=seed, sizes={"N": 40})
            assert instance.values["L"].shape == ()
            assert all(np.isfinite(array).all() for array in instance.gradients.values())


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [((float, int), float), ((np.float32, int), np.float32), ((np.float32, complex), complex), ((int, int), float)],
)
def test_whole_numbers_do_not_decide_the_kind(kinds: tuple[Any, Any], expected: Any) -> None:
    assert kind_of_numbers({name: np.ones(2, kind) for name, kind in zip("ab", kinds, strict=True)}) == expected


def test_one_plan_serves_several_threads() -> None:
    problem: Problem = NAMED["relu-mlp"]
    instances = [problem.instance(seed=3, given={"lam": number}) for number in (0.0, 0.5, 1.0, 1.5)]
    expected = [forward_by_formulas(problem, instance.given)["L"] for instance in instances]
    wrong: list[int] = []

    def solve(at: int) -> None:
        for _ in range(50):
            if not np.allclose(problem.forward(instances[at].given)["L"], expected[at], rtol=1e-12):
                wrong.append(at)

    threads = [Thread(target=solve, args=(at,)) for at in range(len(instances))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_problem_with_a_solver_of_its_own_never_loads_plans() -> None:
    code = "import sys, tutor; tutor.problem('lstm-cell').instance(seed=1).solve(); print('tutor.solve' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
