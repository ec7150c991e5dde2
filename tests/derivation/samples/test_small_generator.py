"""The numbers that proofs are made with, against what is asked of a generator of NumPy."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest

from tutor.derivation.samples.sample_points import SamplePoints
from tutor.derivation.samples.small_generator import SmallGenerator, generator
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.quantity import Quantity
from tutor.problems.contract.samplers import Integers, Labels, Mask, Normal, OneHot, Simplex, Uniform
from tutor.problems.network.reader import read_network

SHAPE, AXES = (1, 40, 5), ("n", "c")


def drawn(sampler: Any, rng: Any) -> Any:
    return sampler.draw(rng, SHAPE, AXES, points=True)


@pytest.mark.parametrize(
    "sampler",
    [Normal(), Normal(0.1), Uniform(-2.0, 3.0), OneHot("c"), Simplex("c"), Integers(-1, 4), Mask(), Labels("c", 5)],
)
def test_every_sampler_of_ours_draws_the_kind_of_numbers_that_it_draws_from_numpy(sampler: Any) -> None:
    ours = drawn(sampler, SmallGenerator(1))
    theirs = drawn(sampler, np.random.default_rng(1))
    assert ours.shape == theirs.shape == SHAPE
    assert ours.dtype == theirs.dtype
    assert abs(ours.mean() - theirs.mean()) < 0.5 * theirs.std()
    assert 0.6 < ours.std() / theirs.std() < 1.6
    span = theirs.max() - theirs.min()
    assert ours.min() > theirs.min() - 0.15 * span
    assert ours.max() < theirs.max() + 0.15 * span


def test_the_same_seed_gives_the_same_numbers_and_another_one_others() -> None:
    first, again, other = (drawn(Normal(), SmallGenerator(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.isclose(first, other).any()


def test_whole_numbers_reach_both_ends() -> None:
    assert set(SmallGenerator(3).integers(2, 5, size=(200,)).tolist()) == {2, 3, 4}
    assert set(SmallGenerator(3).integers(3, size=200).tolist()) == {0, 1, 2}


class Odd:
    """A sampler of somebody else, which asks for what only NumPy's generator has."""

    def draw(self, rng: Any, shape: tuple[int, ...], axes: tuple[str, ...], *, points: bool) -> Any:
        return rng.gamma(2.0, size=shape)


class Foreign(Problem):
    """A line through points, whose places are drawn by a sampler that is not ours."""

    id = "toy-foreign"
    title = "Foreign"
    summary = "a sampler of somebody else"
    statement = ("L = Σ (w x)²",)
    sizes: ClassVar = {"N": 3}
    axes: ClassVar = {"n": "examples"}
    given = (Quantity("x", "n", sample=Odd()), Quantity("w"))
    values = (Quantity("r", "n", formula="w*x[n]"), Quantity("L", formula="sum_n(r[n]^2)"))


def test_a_sampler_of_somebody_else_is_given_numpys_generator() -> None:
    problem = Foreign()
    assert generator(problem, 1) is None
    assert (SamplePoints(problem).points[0]["x"] > 0).all()


def test_samplers_of_network_files_are_ours() -> None:
    assert generator(read_network("input X[n]\nweights w\nr = w X\nL = sum(r^2)", "network"), 1) is not None
