"""The derivative of the forward formulas by complex step, held against central differences."""

from __future__ import annotations

import numpy as np
import pytest

from tests.problems.toys import ALL, Chain, Layer, Line, Slide, broken
from tutor import Problem, Quantity, Step
from tutor.problems.instances.formula_values import compute, lift
from tutor.problems.proof.complex_step import expected, jacobian


def central_differences(problem: Problem, top: str, bottom: str) -> np.ndarray:
    """The same Jacobian by moving one entry of a given array up and down."""
    instance = problem.instance(seed=2)
    names = [quantity.name for quantity in problem.values]
    columns = []
    for place in np.ndindex(instance.given[bottom].shape):
        ends = []
        for push in (1e-6, -1e-6):
            given = {name: array.copy() for name, array in instance.given.items()}
            given[bottom][place] += push
            ends.append(compute(problem, lift(given), instance.sizes, only=names)[top][0])
        columns.append((ends[0] - ends[1]) / 2e-6)
    shape = instance.given[bottom].shape
    return np.moveaxis(np.array(columns), 0, -1).reshape(columns[0].shape + shape)


@pytest.mark.parametrize("make", ALL)
def test_complex_steps_agree_with_central_differences_for_every_pair(make: type[Problem]) -> None:
    problem = make()
    instance = problem.instance(seed=2)
    for bottom in problem.given:
        for top in problem.values:
            found = jacobian(problem, instance.given, instance.sizes, top.name, bottom.name)
            assert np.allclose(found, central_differences(problem, top.name, bottom.name), rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize(
    "function",
    ["relu", "abs", "softplus", "erf", "sigma", "sqrt", "log", "asin", "acos", "atan", "tan", "sinh", "cosh"],
)
def test_complex_steps_pass_through_every_function_of_the_language(function: str) -> None:
    values = (Quantity("y", "n", formula=f"{function}(x*w)"), Quantity("L", formula="sum_n(y)"))
    problem = broken(Line, values=values, steps=(Step("dL/dw", f"sum_n({function}'(x*w)*x)"),))
    given = {"x": [0.3, 0.5, 0.8], "y": [0.0, 0.0, 0.0], "w": 0.9, "b": 0.0}
    instance = problem.instance(given=given)
    found = jacobian(problem, instance.given, instance.sizes, "L", "w")
    assert np.isclose(found, instance.target("dL/dw"), rtol=1e-12)


def test_relu_is_followed_on_both_sides_of_its_kink() -> None:
    values = (Quantity("y", "n", formula="relu(x*w)"), Quantity("L", formula="sum_n(y)"))
    problem = broken(Line, values=values, steps=(Step("L"),))
    instance = problem.instance(given={"x": [-0.3, 0.5, -0.8], "y": [0.0] * 3, "w": 0.9, "b": 0.0})
    assert jacobian(problem, instance.given, instance.sizes, "L", "x").tolist() == [0.0, 0.9, 0.0]


def test_the_derivative_by_a_value_holds_everything_before_it_still() -> None:
    problem = Layer()
    instance = problem.instance()
    assert np.allclose(jacobian(problem, instance.given, instance.sizes, "L", "y"), instance.gradients["y"])
    assert np.allclose(jacobian(problem, instance.given, instance.sizes, "y", "y"), np.eye(3))


def test_the_derivative_by_a_state_is_total_through_all_later_ones() -> None:
    problem = Chain()
    instance = problem.instance(seed=1)
    assert np.allclose(jacobian(problem, instance.given, instance.sizes, "L", "H"), instance.gradients["H"])


def test_what_a_step_must_give_comes_on_the_axes_of_the_step() -> None:
    problem = Slide()
    instance = problem.instance()

    def wanted(name: str, axes: str | None = None) -> np.ndarray | None:
        return expected(problem, Step(name, axes=axes), instance.given, instance.sizes)

    square, turned = wanted("dp/dy", "u,v"), wanted("dp/dk", "r,u")
    assert square is not None
    assert turned is not None
    assert np.allclose(square, np.diag(instance.values["p"]) - np.outer(instance.values["p"], instance.values["p"]))
    assert turned.shape == (2, 4)
    assert wanted("anything", "u") is None


def test_a_running_letter_that_both_have_means_each_sample_by_itself() -> None:
    problem = Line()
    instance = problem.instance()
    found = expected(problem, Step("dyhat/dx"), instance.given, instance.sizes)
    assert found is not None
    assert np.allclose(found, np.full(3, instance.given["w"]))


def test_an_entry_of_a_gradient_is_a_derivative_too() -> None:
    problem = Slide()
    instance = problem.instance()
    whole = expected(problem, Step("dL/dk"), instance.given, instance.sizes)
    entry = expected(problem, Step("dL/dk[2]", axes=""), instance.given, instance.sizes)
    assert whole is not None
    assert entry == whole[1]
    chain = Chain().instance(seed=1)
    last, third = (expected(Chain(), Step(name, axes=""), chain.given, chain.sizes) for name in ("dL/dH_T", "dL/dH_2"))
    assert last == pytest.approx(chain.gradients["H"][-1])
    assert third == pytest.approx(chain.gradients["H"][1])
