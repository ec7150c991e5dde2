"""Network files are solved by a plan as by their formulas, and without steps."""

from __future__ import annotations

import pytest

from tests.problems.network.networks import NETWORKS
from tests.solve.test_plan import agree, by_complex_step
from tutor.problems.instances.formula_values import backward_by_formulas, forward_by_formulas
from tutor.problems.instances.gradient_names import gradient_names
from tutor.problems.network.reader import read_network
from tutor.solve.plan import Plan


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_values_are_those_of_the_formulas_and_gradients_those_of_the_forward_pass(name: str) -> None:
    problem = read_network(NETWORKS[name].text, f"{name}.net")
    instance = problem.instance(seed=2)
    wanted = gradient_names(problem)
    values, gradients = Plan(problem, instance.sizes, float, wanted).solve(instance.given)
    agree(values, dict(forward_by_formulas(problem, instance.given)))
    agree(gradients, {one: array for one, array in by_complex_step(instance).items() if one in wanted}, 1e-8)
    assert set(gradients) == set(wanted)


@pytest.mark.parametrize("name", ["classifier", "rnn", "class-labels", "max-pooling"])
def test_gradients_are_those_that_derived_steps_give(name: str) -> None:
    problem = read_network(NETWORKS[name].text, f"{name}.net")
    instance = problem.instance(seed=3)
    by_steps = backward_by_formulas(problem, instance.given, instance.values)
    agree({one: instance.gradients[one] for one in by_steps}, dict(by_steps))
    assert set(by_steps) <= set(instance.gradients)
    assert not {one for one, role in problem.roles.items() if role in ("target", "constant")} & set(instance.gradients)


def test_gradients_that_are_asked_for_come_with_those_on_the_way_to_them() -> None:
    text = "weights v[i], w[i], u[i]\na = v*w\nb = a*u\nL = sum(b^2)\nask dL/dw"
    assert gradient_names(read_network(text, "-")) == ("b", "a", "w")
