"""Networks as people write them: each is read, has the loss that NumPy gives, and the gradients of that loss."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from tests.problems.network.networks import NETWORKS
from tests.problems.network.written import named
from tutor.marking import mark, question
from tutor.problems.instances.seeded_arrays import draw
from tutor.problems.network.network import Network
from tutor.problems.network.reader import read_network
from tutor.problems.proof.complex_step import jacobian
from tutor.problems.proof.declaration_checks import check_declaration

NAMES = sorted(NETWORKS)


@cache
def network(name: str) -> Network:
    return read_network(NETWORKS[name].text, f"{name}.net")


@pytest.mark.parametrize("name", NAMES)
def test_the_loss_is_that_of_the_same_network_in_numpy(name: str) -> None:
    for seed in (None, 1, 4):
        instance = network(name).instance(seed=seed)
        expected = NETWORKS[name].loss(named(instance.given))
        assert instance.values[network(name).loss] == pytest.approx(float(expected), rel=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_its_derivative_by_every_real_array_is_that_of_the_numpy_loss(name: str) -> None:
    problem = network(name)
    instance = problem.instance(seed=2)
    generator = np.random.default_rng(5)
    for quantity in problem.given:
        if problem.roles[quantity.name] == "constant":
            continue
        array = instance.given[quantity.name]
        way = generator.choice((-1.0, 1.0), size=array.shape)
        moved = {**instance.given, quantity.name: array + 1e-30j * way}
        expected = NETWORKS[name].loss(named(moved)).imag / 1e-30
        found = jacobian(problem, instance.given, instance.sizes, problem.loss, quantity.name)
        assert (found * way).sum() == pytest.approx(float(expected), rel=1e-9, abs=1e-12), quantity.name


@pytest.mark.parametrize("name", NAMES)
def test_without_a_seed_its_numbers_can_be_worked_by_hand(name: str) -> None:
    problem = network(name)
    if problem.textbook:
        pytest.skip("it has numbers of its own")
    for quantity in problem.given:
        array = problem.instance().given[quantity.name]
        small = np.abs(array).max(initial=0) < 0.1 or quantity.name == "lam"
        assert small or np.array_equal(array, np.round(array, 1)), quantity.name


@pytest.mark.parametrize("name", NAMES)
def test_sixteen_generic_points_can_be_drawn_for_marking(name: str) -> None:
    problem = network(name)
    drawn = draw(problem, problem.instance(seed=3).sizes, 3, points=16)
    assert all(np.isfinite(array).all() for array in drawn.values())


@pytest.mark.parametrize("name", NAMES)
def test_its_values_are_read_by_the_marking_as_they_are_written(name: str) -> None:
    problem = network(name)
    value = problem.values[0]
    if value.name == problem.loss:
        pytest.skip("its only value is the loss")
    verdict = mark(question(problem.instance(seed=1), value.name), value.formula)
    assert verdict.kind == "correct", (value.formula, verdict)


@pytest.mark.parametrize("name", NAMES)
def test_its_declarations_are_such_as_a_plugin_might_make(name: str) -> None:
    check_declaration(network(name), words=False)


def test_there_are_more_than_forty() -> None:
    assert len(NAMES) > 40
