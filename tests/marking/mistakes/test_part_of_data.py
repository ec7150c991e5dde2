"""A part of the data has the numbers of the whole, where these are worked out for each sample by itself."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tutor.marking.mistakes.part_of_data import axes_to_cut, cut, kept_of, part_of
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.instance import Instance

SIZES = {"T": 14, "N": 34, "D": 6, "H": 5}


@pytest.fixture(scope="module")
def problem() -> Problem:
    return tutor.problem("lstm-sequence")


@pytest.fixture(scope="module")
def instance(problem: Problem) -> Instance:
    return problem.instance(seed=3, sizes=SIZES)


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
