"""Formulas evaluated: neighbours along an axis, what stands outside, formulas that refer to each other."""

from __future__ import annotations

import numpy as np
import pytest

from tests.problems.other_letters import Grid
from tests.problems.toys import ALL, SAID, Chain, ColdChain, Layer, Line, Slide, Twins, broken
from tutor import Problem, Quantity, Step, TutorError
from tutor.problems.instances.formula_values import compute, groups, lift, read


def order(problem: Problem) -> list[tuple[str, ...]]:
    return [tuple(formula.name for formula in group) for group in groups(problem)]


def test_a_neighbour_before_the_first_is_the_declared_outside() -> None:
    given = {"x": [0.1, 0.2, 0.3], "y": [1.0, 1.0, 1.0], "h0": 0.5, "w": 2.0}
    values = Chain().instance(given=given).values
    state, seen = 0.5, []
    for x in given["x"]:
        state = np.tanh(2.0 * state + x)
        seen.append(state)
    assert np.allclose(values["H"], seen, rtol=1e-14)


def test_a_neighbour_before_the_first_is_zero_where_nothing_is_declared() -> None:
    values = ColdChain().instance(given={"x": [0.1, 0.2], "y": [1.0, 1.0], "w": 2.0}).values
    assert np.allclose(values["H"], [np.tanh(0.1), np.tanh(2 * np.tanh(0.1) + 0.2)], rtol=1e-14)


def test_a_neighbour_after_the_last_is_zero_and_the_recurrence_runs_backwards() -> None:
    given = {"x": [0.1, 0.2, 0.3], "y": [0.7, 0.8, 0.9], "h0": 0.5, "w": 2.0}
    instance = Chain().instance(given=given)
    state, carried, seen = instance.values["H"], 0.0, []
    for t in (2, 1, 0):
        carried = given["y"][t] + carried
        seen.append(carried)
        carried *= (1 - state[t] ** 2) * 2.0
    assert np.allclose(instance.gradients["H"], seen[::-1], rtol=1e-14)
    assert instance.target("dL/dH_T") == 0.9


def test_one_step_of_time_is_a_recurrence_too() -> None:
    instance = Chain().instance(given={"x": [0.1], "y": [0.7], "h0": 0.5, "w": 2.0})
    assert np.allclose(instance.gradients["H"], [0.7])


def test_two_values_that_refer_to_each_other_are_solved_together_whatever_their_order() -> None:
    given = {"x": [0.3, -0.2, 0.5], "w": 0.7}
    values = Twins().instance(given=given).values
    c = h = 0.0
    for t, x in enumerate(given["x"]):
        c = c / 2 + 0.7 * h + x
        h = np.tanh(c)
        assert np.isclose(values["c"][t], c, rtol=1e-14)
        assert np.isclose(values["h"][t], h, rtol=1e-14)


def test_what_is_needed_at_the_same_place_comes_first_within_a_group() -> None:
    assert order(Twins()) == [("c", "h"), ("L",), ("dL/dh", "dL/dc"), ("dL/dw",), ("dL/dx",)]


def test_a_formula_between_two_that_refer_to_each_other_is_not_drawn_into_their_group() -> None:
    values = (
        Quantity("h", "t", formula="tanh(c)"),
        Quantity("n", "", formula="sum_t(x)"),
        Quantity("c", "t", formula="c[t-1]/2 + w*h[t-1] + x + n"),
        Quantity("L", formula="sum_t(h^2)"),
    )
    problem = broken(Twins, values=values, steps=(Step("dL/dL", "1", axes="", **SAID),))
    assert order(problem)[:3] == [("n",), ("c", "h"), ("L",)]
    assert problem.instance().values["L"] > 0


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((Quantity("L", formula="L + 1"),), "the formula of L uses L itself, but not at a neighbour along an axis"),
        (
            (Quantity("a", formula="b + 1"), Quantity("b", formula="a + 1"), Quantity("L", formula="a")),
            "the formulas of a, b depend on each other, but on no neighbour along an axis",
        ),
        (
            (Quantity("H", "t", formula="H[t-1] + H[t+1]"), Quantity("L", formula="sum_t(H)")),
            "the formulas of H look both ways: they cannot be solved in order",
        ),
        (
            (Quantity("H", "t,n", formula="H[t-1,n] + H[t,n-1] + H[t+1,n+1]"), Quantity("L", formula="sum_{t,n}(H)")),
            "the formulas of H look both ways: they cannot be solved in order",
        ),
        (
            (
                Quantity("H", "t", formula="H[t-1] + P"),
                Quantity("P", formula="sum_t(H[t-1])"),
                Quantity("L", formula="P"),
            ),
            "the formulas of P, H depend on each other along t, which not all of them have",
        ),
    ],
)
def test_formulas_with_no_order_to_compute_them_in_are_refused(values: tuple[Quantity, ...], sentence: str) -> None:
    sizes, axes = {"T": 3, "N": 2}, {"t": "time", "n": "places"}
    problem = broken(ColdChain, values=values, steps=(Step("L", **SAID),), sizes=sizes, axes=axes, running=("t", "n"))
    with pytest.raises(TutorError) as caught:
        problem.instance().solve()
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("formula", "moves"),
    [
        ("x + h[r-1,s] + h[r,s-1]", ((-1, 0), (0, -1))),
        ("x + h[r+1,s] + h[r,s+1]", ((1, 0), (0, 1))),
        ("x + h[r-1,s] + h[r,s+1]", ((-1, 0), (0, 1))),
        ("x + h[r-1,s-1] + h[r+1,s-1]", ((-1, -1), (1, -1))),
        ("x + h[r-1,s+1] + h[r-1,s-1]", ((-1, 1), (-1, -1))),
    ],
)
def test_a_recurrence_goes_along_as_many_axes_as_it_needs(formula: str, moves: tuple[tuple[int, int], ...]) -> None:
    values = (Quantity("h", "r,s", formula=formula), Quantity("J", formula="sum_{r,s}(h)"))
    problem = broken(Grid, values=values, steps=(Step("J", **SAID),))
    x = problem.instance(seed=1).given["x"]

    def entry(r: int, s: int) -> float:
        inside = 0 <= r < x.shape[0] and 0 <= s < x.shape[1]
        return float(x[r, s]) + sum(entry(r + dr, s + ds) for dr, ds in moves) if inside else 0.0

    wanted = [[entry(r, s) for s in range(x.shape[1])] for r in range(x.shape[0])]
    assert np.allclose(problem.instance(seed=1).values["h"], wanted, rtol=1e-12)


def test_a_formula_that_cannot_be_evaluated_is_named() -> None:
    problem = broken(Layer, steps=(Step("dL/dW", "x dL/dz", **SAID), Step("dL/dz", "y - t", **SAID)))
    with pytest.raises(TutorError, match=r"^the formula of dL/dW cannot be evaluated: a column \(i\) times a column"):
        compute(problem, lift(problem.instance().given), problem.sizes)


@pytest.mark.parametrize("make", ALL)
def test_formulas_alone_solve_a_problem_at_many_points_as_they_do_at_one(make: type[Problem]) -> None:
    problem = make()
    instances = [problem.instance(seed=seed, sizes=dict(problem.sizes)) for seed in (1, 2, 3)]
    stacked = {name: np.stack([one.given[name] for one in instances]) for name in instances[0].given}
    together = compute(problem, stacked, instances[0].sizes)
    for position, instance in enumerate(instances):
        alone = compute(problem, lift(instance.given), instance.sizes)
        for name, array in alone.items():
            assert np.allclose(together[name][position], array[0], rtol=1e-13)


def test_a_problem_of_fifteen_lines_has_forward_and_backward_by_its_formulas() -> None:
    solution = Line().instance(given={"x": [1.0, 2.0], "y": [0.0, 1.0], "w": 2.0, "b": 1.0}).solve()
    assert solution.values["yhat"].tolist() == [3.0, 5.0]
    assert solution.values["L"] == 12.5
    assert solution.gradients["w"] == 3.0 * 1 + 4.0 * 2
    assert solution.gradients["b"] == 7.0


def test_derived_sizes_follow_from_the_arrays_of_a_solver_by_formulas() -> None:
    values = Slide().instance(given={"x": np.arange(1.0, 8.0), "k": [1.0, 0.0, -1.0]}).values
    assert values["y"].tolist() == [-2.0] * 5


def test_a_formula_in_another_place_changes_all_that_follows() -> None:
    problem = Layer()
    given = lift(problem.instance().given)
    doubled = read(problem, "2*W x", "z")
    right = compute(problem, given, problem.sizes)
    wrong = compute(problem, given, problem.sizes, replaced={"z": doubled})
    assert np.allclose(wrong["z"], 2 * right["z"])
    assert np.allclose(wrong["y"], np.tanh(2 * right["z"]))
    assert not np.allclose(wrong["dL/dW"], right["dL/dW"])
